export const people = {
  maya: { name: "Maya", face: "maya" },
  theo: { name: "Theo", face: "theo" },
  sam: { name: "Sam", face: "sam" },
  ana: { name: "Ana", face: "ana" },
  leo: { name: "Leo", face: "leo" },
  dre: { name: "Dre", face: "dre" },
  ivy: { name: "Ivy", face: "ivy" },
  noor: { name: "Noor", face: "noor" },
  eli: { name: "Eli" },
} as const;

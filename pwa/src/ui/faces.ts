const files = import.meta.glob<string>("./faces/*.svg", { query: "?url", import: "default", eager: true });

/** The drawn faces by key, for people who have chosen one. A face is a drawing, never a photo of anyone. */
export const faces: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(files).map(([path, address]) => [path.slice("./faces/".length, -".svg".length), address]),
);

/** The first letter of a name, for someone who has chosen no face; a dot for a name without letters. */
export function initialOf(name: string): string {
  const letter = Array.from(name).find((sign) => /\p{L}|\p{N}/u.test(sign));
  return letter?.toLocaleUpperCase() ?? "·";
}

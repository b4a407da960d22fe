import sheet from "./pictures.svg?url";

/** The coloured pictures in the sheet, by key. They serve the long tail of things; core words are our own drawings. */
export const pictures = [
  "art",
  "art2",
  "ball",
  "book",
  "build",
  "bus",
  "calm",
  "camera",
  "cool",
  "dice",
  "dog",
  "dumpling",
  "film",
  "food",
  "funny",
  "game",
  "good",
  "guitar",
  "hard",
  "headphone",
  "joystick",
  "keys",
  "love",
  "mic",
  "mixed",
  "more-home",
  "music",
  "noodles",
  "ok",
  "okay",
  "outside",
  "paint",
  "pause",
  "phone",
  "plant",
  "proud",
  "read",
  "school",
  "sign",
  "smile",
  "talk",
  "thumb",
  "tired",
  "wait",
] as const;

export type PictureKey = (typeof pictures)[number];

/** The address of one picture inside the sheet, which is fetched once and kept with the app. */
export function pictureAddress(key: PictureKey): string {
  return `${sheet}#${key}`;
}

/** What a file input may offer; iPhones turn their own format into JPEG when asked this way. */
export const acceptedPictures = "image/jpeg,image/png,image/webp";

export type PictureKind = "jpeg" | "png" | "webp";

/** What a file is by its first bytes; its name and type are only claims. Anything else is undefined. */
export function kindOf(start: Uint8Array): PictureKind | undefined {
  if (startsWith(start, 0, [0xff, 0xd8, 0xff])) return "jpeg";
  if (startsWith(start, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (startsWith(start, 0, [0x52, 0x49, 0x46, 0x46]) && startsWith(start, 8, [0x57, 0x45, 0x42, 0x50])) return "webp";
  return undefined;
}

function startsWith(bytes: Uint8Array, at: number, sign: readonly number[]): boolean {
  return sign.every((byte, place) => bytes[at + place] === byte);
}

import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { Photo } from "../../src/store/media";

/** A small picture of one colour, as a phone's camera room would hand it over. No two of a schedule are alike. */
export function photoOf(media: string, colour: number): Photo {
  const [width, height] = [24, 16];
  const pixel = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
  const line = Buffer.from([0, ...Array.from({ length: width }, () => pixel).flat()]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  const file = Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
  const bytes = new Uint8Array(file).buffer;
  return { media, bytes, sha256: createHash("sha256").update(file).digest("hex"), width, height };
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

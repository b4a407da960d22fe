import { describe, expect, test } from "vitest";
import { draw, fit, longSide } from "./fit";
import { kindOf } from "./kinds";
import { PictureRefused } from "./refusal";
import { largestFile, sha256, shrink } from "./shrink";

const bytes = (...numbers: number[]) => new Uint8Array(numbers);

describe("a picture on its way onto the canvas", () => {
  test("has white under it before it is drawn: what was see-through is paper, not black", () => {
    const done: string[] = [];
    const pen = {
      fillStyle: "black" as string | CanvasGradient | CanvasPattern,
      imageSmoothingQuality: "low" as ImageSmoothingQuality,
      fillRect: (...at: number[]) => done.push(`fill ${String(pen.fillStyle)} ${at.join(" ")}`),
      drawImage: (_: unknown, ...at: number[]) => done.push(`draw ${pen.imageSmoothingQuality} ${at.join(" ")}`),
    };
    draw(pen, {} as CanvasImageSource, { width: 1600, height: 900 });
    expect(done).toEqual(["fill white 0 0 1600 900", "draw high 0 0 1600 900"]);
  });

  test("can be asked to be smaller than it is kept, and keeps its shape", () => {
    expect(fit(4000, 3000, 400)).toEqual({ width: 400, height: 300 });
    expect(fit(longSide + 1, 1)).toEqual({ width: longSide, height: 1 });
  });
});

describe("a file that is no photo", () => {
  test.each([
    ["cut before its sign is whole", bytes(0xff, 0xd8)],
    ["a PNG's sign with one byte wrong", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0b)],
    ["a photo's sign that does not stand at the start", bytes(0, 0xff, 0xd8, 0xff)],
    ["the iPhone's own kind, which the camera turns into JPEG when asked", bytes(0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70)],
  ])("%s", (_, start) => {
    expect(kindOf(start)).toBeUndefined();
  });

  test.each<[string, Blob, string]>([
    ["an empty file", new Blob([]), "not_a_picture"],
    ["a table that is called photo.jpg", new Blob(["a;b;c"], { type: "image/jpeg" }), "not_a_picture"],
  ])("%s is refused with a reason that can be said", async (_, file, reason) => {
    const refused = await shrink(file).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PictureRefused);
    expect(refused).toMatchObject({ reason, name: "PictureRefused" });
  });

  test("is not read at all when it is larger than the phone should open", async () => {
    let read = false;
    const slice = () => {
      read = true;
      return new Blob([]);
    };
    await expect(shrink({ size: largestFile + 1, slice } as unknown as Blob)).rejects.toMatchObject({
      reason: "too_big",
    });
    expect(read).toBe(false);
  });
});

test("two photos that differ in one bit have other fingerprints, and a byte below sixteen keeps its zero", async () => {
  const [one, other] = await Promise.all([sha256(bytes(1, 2, 3).buffer), sha256(bytes(1, 2, 2).buffer)]);
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(one).not.toBe(other);
  expect(one).toBe("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
});

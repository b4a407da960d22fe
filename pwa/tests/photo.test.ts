import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fit, longSide } from "../src/photo/fit";
import { acceptedPictures, kindOf } from "../src/photo/kinds";
import { PictureRefused, type RefusalReason } from "../src/photo/refusal";
import { largestFile, sha256, shrink } from "../src/photo/shrink";
import { en } from "../src/words/en";

const bytes = (...numbers: number[]) => new Uint8Array(numbers);
const ascii = (text: string) => new TextEncoder().encode(text);

async function reasonFor(file: Blob): Promise<RefusalReason | undefined> {
  try {
    await shrink(file);
    return undefined;
  } catch (refusal) {
    if (refusal instanceof PictureRefused) return refusal.reason;
    throw refusal;
  }
}

describe("what counts as a picture", () => {
  test.each([
    ["a JPEG", bytes(0xff, 0xd8, 0xff, 0xe0), "jpeg"],
    ["a PNG", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), "png"],
    ["a WebP", ascii("RIFF1234WEBPVP8 "), "webp"],
    ["a sound in the same wrapper as a WebP", ascii("RIFF1234WAVEfmt "), undefined],
    ["a GIF", ascii("GIF89a"), undefined],
    ["a drawing with a script in it", ascii("<svg onload="), undefined],
    ["an empty file", bytes(), undefined],
  ])("%s is told by its first bytes", (_what, start, kind) => {
    expect(kindOf(start)).toBe(kind);
  });

  test("the file chooser offers what is accepted, and no more", () => {
    expect(acceptedPictures).toBe("image/jpeg,image/png,image/webp");
  });

  test("a page that calls itself a picture is refused", async () => {
    expect(await reasonFor(new Blob(["<html>"], { type: "image/jpeg" }))).toBe("not_a_picture");
  });

  test("a file that is too big is refused before it is opened", async () => {
    const huge = { size: largestFile + 1 } as Blob;
    expect(await reasonFor(huge)).toBe("too_big");
  });

  test("every refusal has a sentence that says what to do", () => {
    const reasons: RefusalReason[] = ["not_a_picture", "too_big", "broken"];
    expect(reasons.map((reason) => en[`photo.${reason}`])).toEqual(reasons.map(() => expect.stringMatching(/Try/)));
  });
});

describe("the size a picture is kept in", () => {
  test.each([
    [4032, 3024, 1600, 1200],
    [3024, 4032, 1200, 1600],
    [1600, 1200, 1600, 1200],
    [60, 40, 60, 40],
    [10_000, 2, 1600, 1],
  ])("%i by %i becomes %i by %i", (width, height, keptWidth, keptHeight) => {
    expect(fit(width, height)).toEqual({ width: keptWidth, height: keptHeight });
  });

  test("no picture is enlarged, stretched or longer than the limit", () => {
    const side = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const kept = fit(width, height);
        expect(Math.max(kept.width, kept.height)).toBeLessThanOrEqual(longSide);
        expect(kept.width).toBeLessThanOrEqual(width);
        expect(kept.height).toBeLessThanOrEqual(height);
        const scale = Math.min(1, longSide / Math.max(width, height));
        expect(Math.abs(kept.width - width * scale)).toBeLessThanOrEqual(1);
        expect(Math.abs(kept.height - height * scale)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test("the fingerprint is SHA-256 in hex", async () => {
  const said = await sha256(ascii("abc").buffer as ArrayBuffer);
  expect(said).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

import { chromium, type Page } from "@playwright/test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import encodeQR from "qr";
import { expect, test } from "./house";

/** A JPEG with a red left half and a blue right half, drawn by the browser. */
async function jpeg(page: Page, width: number, height: number): Promise<Buffer> {
  const numbers = await page.evaluate(
    async ([width, height]) => {
      const canvas = new OffscreenCanvas(width, height);
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("no canvas");
      pen.fillStyle = "red";
      pen.fillRect(0, 0, width / 2, height);
      pen.fillStyle = "blue";
      pen.fillRect(width / 2, 0, width / 2, height);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 1 });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [width, height] as const,
  );
  return Buffer.from(numbers);
}

/** Puts in what a phone's camera writes: that it was held sideways (6), and where it was. */
function fromPhone(picture: Buffer): Buffer {
  const place = Buffer.from("GPS 41.8781 N 87.6298 W");
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010006000000000000", "hex");
  const body = Buffer.concat([Buffer.from("Exif\0\0"), tiff, place]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([picture.subarray(0, 2), head, body, picture.subarray(2)]);
}

async function choose(page: Page, name: string, buffer: Buffer): Promise<string> {
  await page.getByLabel("Choose a photo").setInputFiles({ name, mimeType: "image/jpeg", buffer });
  const said = page.locator("output");
  await expect(said).not.toBeEmpty();
  return said.innerText();
}

/** The colour of the kept picture at a place, as fractions of its width and height. */
async function colourAt(page: Page, x: number, y: number): Promise<"red" | "blue"> {
  return page.getByAltText("What was kept").evaluate(
    async (image: HTMLImageElement, [x, y]) => {
      await image.decode();
      const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
      const pen = canvas.getContext("2d");
      pen?.drawImage(image, 0, 0);
      const [red = 0, , blue = 0] = pen?.getImageData(x * canvas.width, y * canvas.height, 1, 1).data ?? [];
      return red > blue ? "red" : "blue";
    },
    [x, y] as const,
  );
}

test("a large photo is kept with its longer side at 1600", async ({ parts, page }) => {
  await page.goto(parts("camera"));
  expect(await choose(page, "mural.jpg", await jpeg(page, 4032, 3024))).toMatch(/^1600 x 1200 [0-9a-f]{64}$/);
});

test("a small photo is not enlarged", async ({ parts, page }) => {
  await page.goto(parts("camera"));
  expect(await choose(page, "badge.jpg", await jpeg(page, 60, 40))).toMatch(/^60 x 40 /);
});

test("a photo taken sideways is kept upright, and where it was taken is gone", async ({ parts, page }) => {
  await page.goto(parts("camera"));
  const photo = fromPhone(await jpeg(page, 60, 40));
  expect(photo.toString("latin1")).toContain("GPS 41.8781");
  expect(await choose(page, "lunch.jpg", photo)).toMatch(/^40 x 60 /);
  expect([await colourAt(page, 0.5, 0.1), await colourAt(page, 0.5, 0.9)]).toEqual(["red", "blue"]);
  expect(await page.locator("p[hidden]").textContent()).not.toContain("GPS");
});

test("the same photo is kept as the same bytes, so that it is sent once", async ({ parts, page }) => {
  await page.goto(parts("camera"));
  const photo = await jpeg(page, 800, 600);
  const first = await choose(page, "one.jpg", photo);
  await page.reload();
  expect(await choose(page, "two.jpg", photo)).toBe(first);
});

for (const [what, name, bytes, reason] of [
  ["a text with a picture's name", "notes.jpg", Buffer.from("not a picture at all"), "not_a_picture"],
  ["a photo that was cut off", "cut.jpg", Buffer.from("ffd8ffe000104a46494600ff", "hex"), "broken"],
] as const) {
  test(`${what} is refused with its reason`, async ({ parts, page }) => {
    await page.goto(parts("camera"));
    expect(await choose(page, name, bytes)).toBe(reason);
  });
}

/** A short film of a badge for the browser's make-believe camera, in the plainest format it reads. */
function film(text: string): Buffer {
  const [width, height, dot] = [640, 480, 8];
  const code = encodeQR(text, "raw");
  const light = Buffer.alloc(width * height, 235);
  code.forEach((row, y) =>
    row.forEach((dark, x) => {
      for (let line = 0; dark && line < dot; line++)
        light.fill(
          16,
          (y * dot + line + 60) * width + x * dot + 120,
          (y * dot + line + 60) * width + (x + 1) * dot + 120,
        );
    }),
  );
  const frame = Buffer.concat([Buffer.from("FRAME\n"), light, Buffer.alloc((width * height) / 2, 128)]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F15:1 Ip A1:1 C420jpeg\n`);
  return Buffer.concat([head, ...Array<Buffer>(15).fill(frame)]);
}

test("a badge held to the camera is read", async ({ parts }) => {
  const folder = await mkdtemp(join(tmpdir(), "kith-badge-"));
  await writeFile(join(folder, "badge.y4m"), film("https://kith.example/#badge.3kTq"));
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-video-capture=${join(folder, "badge.y4m")}`,
    ],
  });
  try {
    const page = await browser.newPage();
    await page.goto(parts("camera"));
    await page.getByRole("button", { name: "Scan a badge" }).click();
    await expect(page.locator("output")).toHaveText("https://kith.example/#badge.3kTq", { timeout: 20_000 });
    await expect(page.getByLabel("Camera")).toHaveJSProperty("srcObject", null);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
});

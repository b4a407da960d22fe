/**
 * Draws the app's icons as PNG from public/icons/kith.svg, for devices that want pixels. Run by hand after the
 * drawing has changed: `node scripts/icons.mjs`. It needs Chromium.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const folder = join(import.meta.dirname, "../public/icons");

/** A maskable icon is cut to any shape by the phone: paper to the edges, the mark inside the middle 80 %. */
const wanted = [
  { file: "192.png", size: 192, full: false },
  { file: "512.png", size: 512, full: false },
  { file: "180.png", size: 180, full: true },
  { file: "maskable-512.png", size: 512, full: true },
];

const drawing = await readFile(join(folder, "kith.svg"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
for (const { file, size, full } of wanted) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const svg = full ? drawing.replace('rx="112"', 'rx="0"') : drawing;
  const small = file.startsWith("maskable")
    ? svg.replace('<g id="mark">', '<g transform="translate(51 51) scale(.8)">')
    : svg;
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${small}`);
  await writeFile(join(folder, file), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();

/**
 * Weighs what a phone must fetch, from dist/, as bytes on the wire: text compressed with brotli, pictures and fonts
 * as they are. Fails when a limit is passed. Run after `npm run build`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const dist = join(import.meta.dirname, "../dist");
const kib = 1024;

/** @param {string} file */
function weigh(file) {
  const bytes = readFileSync(join(dist, file));
  return /\.(js|css|html|svg|webmanifest)$/.test(file) ? brotliCompressSync(bytes).length : bytes.length;
}

/** @param {readonly string[]} files */
const together = (files) => files.reduce((sum, file) => sum + weigh(file), 0);

const page = readFileSync(join(dist, "index.html"), "utf8");
const shell = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((found) => found[1] ?? "");
const worker = readFileSync(join(dist, "service-worker.js"), "utf8");
/** @type {string[]} */
const kept = JSON.parse(/\["[^\]]+\]/.exec(worker)?.[0] ?? "[]");
const lazy = readdirSync(join(dist, "assets"))
  .map((file) => `assets/${file}`)
  .filter((file) => file.endsWith(".js") && !shell.includes(file));

const rows = [
  { what: "first load, JS and CSS", bytes: together(shell), limit: 60 * kib },
  { what: "service worker", bytes: weigh("service-worker.js"), limit: 2 * kib },
  { what: "everything kept for offline", bytes: together(kept), limit: 300 * kib },
  ...lazy.map((file) => ({ what: file, bytes: weigh(file), limit: 40 * kib })),
];
if (shell.length === 0 || kept.length === 0) throw new Error("dist holds no app: run `npm run build` first");

for (const { what, bytes, limit } of rows) {
  const line = `${(bytes / kib).toFixed(1).padStart(7)} of ${(limit / kib).toFixed(0).padStart(3)} KiB  ${what}`;
  console.log(bytes > limit ? `${line}  TOO BIG` : line);
}
if (rows.some(({ bytes, limit }) => bytes > limit)) process.exit(1);

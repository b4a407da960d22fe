/** Puts a smaller twin beside each text of the built app, which the school sends to phones that can read it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

const dist = join(import.meta.dirname, "../dist");

for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
  if (!/\.(js|css|html|svg|webmanifest)$/.test(file)) continue;
  const bytes = readFileSync(join(dist, file));
  const small = brotliCompressSync(bytes);
  if (small.length < bytes.length) writeFileSync(join(dist, `${file}.br`), small);
}

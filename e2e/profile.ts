import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files of a browser's folder that hold something that lies open, a word in any spelling, or the beginning of a JPEG. */
export async function scanProfile(
  folder: string,
  open: string,
  word: string,
): Promise<{ named: string[]; words: string[]; photos: string[] }> {
  const found = {
    named: [] as string[],
    words: [] as string[],
    photos: [] as string[],
  };
  const spellings = [Buffer.from(word), Buffer.from(word, "utf16le")];
  const jpeg = Buffer.from("ffd8ffe000104a464946", "hex");
  for (const entry of await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (bytes.includes(open)) found.named.push(file);
    if (spellings.some((spelling) => bytes.includes(spelling))) found.words.push(file);
    if (bytes.includes(jpeg)) found.photos.push(file);
  }
  return found;
}

/**
 * Plants defects, one after the other, in a copy of the tree, and tells which of them are noticed. It is how we know that tests bite.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/**
 * A piece of a file that stands there once, and what is put in its place. `import` is a second such piece.
 *
 * @typedef {{ name: string, file: string, from: string, to: string, import?: [string, string] }} Defect
 */

/**
 * Plants each defect and lets `notice` run in the copy. Prints a line for each and the names of those that survived. `sound` runs before anything is
 * planted and says what is red then: what is red anyway notices nothing.
 *
 * @template {Defect} D
 * @param {D[]} defects
 * @param {string} head the columns after the first
 * @param {(copy: string, defect: D) => Promise<{ seen: boolean, how: string }>} notice
 * @param {(copy: string) => Promise<string>} sound
 * @returns {Promise<string[]>} the names of those that survived, or could not be planted
 */
export async function plantAll(defects, head, notice, sound = () => Promise.resolve("")) {
  const copy = copyOfTree();
  const red = await sound(copy);
  if (red) throw new Error(`red before anything was planted: ${red}`);
  const survived = [];
  console.log(`| planted | ${head} |\n|---|${head.replace(/[^|]+/g, "---")}|`);
  for (const defect of defects) {
    const { seen, how } = await planted(copy, defect, notice);
    console.log(`| ${defect.name} | ${how} |`);
    if (!seen) survived.push(defect.name);
  }
  console.log(`${defects.length - survived.length} of ${defects.length} planted defects were noticed.`);
  return survived;
}

function copyOfTree() {
  const copy = mkdtempSync(join(tmpdir(), "kith-defects-"));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
  const list = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of list.split("\n").filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(copy, file), { verbatimSymlinks: true });
  }
  symlinkSync(join(root, "pwa/node_modules"), join(copy, "pwa/node_modules"));
  return copy;
}

/**
 * @template {Defect} D
 * @param {string} copy
 * @param {D} defect
 * @param {(copy: string, defect: D) => Promise<{ seen: boolean, how: string }>} notice
 */
async function planted(copy, defect, notice) {
  const file = join(copy, defect.file);
  const sound = readFileSync(file, "utf8");
  const pieces = defect.import ? [defect.import, [defect.from, defect.to]] : [[defect.from, defect.to]];
  if (pieces.some(([from = ""]) => sound.split(from).length !== 2))
    return { seen: false, how: "cannot be planted: its piece is not there once" };
  writeFileSync(
    file,
    pieces.reduce((text, [from = "", to = ""]) => text.replace(from, () => to), sound),
  );
  try {
    return await notice(copy, defect);
  } catch (error) {
    return { seen: false, how: `cannot be built: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    writeFileSync(file, sound);
  }
}

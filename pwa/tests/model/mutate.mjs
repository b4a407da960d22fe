/**
 * Plants each defect of the list in a copy of the tree and runs schedules there until one notices it. Fails when a
 * defect cannot be planted any more, or when it survives. `node mutate.mjs [part of a name]`
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { defects } from "./defects.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
/** A defect that so many schedules do not notice has survived. */
const most = Number(process.env["SCHEDULES"] ?? 150);
const seed = process.env["SEED"] ?? "1";

const copy = mkdtempSync(join(tmpdir(), "kith-defects-"));
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

const chosen = defects.filter(({ name }) => name.includes(process.argv[2] ?? ""));
copyTree();
const survived = [];
console.log("| planted | noticed after so many schedules | seed | what was noticed |\n|---|---|---|---|");
for (const defect of chosen) {
  const { seen, how } = await tried(defect);
  console.log(`| ${defect.name} | ${how} |`);
  if (!seen) survived.push(defect.name);
}
console.log(`${chosen.length - survived.length} of ${chosen.length} planted defects were noticed.`);
process.exit(survived.length ? 1 : 0);

function copyTree() {
  const list = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: root, encoding: "utf8" });
  for (const file of list.split("\n").filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(copy, file), { verbatimSymlinks: true });
  }
  symlinkSync(join(root, "pwa/node_modules"), join(copy, "pwa/node_modules"));
}

/**
 * @param {import("./defects.mjs").Defect} defect
 * @returns {Promise<{ seen: boolean, how: string }>}
 */
async function tried(defect) {
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
    await build();
    return await run();
  } catch (error) {
    return { seen: false, how: `cannot be built: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    writeFileSync(file, sound);
  }
}

async function build() {
  await promisify(execFile)("go", ["build", "-o", "bin/kith", "./backend/cmd/kith"], { cwd: copy });
}

async function run() {
  const report = join(copy, "report.jsonl");
  rmSync(report, { force: true });
  const env = {
    ...process.env,
    SCHEDULES: String(most),
    SEED: seed,
    STOP: "1",
    REPORT: report,
    KITH: join(copy, "bin/kith"),
    // The school that schedules begin with is filled by the sound one.
    KITH_FILLS: join(root, "bin/kith"),
  };
  const vitest = join(copy, "pwa/node_modules/vitest/vitest.mjs");
  const command = [vitest, "run", "--project", "model"];
  const schedules = spawn(process.execPath, command, { cwd: join(copy, "pwa"), env, stdio: "ignore" });
  const end = () => schedules.kill();
  process.once("exit", end);
  await new Promise((over) => schedules.once("exit", over));
  process.off("exit", end);
  if (!existsSync(report)) return { seen: false, how: "did not run" };
  /** @type {{ seed: number, invariant?: string, problem?: string }[]} */
  const lines = readFileSync(report, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const found = lines.find(({ invariant }) => invariant);
  if (!found) return { seen: false, how: `survived ${lines.length} schedules` };
  return {
    seen: true,
    how: `${lines.indexOf(found) + 1} | ${found.seed} | ${found.problem?.replace(/\s+/g, " ").slice(0, 160)}`,
  };
}

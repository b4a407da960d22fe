/**
 * Plants each defect of the list and runs schedules until one notices it. Fails when a defect cannot be planted any more, or when it
 * survives. `node mutate.mjs [part of a name]`
 */
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { plantAll, root } from "../../../scripts/planting.mjs";
import { defects } from "./defects.mjs";

/** A defect that so many schedules do not notice has survived. */
const most = Number(process.env["SCHEDULES"] ?? 150);
const seed = process.env["SEED"] ?? "1";

const chosen = defects.filter(({ name }) => name.includes(process.argv[2] ?? ""));
const survived = await plantAll(chosen, "noticed after so many schedules | seed | what was noticed", run);
process.exit(survived.length ? 1 : 0);

/** @param {string} copy */
async function run(copy) {
  await promisify(execFile)("go", ["build", "-o", "bin/kith", "./backend/cmd/kith"], { cwd: copy });
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

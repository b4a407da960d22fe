import { expect, test } from "vitest";
import { buildApp } from "./bundle";
import { linesOf, runAll, sumUp, type Plan } from "./run";
import type { Ran } from "./schedule";

const { SEED = "1", SCHEDULES = "100", LANES = "2", MINUTES = "60", REPORT = "", STOP = "" } = process.env;

const plan: Plan = {
  from: Number(SEED),
  count: Number(SCHEDULES),
  lanes: Number(LANES),
  minutes: Number(MINUTES),
  stop: STOP !== "",
  ...(REPORT && { report: REPORT }),
};

test(
  "whatever happens to phones, wires and server, nothing is lost, doubled or leaked in the end",
  async () => {
    const broken = await runAll(plan, await buildApp());
    if (plan.report) process.stdout.write(`\n${sumUp(linesOf(plan))}\n`);
    expect(broken.map(tell)).toEqual([]);
  },
  2 * 3_600_000,
);

/** What somebody needs to see it happen again. */
function tell({ seed, taken, broken }: Ran): string {
  return [`make soak SCHEDULES=1 SEED=${seed}`, ...taken, String(broken)].join("\n");
}

import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Load } from "./bundle";
import { runSchedule, type Ran } from "./schedule";
import { Broken } from "./story";
import { dropTemplate, makeTemplate, type Template } from "./template";

/** Which schedules to run, and how. */
export interface Plan {
  from: number;
  count: number;
  /** How many run at the same time. */
  lanes: number;
  /** No new one begins after so many minutes. */
  minutes: number;
  /** True: the first that breaks something ends it. */
  stop: boolean;
  /** A file with a line for each schedule that has run. What held there before is not run again. */
  report?: string;
}

/** One line of the report. */
export interface Line {
  seed: number;
  steps: number;
  kills: number;
  cuts: number;
  invariant?: string;
  problem?: string;
}

/** Session tokens are good for a quarter of an hour: a school that is older is made anew. */
const fresh = 8 * 60_000;

/** Runs schedules, and gives those that broke something. */
export async function runAll(plan: Plan, load: Load): Promise<Ran[]> {
  const until = Date.now() + plan.minutes * 60_000;
  const before = new Set(linesOf(plan).flatMap(({ seed, invariant }) => (invariant ? [] : seed)));
  const seeds = Array.from({ length: plan.count }, (_, n) => plan.from + n).filter((seed) => !before.has(seed));
  const schools = new Schools();
  const broken: Ran[] = [];
  const lane = async () => {
    while (seeds.length && Date.now() < until && !(plan.stop && broken.length)) {
      const ran = await schools.lend((template) => runSchedule(seeds.shift() ?? 0, template, load));
      note(plan, ran);
      if (ran.broken) broken.push(ran);
    }
  };
  try {
    await Promise.all(Array.from({ length: plan.lanes }, lane));
  } finally {
    await schools.close();
  }
  return broken;
}

/** The lines of the report that are about this plan. */
export function linesOf({ report, from, count }: Plan): Line[] {
  if (!report || !existsSync(report)) return [];
  const lines = readFileSync(report, "utf8").split("\n").filter(Boolean);
  const all = lines.map((line) => JSON.parse(line) as Line);
  return all.filter(({ seed }) => seed >= from && seed < from + count);
}

/** One line that says what was run. */
export function sumUp(lines: Line[]): string {
  const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
  const broke = (...names: string[]) => lines.filter(({ invariant = "" }) => names.includes(invariant)).length;
  const seeds = lines.map(({ seed }) => seed);
  return [
    `seeds ${Math.min(...seeds)} to ${Math.max(...seeds)}: ${lines.length} schedules`,
    `${sum(({ steps }) => steps)} steps`,
    `${sum(({ kills }) => kills)} kills`,
    `${sum(({ cuts }) => cuts)} cuts`,
    `${broke("lost")} lost`,
    `${broke("doubled")} doubled`,
    `${broke("leaked", "withdrawn", "law")} leaked`,
    `${broke("apart", "stuck", "fault")} not at one`,
  ].join(", ");
}

function note({ report }: Plan, { seed, steps, kills, cuts, broken }: Ran): void {
  if (!report) return;
  const invariant = broken instanceof Broken ? broken.invariant : "fault";
  const line: Line = { seed, steps, kills, cuts, ...(broken && { invariant, problem: broken.message }) };
  mkdirSync(dirname(report), { recursive: true });
  appendFileSync(report, `${JSON.stringify(line)}\n`);
}

/** The school that schedules begin with, made anew when it has grown old. */
class Schools {
  private newest: Promise<Template> | undefined;
  private madeAt = 0;
  private readonly all: Promise<Template>[] = [];

  async lend<T>(act: (template: Template) => Promise<T>): Promise<T> {
    if (!this.newest || Date.now() - this.madeAt > fresh) {
      this.madeAt = Date.now();
      this.newest = makeTemplate();
      this.all.push(this.newest);
    }
    return await act(await this.newest);
  }

  async close(): Promise<void> {
    for (const made of this.all) await dropTemplate(await made);
  }
}

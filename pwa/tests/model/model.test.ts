import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp, type Load } from "./bundle";
import { runSchedule, type Ran } from "./schedule";
import { dropTemplate, makeTemplate, type Template } from "./template";

const from = Number(process.env["SEED"] ?? 1);
const count = Number(process.env["SCHEDULES"] ?? 100);
const lanes = Number(process.env["LANES"] ?? 2);

let load: Load;
let template: Template;

beforeAll(async () => {
  [load, template] = await Promise.all([buildApp(), makeTemplate()]);
}, 120_000);

afterAll(async () => {
  await dropTemplate(template);
});

test("whatever happens to phones, wires and server, nothing is lost, doubled or leaked in the end", async () => {
  const broken: Ran[] = [];
  let next = from;
  const lane = async () => {
    while (next < from + count) {
      const began = Date.now();
      const ran = await runSchedule(next++, template, load);
      if (process.env["TELL"])
        console.log(`seed ${ran.seed}: ${Date.now() - began} ms\n${ran.taken.join("\n")}`, ran.broken?.stack ?? "");
      if (ran.broken) broken.push(ran);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  expect(broken.map(tell)).toEqual([]);
}, 3_600_000);

function tell({ seed, taken, broken }: Ran): string {
  return [`make soak SCHEDULES=1 SEED=${seed}`, ...taken, broken?.message].join("\n");
}

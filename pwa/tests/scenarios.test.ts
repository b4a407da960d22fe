import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const house = join(import.meta.dirname, "../..");

/** Every test of the house, as one text. */
function allTests(): string {
  const texts: string[] = [];
  for (const room of ["backend", "e2e", "pwa/src", "pwa/tests", "pwa/browser"]) {
    for (const entry of readdirSync(join(house, room), { recursive: true, withFileTypes: true })) {
      if (!/(_test\.go|\.test\.ts|\.spec\.ts)$/.test(entry.name) || entry.parentPath.includes("node_modules")) continue;
      texts.push(readFileSync(join(entry.parentPath, entry.name), "utf8"));
    }
  }
  return texts.join("\n");
}

test("every road by which a story could be lost is walked by a test that exists, or says that none does yet", () => {
  const rows = readFileSync(join(house, "docs/scenarios.md"), "utf8").match(/^\| \d+ \|.*$/gm) ?? [];
  expect(rows.map((row) => Number(row.split("|")[1]))).toEqual(Array.from({ length: 74 }, (_, n) => n + 1));
  const tests = allTests();
  const untrue = rows.filter((row) => {
    const walked = row.split("|")[3] ?? "";
    const goTests = [...walked.matchAll(/`(Test\w+)`/g)].map(([, name]) => `func ${name}(`);
    const named = [...goTests, ...[...walked.matchAll(/“([^”]+)”/g)].map(([, name = ""]) => name)];
    return named.length ? named.some((name) => !tests.includes(name)) : !/not yet|belong/.test(walked);
  });
  expect(untrue).toEqual([]);
});

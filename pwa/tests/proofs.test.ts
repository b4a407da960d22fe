import { existsSync, readdirSync, readFileSync } from "node:fs";
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

/** Which of these rows name a test that does not exist in a column, or none without saying that it is not there yet. */
function untrue(rows: readonly string[], column: number): string[] {
  const tests = allTests();
  return rows.filter((row) => {
    const said = row.split("|")[column] ?? "";
    const goTests = [...said.matchAll(/`(Test\w+)`/g)].map(([, name]) => `func ${name}(`);
    const named = [...goTests, ...[...said.matchAll(/“([^”]+)”/g)].map(([, name = ""]) => name)];
    const files = [...said.matchAll(/`([\w/.]+(?:_test\.go|\.test\.ts|\.spec\.ts))`/g)].map(([, file = ""]) => file);
    if (named.some((name) => !tests.includes(name)) || files.some((file) => !isThere(file))) return true;
    return named.length + files.length === 0 && !/\byet\b|belong|]\(/.test(said);
  });
}

/** A file of tests, named from the top of the house or, in a list, by its last name alone. */
const isThere = (file: string) =>
  existsSync(join(house, file)) || (!file.includes("/") && readdirSync(join(house, "backend/media")).includes(file));

test("every road by which a story could be lost is walked by a test that exists, or says that none does yet", () => {
  const rows = readFileSync(join(house, "docs/scenarios.md"), "utf8").match(/^\| \d+ \|.*$/gm) ?? [];
  expect(rows.map((row) => Number(row.split("|")[1]))).toEqual(Array.from({ length: 74 }, (_, n) => n + 1));
  expect(untrue(rows, 3)).toEqual([]);
});

test("every threat and every figure of safety is held by a test that exists, or says that none does yet", () => {
  const [figures = "", threats = ""] = readFileSync(join(house, "docs/security.md"), "utf8")
    .split("\n## Figures\n")[1]!
    .split("\n## Threats\n");
  const promised = figures.match(/^\| (?!matter|-).*$/gm) ?? [];
  const tried = threats.match(/^\| \d+ \|.*$/gm) ?? [];
  expect(tried.map((row) => Number(row.split("|")[1]))).toEqual(Array.from({ length: 22 }, (_, n) => n + 1));
  expect(promised.length).toBeGreaterThan(24);
  expect([...untrue(promised, 3), ...untrue(tried, 5)]).toEqual([]);
});

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

/** The tests that a cell names: how each of its functions and sentences has to stand in the tests, and its files. */
function namedIn(said: string): { names: string[]; files: string[] } {
  const goTests = [...said.matchAll(/`(Test\w+|Fuzz\w+)`/g)].map(([, name]) => `func ${name}(`);
  const sentences = [...said.matchAll(/“([^”]+)”/g)].map(([, name = ""]) => name);
  const files = [...said.matchAll(/`([\w/.]+(?:_test\.go|\.test\.ts|\.spec\.ts))`/g)].map(([, file = ""]) => file);
  return { names: [...goTests, ...sentences], files };
}

/** Which of these rows name a test that does not exist in a column, or none at all. `open` says which of those without one may stand. */
function untrue(rows: readonly string[], column: number, open: (said: string) => boolean = () => false): string[] {
  const tests = allTests();
  return rows.filter((row) => {
    const said = row.split("|")[column] ?? "";
    const { names, files } = namedIn(said);
    if (names.some((name) => !tests.includes(name)) || files.some((file) => !isThere(file))) return true;
    return names.length + files.length === 0 && !open(said);
  });
}

/** A file of tests, named from the top of the house or, in a list, by its last name alone. */
const isThere = (file: string) =>
  existsSync(join(house, file)) || (!file.includes("/") && readdirSync(join(house, "backend/media")).includes(file));

test("every road by which a story could be lost is walked by a test that exists, or says that none does yet", () => {
  const rows = readFileSync(join(house, "docs/scenarios.md"), "utf8").match(/^\| \d+ \|.*$/gm) ?? [];
  expect(rows.map((row) => Number(row.split("|")[1]))).toEqual(Array.from({ length: 74 }, (_, n) => n + 1));
  expect(untrue(rows, 3, (said) => /\byet\b|belong|]\(/.test(said))).toEqual([]);
});

/** The figures of the design, by the row that promises each, and what it has to say. */
const figures: Record<string, RegExp[]> = {
  badge: [/128/, /one school year/, /SHA-256/],
  PIN: [/six digits/, /five tries/, /one minute, doubling to fifteen/, /ten in a row or a hundred/],
  adults: [/fifteen/, /ten minutes and five tries/],
  families: [/128/, /once/, /seven days/],
  tokens: [/HS256/, /fifteen minutes/, /128/, /a minute/, /30 days/, /24 hours/],
  "fresh sign-in": [/five minutes/],
  words: [/256 KiB/, /50 ops/, /500/, /4,000/, /60/],
  pictures: [/10 MiB/, /25 megapixels/, /8,192/, /1,600/],
  voice: [/60 seconds/, /1 MiB/],
  "uploaded bytes": [/none is kept/],
  covering: [/solid/, /30 %/, /16 pixels/],
  faces: [/never recognised/],
  decoding: [/one at a time/, /5 s/, /150 MB/],
  quotas: [/forty/, /200 MB/],
  headers: [/Trusted Types/, /no copy/],
  "third parties": [/no request, no cookie/],
  "parts of others": [/ten npm packages/],
  consent: [/365 days/],
  "hold and asking": [/five school days/],
  waiting: [/two school days/, /five/],
  withdrawal: [/next request/, /a day/],
  "taken down": [/at once/],
  retention: [/90 days/, /30 days/, /400 days/, /3 years/],
  "erasing somebody": [/35 days/],
  "who is not seen": [/180 days/, /365/],
  "telling an adult": [/two taps/, /two adults/, /one school day/],
  audit: [/three years/, /5 s for each 100,000 rows/],
  "no field": [/diagnosis/],
  starting: [/open rule/, /full durability/, /weak keys/, /dashboard/, /0 superusers/],
  switches: [/5 s/],
  incidents: [/72 hours, 7, 10 and 60 days/],
};

const safety = () => {
  const [promised = "", tried = ""] = readFileSync(join(house, "docs/security.md"), "utf8")
    .split("\n## Figures\n")[1]!
    .split("\n## Threats\n");
  return { promised: promised.match(/^\| (?!matter|-).*$/gm) ?? [], tried: tried.match(/^\| \d+ \|.*$/gm) ?? [] };
};

test("every threat names a test that exists, and so does every figure of safety", () => {
  const { promised, tried } = safety();
  expect(tried.map((row) => Number(row.split("|")[1]))).toEqual(Array.from({ length: 22 }, (_, n) => n + 1));
  expect([...untrue(promised, 3), ...untrue(tried, 5)]).toEqual([]);
});

test("every figure of the design has its row, which says it", () => {
  const rows = new Map(
    safety()
      .promised.map((row) => row.split("|").map((cell) => cell.trim()))
      .map(([, matter = "", figure = ""]) => [matter, figure]),
  );
  const unsaid = Object.entries(figures).flatMap(([matter, parts]) =>
    parts.filter((part) => !part.test(rows.get(matter) ?? "")).map((part) => `${matter}: ${part.source}`),
  );
  expect(unsaid).toEqual([]);
});

test("what names no test, or one that is not there, is found", () => {
  const row = (said: string) => `| 1 | somebody | something | somehow | ${said} |`;
  const bad = [
    "not built yet",
    "[elsewhere](other.md)",
    "what may belong there",
    "the matrix",
    "`TestThatNobody" + "Wrote`",
    "`e2e/never.spec.ts`",
  ].map(row);
  expect(untrue([...bad, row("`TestWhoMayDoWhatToWhom`"), row("`e2e/app.spec.ts`")], 5)).toEqual(bad);
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("every store of a phone stands in the map of what is kept, with what for and until when", () => {
  const made = ["schema", "devicedb"].flatMap((file) =>
    [...read(`../src/store/${file}.ts`).matchAll(/createObjectStore\("(\w+)"/g)].map(([, name]) => name),
  );
  expect(made.length).toBeGreaterThan(12);
  const page = read("../../docs/data-map.md").split("\n# On a phone\n")[1] ?? "";
  const told = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name);
  expect(told.filter((name) => name !== "meta").sort()).toEqual(made.filter((name) => name !== "meta").sort());
  expect(told).toContain("meta");
});

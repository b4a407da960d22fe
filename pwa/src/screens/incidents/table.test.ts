import { expect, test } from "vitest";
import { asTable } from "./table";

test("a list of families is a table that no sheet takes for a formula", () => {
  const table = asTable([
    { name: 'Ana "Nana"', circles: "Drums,Garden", families: "Vera (restricted)" },
    { name: "=1+1", circles: "", families: "@sum" },
  ]);
  expect(table.split("\r\n")).toEqual([
    '"student","circles","families"',
    '"Ana ""Nana""","Drums,Garden","Vera (restricted)"',
    '"\'=1+1","","\'@sum"',
    "",
  ]);
});

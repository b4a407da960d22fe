import { expect, test } from "vitest";
import { keepPart, readPart, wordsOf, type Part } from "./message";

const parts: Part[] = [{ symbol: "we" }, { symbol: "like" }, { person: "sam1" }, { text: "drums: loud" }];

test("a message opens again as it was built: symbols, people and typed words in their order", () => {
  expect(parts.map(keepPart).map(readPart)).toEqual(parts);
});

test("a symbol that this app does not have is left out, not shown as its key", () => {
  expect(readPart("from_a_newer_app")).toBeUndefined();
});

test("the words of a message say what its symbols say", () => {
  const word = (part: Part) => ("symbol" in part ? part.symbol : "person" in part ? "Sam" : part.text);
  expect(wordsOf(parts, word)).toBe("we like Sam drums: loud");
});

test("a part without a word leaves no gap", () => {
  expect(wordsOf(parts, (part) => ("person" in part ? "" : "x"))).toBe("x x x");
});

import { describe, expect, test } from "vitest";
import type { Quote } from "../../store/shapes";
import { mine, moment } from "./mine.testing";
import { ownBy, pictured, readBy } from "./reader";
import { byLine, didLine, feltLine, firstWords, makerOf, withLine } from "./told";

const maya = { id: "maya", name: "Maya", own: true };
const sam = { id: "sam", name: "Sam" };
const dre = { id: "dre", name: "Dre" };
const quote = (more: Partial<Quote>): Quote => ({ words: "It waved.", made: "own", ...more });

describe("the words that stand for a moment", () => {
  test("are what somebody said, then what was written, then what was done", () => {
    expect(firstWords(moment({ quotes: [quote({})], words: "A note", did: ["music"] }))).toBe("It waved.");
    expect(firstWords(moment({ words: "A note", did: ["music"] }))).toBe("A note");
    expect(firstWords(moment({ did: ["music", "art"] }))).toBe("Music and Art");
    expect(firstWords(moment({ pictures: [{ media: "p", alt: "", kept: true }] }))).toBe("A photo");
    expect(firstWords(moment())).toBe("A moment");
  });

  test("tiles and feelings from a newer app are left out", () => {
    expect(didLine(["music", "surfing_on_mars"])).toBe("Music");
    expect(feltLine("weightless")).toBe("");
    expect(feltLine("funny")).toBe("It was: funny");
  });
});

describe("the maker line", () => {
  test.each([
    [quote({ speaker: maya }), "You, your own words"],
    [quote({ speaker: sam }), "Sam, own words"],
    [quote({ speaker: maya, made: "symbols" }), "You chose symbols"],
    [quote({ speaker: sam, made: "symbols" }), "Sam chose symbols"],
    [quote({ speaker: sam, made: "scribed" }), "Sam said it. Someone wrote it down."],
    [quote({}), "Someone, own words"],
  ])("%j", (said, line) => {
    expect(makerOf(said, [maya])).toBe(line);
  });

  test("a sentence about Sam is told as the writer's, never as Sam's", () => {
    expect(makerOf(quote({ speaker: sam, made: "about" }), [maya])).toBe("You wrote this");
    expect(makerOf(quote({ speaker: maya, made: "about" }), [sam])).toBe("Sam wrote this");
  });

  test("co-authors stand beside each other", () => {
    expect(byLine([maya])).toBe("You made this");
    expect(byLine([sam, maya])).toBe("You and Sam made this");
    expect(byLine([sam, dre])).toBe("Sam and Dre made this");
  });

  test("nobody is named twice", () => {
    expect(withLine([sam, dre, maya], [sam])).toBe("With Dre and you");
    expect(withLine([maya], [maya])).toBe("");
  });
});

test("a picture that another phone took is shown from the school, with this phone's words for it", () => {
  const told = moment({
    pictures: [{ media: "p", rendition: "x", alt: "Old words", width: 4, height: 3, kept: true }],
  });
  const here = moment({
    pictures: [
      { media: "p", alt: "New words", kept: false },
      { media: "q", alt: "", kept: false },
    ],
  });
  expect(pictured(here, told).pictures).toEqual([
    { media: "p", rendition: "x", alt: "New words", width: 4, height: 3, kept: false },
    { media: "q", alt: "", kept: false },
  ]);
  expect(pictured(here, undefined)).toBe(here);
});

test("the author finds themselves in both of two versions", () => {
  const plain = moment({ authors: [{ id: "maya", name: "Maya" }] });
  const both = ownBy({ ...mine("needs_look"), moment: plain, told: plain }, "maya");
  expect([both.moment.authors[0]?.own, both.told?.authors[0]?.own]).toEqual([true, true]);
});

test("whoever reads a moment finds themselves in it", () => {
  const told = moment({
    authors: [dre],
    people: [sam, { id: "maya", name: "Maya" }],
    quotes: [quote({ speaker: { id: "maya", name: "Maya" } })],
  });
  const read = readBy(told, "maya");
  expect(read.people).toEqual([sam, maya]);
  expect(read.quotes[0]?.speaker?.own).toBe(true);
  expect(read.authors).toEqual([dre]);
  expect(readBy(told, undefined)).toBe(told);
});

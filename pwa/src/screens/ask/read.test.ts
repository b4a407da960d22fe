import { expect, test } from "vitest";
import type { Quote } from "../../store/shapes";
import { wordsToRead } from "./read";

const quote = (words: string): Quote => ({ words, made: "own" });
const picture = (alt: string) => ({ media: "m", alt, kept: true });

test("a question is read in the order in which it is seen: pictures, what was said, what was written", () => {
  const moment = {
    pictures: [picture("Black toast"), picture("Soup")],
    quotes: [quote("Ha!"), quote("Again")],
    words: "Sorry",
  };
  expect(wordsToRead(moment)).toBe("Black toast. Soup. Ha!. Again. Sorry");
});

test("what has no words is passed over without a pause of its own", () => {
  expect(wordsToRead({ pictures: [picture("  ")], quotes: [quote("")], words: " Soup " })).toBe("Soup");
  expect(wordsToRead({ pictures: [], quotes: [] })).toBe("");
});

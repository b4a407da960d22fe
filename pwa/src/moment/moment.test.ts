import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newDraft, readDraft, whatIsMissing, type Draft } from "./draft";
import { newId } from "./ids";
import { toDraft, toRevision } from "./revision";
import { learnedTiles } from "./tiles";

const lunch = newDraft("lunchmoment0001", "lunchcircle0001", new Date("2026-11-16T12:10:00Z"));

test("an id is fifteen letters and digits, and never the same twice", () => {
  const ids = Array.from({ length: 1000 }, newId);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]{15}$/);
  expect(new Set(ids).size).toBe(1000);
  expect(new Set(ids.join("")).size).toBe(36);
});

describe("a draft", () => {
  test.each<[string, Partial<Draft>, string | undefined]>([
    ["with nothing in it", {}, "empty"],
    ["of blanks", { words: "   " }, "empty"],
    ["with one tile", { did: ["music"] }, undefined],
    ["without a circle", { did: ["music"], circle: "" }, "circle"],
    ["with more words than the school takes", { words: "a".repeat(4001) }, "words"],
    ["with thirteen tiles", { did: Array.from({ length: 13 }, () => "music") }, "did"],
    ["with one quote", { quotes: [{ words: "Again!", made: "own" }] }, undefined],
  ])("%s", (_, more, missing) => {
    expect(whatIsMissing({ ...lunch, ...more })).toBe(missing);
  });

  test("that an older build left is read, and a broken one is not", () => {
    expect(readDraft({ ...lunch, did: ["food"] })).toMatchObject({ did: ["food"] });
    expect(readDraft({ moment: "x" })).toBeUndefined();
  });

  test("opened again from its revision makes the same revision", () => {
    const words = fc.string({ maxLength: 50 }).map((text) => text.normalize("NFC").trim());
    const quote = fc.record({
      words,
      made: fc.constantFrom("own", "symbols", "scribed", "about"),
      speaker: fc.constant("anaperson000001"),
    });
    const any = fc.record({
      did: fc.array(fc.constantFrom("music", "food"), { maxLength: 3 }),
      words,
      quotes: fc.array(quote, { maxLength: 2 }),
      others: fc.boolean(),
      people: fc.array(fc.constantFrom("theo", "sam"), { maxLength: 2 }),
    });
    fc.assert(
      fc.property(any, (more) => {
        const revision = toRevision({ ...lunch, ...more } as Draft, "revision0000001", "base00000000001");
        const again = toRevision(toDraft(revision), "revision0000001", "base00000000001");
        expect(again).toEqual(revision);
      }),
    );
  });

  test("sends nothing of what was left empty, and no facts of the phone", () => {
    const revision = toRevision({ ...lunch, did: ["food"], words: " Soup. " }, "revision0000001");
    expect(revision).toEqual({
      moment: "lunchmoment0001",
      revision: "revision0000001",
      circle: "lunchcircle0001",
      did: ["food"],
      words: "Soup.",
    });
  });
});

describe("tiles", () => {
  const all = ["music", "art", "food", "sport"];
  test("that this circle uses most come first, and the others stay where they were", () => {
    const moments = [
      { circle: "lunch", did: ["sport", "food"] },
      { circle: "lunch", did: ["sport"] },
      { circle: "robotics", did: ["art", "art"] },
    ];
    expect(learnedTiles(all, moments, "lunch")).toEqual(["sport", "food", "music", "art"]);
    expect(learnedTiles(all, moments, "new")).toEqual(all);
    expect(all[0]).toBe("music");
  });
});

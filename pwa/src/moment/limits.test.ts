import { describe, expect, test } from "vitest";
import { newDraft, readDraft, whatIsMissing, type Draft, type DraftPicture, type DraftQuote } from "./draft";
import { newId } from "./ids";
import { toDraft, toRevision, type Revision } from "./revision";

const lunch: Draft = { ...newDraft("lunchmoment0001", "lunchcircle0001"), did: ["food"] };
const said: DraftQuote = { words: "Again!", made: "own" };
const soup: DraftPicture = { media: "soupphoto000001", alt: "Soup" };
const many = <T>(thing: T, count: number): T[] => Array.from({ length: count }, () => thing);

describe("what the school takes of one moment", () => {
  test.each<[string, Partial<Draft>, Partial<Draft>, string]>([
    ["words", { words: "ö".repeat(4000) }, { words: "ö".repeat(4001) }, "words"],
    ["tiles", { did: many("food", 12) }, { did: many("food", 13) }, "did"],
    ["people", { people: many("theo", 30) }, { people: many("theo", 31) }, "people"],
    ["quotes", { quotes: many(said, 10) }, { quotes: many(said, 11) }, "quotes"],
    ["pictures", { pictures: many(soup, 10) }, { pictures: many(soup, 11) }, "pictures"],
    ["people it was made with", { together: many("theo", 5) }, { together: many("theo", 6) }, "together"],
    [
      "words of one quote",
      { quotes: [{ ...said, words: "a".repeat(500) }] },
      { quotes: [{ ...said, words: "a".repeat(501) }] },
      "quotes",
    ],
    [
      "words about one picture",
      { pictures: [{ ...soup, alt: "a".repeat(500) }] },
      { pictures: [{ ...soup, alt: "a".repeat(501) }] },
      "pictures",
    ],
  ])("%s: as much as that, and not one more", (_, most, more, field) => {
    expect(whatIsMissing({ ...lunch, ...most })).toBeUndefined();
    expect(whatIsMissing({ ...lunch, ...more })).toBe(field);
  });

  test.each<[string, Partial<Draft>, string]>([
    ["a picture without a name of its own", { pictures: [{ ...soup, media: "../../etc" }] }, "pictures"],
    ["a fingerprint that is none", { pictures: [{ ...soup, sha256: "ABC" }] }, "pictures"],
    ["a moment without a name of its own", { moment: "My lunch" }, "moment"],
  ])("%s is not sent", (_, more, field) => {
    expect(whatIsMissing({ ...lunch, ...more })).toBe(field);
  });

  test.each<[string, Partial<Draft>]>([
    ["a feeling alone", { did: [], feeling: "good" }],
    ["people alone", { did: [], people: ["theo"], others: true }],
  ])("%s is not yet a moment", (_, more) => {
    expect(whatIsMissing({ ...lunch, ...more })).toBe("empty");
  });
});

describe("a draft on the disk", () => {
  test("is read without what this app does not know of", () => {
    const read = readDraft({ ...lunch, weather: "sunny" });
    expect(read).toEqual(lunch);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a sentence", "soup"],
    ["words that are no words", { ...lunch, words: 7 }],
    ["a turn that nobody knows", { ...lunch, turn: "mine" }],
    ["a quote by a machine", { ...lunch, quotes: [{ words: "Nice!", made: "machine" }] }],
  ])("%s is not taken for one", (_, stored) => {
    expect(readDraft(stored)).toBeUndefined();
  });
});

describe("a moment on its way to the school", () => {
  const full: Draft = {
    ...lunch,
    ...{ feeling: "good", turn: "together", lang: "en", people: ["theo"], others: true, together: ["sam"] },
    words: "We shared soup.",
    quotes: [{ ...said, speaker: "ana", lang: "es", support: "hand on hand", symbols: ["again", "more"] }],
    pictures: [{ ...soup, sha256: "a".repeat(64), width: 1600, height: 1200 }],
  };

  test("says all that its author said, who said it and how it was made", () => {
    const again = toDraft(toRevision(full, "revision0000001", "base00000000001"), new Date(full.opened));
    const pictures = [{ media: "soupphoto000001", alt: "Soup" }];
    expect(again).toEqual({ ...full, base: "revision0000001", pictures, changed: full.opened });
  });

  test("tells nothing of the picture but its name and what it shows", () => {
    expect(toRevision(full, "revision0000001").pictures).toEqual([{ media: "soupphoto000001", alt: "Soup" }]);
  });

  test("stands on the version that its author had on the screen", () => {
    expect(toRevision(full, "revision0000002", "base00000000001")).toMatchObject({ base: "base00000000001" });
    expect(toRevision(full, "revision0000002")).not.toHaveProperty("base");
  });

  test("writes an accent one way, however the keyboard made it", () => {
    const typed = toRevision({ ...lunch, words: "cafe\u0301", quotes: [{ ...said, words: " No\u0301 " }] }, "r");
    expect([typed.words, typed.quotes?.[0]?.words]).toEqual(["café", "Nó"]);
  });

  test("is not changed by what is done to its draft afterwards", () => {
    const draft: Draft = { ...lunch, did: ["food"], quotes: [{ ...said, symbols: ["again"] }] };
    const revision: Revision = toRevision(draft, "revision0000001");
    draft.did.push("music");
    draft.quotes[0]?.symbols?.push("more");
    expect(revision).toMatchObject({ did: ["food"], quotes: [{ symbols: ["again"] }] });
  });
});

test("no sign of an id comes up more often than another, so that two phones never make the same", () => {
  const counts = new Map<string, number>();
  const all = Array.from({ length: 20_000 }, newId).join("");
  for (const sign of all) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const even = all.length / 36;
  // Eight standard deviations of chance: the first four letters at 8/256 in place of 7/252 would be eleven away.
  const far = 8 * Math.sqrt(even);
  for (const [sign, count] of counts) expect([sign, Math.abs(count - even) < far]).toEqual([sign, true]);
});

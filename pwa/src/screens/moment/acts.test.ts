import { describe, expect, test } from "vitest";
import { mine, moment } from "./mine.testing";
import { actsOf, mayAskDown } from "./acts";

const shared = { revision: "r1", audience: "families", since: "2026-09-17T18:00:00Z" } as const;

describe("what Maya may do with her moment", () => {
  test.each([
    "saved_here",
    "waiting_internet",
    "sending",
    "with_teacher",
    "back",
    "private",
    "held",
    "needs_look",
  ] as const)("%s can be taken back", (state) => {
    expect(actsOf(mine(state))).toMatchObject({ takeBack: true, takeDown: false });
  });

  test("what is shared is taken down, not back", () => {
    expect(actsOf(mine("shared", { shared }))).toMatchObject({ takeBack: false, takeDown: true, change: true });
  });

  test("while a newer version is looked at, the shared one can still be taken down", () => {
    expect(actsOf(mine("with_teacher", { shared }))).toMatchObject({ takeBack: false, takeDown: true });
  });

  test("what is over can be neither changed nor taken back", () => {
    for (const state of ["taken_back", "taken_down", "withdrawn"] as const) {
      expect(actsOf(mine(state))).toEqual({ change: false, takeBack: false, takeDown: false, tryNow: false });
    }
  });

  test("nothing is asked for twice, and what waits can be sent now", () => {
    const asked = actsOf(mine("with_teacher", {}, { pending: ["take_back"] }));
    expect(asked).toEqual({ change: false, takeBack: false, takeDown: false, tryNow: true });
  });

  test("only what is on its way offers Try now", () => {
    expect(actsOf(mine("waiting_internet")).tryNow).toBe(true);
    expect(actsOf(mine("with_teacher")).tryNow).toBe(false);
  });
});

describe("somebody else's moment", () => {
  const sam = { id: "sam", name: "Sam" };
  const me = { id: "maya", name: "Maya", own: true };

  test.each([
    ["shown", { people: [me] }],
    ["quoted", { quotes: [{ speaker: me, words: "Ha.", made: "own" as const }] }],
    ["a co-author", { authors: [sam, me] }],
  ])("may be asked down by whoever is %s", (_, more) => {
    expect(mayAskDown(moment({ authors: [sam], ...more }))).toBe(true);
  });

  test("is nobody else's to ask down", () => {
    expect(mayAskDown(moment({ authors: [sam], people: [sam] }))).toBe(false);
  });
});

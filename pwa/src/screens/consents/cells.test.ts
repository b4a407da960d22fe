import { describe, expect, test } from "vitest";
import { allowedHere, recordConsent } from "../../store/adults";
import { outbox, park } from "../../store/outbox";
import { mayasSeat } from "../../store/people.testing";
import type { CircleMember } from "../../store/shapes";
import { dre, theo } from "../desk/fixtures.testing";
import { cellsOf, kinds, narrowing } from "./cells";

const member: CircleMember = {
  ...theo,
  consents: [
    { kind: "photo", widest: "families", until: "2027-06-30T00:00:00Z" },
    { kind: "words", widest: "none", until: "2027-06-30T00:00:00Z" },
    { kind: "name", widest: "school", until: "0001-01-01T00:00:00Z" },
  ],
};
const cell = (of: CircleMember, kind: string, here: Parameters<typeof cellsOf>[1] = []) =>
  cellsOf(of, here).find((each) => each.kind === kind);

describe("the table of consents", () => {
  test("has one cell for each kind, in the same order for everybody", () => {
    expect(cellsOf(member, []).map(({ kind }) => kind)).toEqual(kinds);
    expect(cellsOf({ ...dre }, []).map(({ kind }) => kind)).toEqual(kinds);
  });

  test("shows how wide and until when", () => {
    expect(cell(member, "photo")).toMatchObject({ widest: "families", until: "2027-06-30T00:00:00Z" });
    expect(cell(member, "name")?.until).toBeUndefined();
  });

  test("a no has no end to show, and what nobody recorded is nobody", () => {
    expect(cell(member, "words")).toMatchObject({ widest: "none", until: undefined });
    expect(cell(member, "voice")).toMatchObject({ widest: "none" });
  });

  test("what this phone does not hold is not known, never a yes and never a no", () => {
    expect(cell({ ...dre }, "photo")?.widest).toBeUndefined();
  });

  test("what was written down here stands there at once, and only for that student and kind", () => {
    const here = [{ person: theo.id, kind: "photo" as const, widest: "none" as const }];
    expect(cell(member, "photo", here)).toEqual({ kind: "photo", widest: "none", onItsWay: true });
    expect(cell(member, "name", here)?.onItsWay).toBe(false);
    expect(cell({ ...dre, consents: [] }, "photo", here)?.onItsWay).toBe(false);
  });

  test("the newest of two changes counts", () => {
    const change = (widest: "none" | "circle") => ({ person: theo.id, kind: "photo" as const, widest });
    expect(cell(member, "photo", [change("none"), change("circle")])?.widest).toBe("circle");
  });

  test("a change that the school refused is no longer shown as one", async () => {
    const seat = await mayasSeat("ortizseat000003");
    await recordConsent(seat, { person: theo.id, kind: "photo", widest: "circle", how: "paper" }, "en");
    expect(await allowedHere(seat)).toEqual([{ person: theo.id, kind: "photo", widest: "circle" }]);
    const [op] = await outbox(seat);
    await park(seat, op!.n, "giver_not_open", "");
    expect(await allowedHere(seat)).toEqual([]);
  });
});

describe("what a change does", () => {
  test.each([
    ["families", "none", "withdrawn"],
    ["school", "circle", "narrower"],
    ["circle", "families", "none"],
    ["circle", "circle", "none"],
    ["none", "none", "none"],
    [undefined, "none", "none"],
  ] as const)("from %s to %s: %s", (before, after, effect) => {
    expect(narrowing(before, after)).toBe(effect);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anaCircleOnly, benchMoment, decided, said, theoMissing } from "../desk/fixtures.testing";
import type { Audience, Moment, MomentState, Widest } from "../../store/shapes";
import { audiences, isWithin, ladder, usualAudience } from "./audience";
import { countOf, isUndoable, lookAt, sortQueue, type Place } from "./sort";

const placed = (moment: Moment, ...words: ReturnType<typeof said>[]) => lookAt(moment, words).place;

describe("where a moment stands in the queue", () => {
  test.each<[string, Moment, Place]>([
    ["nothing against it", benchMoment(), "ready"],
    ["Theo's photo consent is missing", benchMoment({ checks: [theoMissing], ceiling: "none" }), "look"],
    ["Ana's photos are for the circle only", benchMoment({ checks: [anaCircleOnly], ceiling: "circle" }), "ready"],
    ["a possible worry", benchMoment({ checks: [{ code: "possible_worry", blocks: false, text: "scary" }] }), "look"],
    ["a code that this app does not know", benchMoment({ checks: [{ code: "new_rule", blocks: false }] }), "look"],
    ["a ceiling of nobody without a reason", benchMoment({ ceiling: "none" }), "look"],
    ["a family asks to take it down", decided({ kind: "take_down" }, { state: "taken_down" }), "down"],
    ["it was taken down for good", decided({ kind: "confirm_take_down" }, { state: "taken_down" }), "away"],
    ["it was approved and is held", decided({ kind: "approve" }, { state: "held" }), "done"],
    ["someone said no during the hold", decided({ kind: "approve" }, { state: "withdrawn" }), "look"],
    ["a no came after it was shared", decided({ kind: "release" }, { state: "withdrawn" }), "away"],
    ["it is shared", decided({ kind: "release" }, { state: "shared" }), "away"],
    ["it was sent back", decided({ kind: "send_back" }, { state: "back" }), "away"],
    ["it is kept private", decided({ kind: "keep_private" }, { state: "private" }), "away"],
    ["its author took it back", decided({ kind: "take_back" }, { state: "taken_back" }), "away"],
  ])("%s", (_, moment, place) => {
    expect(placed(moment)).toBe(place);
  });

  test("what was decided on this phone is done before the school has answered", () => {
    for (const verb of ["approve", "send_back", "keep_private"] as const) {
      expect(placed(benchMoment(), said(verb))).toBe("done");
    }
    expect(placed(decided({ kind: "take_down" }, { state: "taken_down" }), said("confirm"))).toBe("done");
  });

  test("an undone approval waits again, with its reasons", () => {
    expect(placed(benchMoment(), said("approve"), said("undo"))).toBe("ready");
    expect(placed(benchMoment({ checks: [theoMissing] }), said("approve"), said("undo"))).toBe("look");
  });

  test("a decision that the school refused does not count, and is told", () => {
    const look = lookAt(benchMoment(), [said("approve", { stage: "stuck", code: "already_decided" })]);
    expect(look).toMatchObject({ place: "ready", refused: { code: "already_decided" } });
    expect(look.said).toBeUndefined();
  });

  test("a decision about an older version says nothing about the new one", () => {
    const held = decided({ kind: "approve", revision: "older0000000001" }, { state: "withdrawn" });
    expect(placed(held)).toBe("away");
  });
});

describe("the queue", () => {
  const refused = new Map([[benchMoment().id, [said("approve", { stage: "stuck", code: "already_decided" })]]]);

  test.each<[MomentState, string]>([
    ["private", "keep_private"],
    ["shared", "release"],
    ["taken_back", "take_back"],
  ])("keeps a refused decision in sight though the moment is %s now, and only that", (state, kind) => {
    const moment = decided({ kind }, { state });
    expect(sortQueue([moment], refused).done).toMatchObject([{ refused: { code: "already_decided" } }]);
    expect(sortQueue([moment]).done).toEqual([]);
  });

  test.each<[string, Moment, boolean]>([
    ["held", decided({ kind: "approve" }, { state: "held" }), true],
    ["sent back", decided({ kind: "send_back" }, { state: "back" }), true],
    ["shared", decided({ kind: "release" }, { state: "shared" }), false],
    ["taken down", decided({ kind: "confirm_take_down" }, { state: "taken_down" }), false],
  ])("what is %s can be undone: %s", (_, moment, can) => {
    expect(isUndoable(lookAt(moment, []))).toBe(can);
  });

  test("no undo is offered for a taking down that is on its way", () => {
    for (const verb of ["ask", "confirm", "restore"] as const) {
      expect(isUndoable(lookAt(benchMoment(), [said(verb)]))).toBe(false);
    }
  });

  const first = benchMoment({ id: "firstmoment0001", received: "2026-11-16T08:00:00Z" });
  const second = benchMoment({ id: "secondmoment001", received: "2026-11-16T09:00:00Z", checks: [theoMissing] });
  const third = benchMoment({ id: "thirdmoment0001", received: "2026-11-16T07:00:00Z" });

  test("shows what waits longest first, and counts what needs a decision", () => {
    const queue = sortQueue([first, second, third], new Map());
    expect(queue.ready.map(({ moment }) => moment.id)).toEqual([third.id, first.id]);
    expect(countOf(queue)).toEqual({ all: 3, decisions: 1 });
  });

  test("keeps what was sent back just now in sight, so that it can be undone", () => {
    const back = decided({ kind: "send_back" }, { id: first.id, state: "back" });
    expect(sortQueue([back], new Map()).done).toEqual([]);
    expect(sortQueue([back], new Map(), new Set([first.id])).done.map(({ moment }) => moment.id)).toEqual([first.id]);
  });

  test("does not offer an undo of what has gone out", () => {
    const out = decided({ kind: "release" }, { id: first.id, state: "shared" });
    expect(sortQueue([out], new Map(), new Set([first.id])).done).toEqual([]);
  });

  test("never loses a moment between its groups, and never shows one twice", () => {
    const states: MomentState[] = ["with_teacher", "back", "private", "held", "shared", "withdrawn", "taken_down"];
    const kinds = ["approve", "release", "send_back", "keep_private", "take_down", "lapse", "undo"];
    fc.assert(
      fc.property(
        fc.array(fc.record({ state: fc.constantFrom(...states), kind: fc.constantFrom(...kinds) })),
        (all) => {
          const moments = all.map(({ state, kind }, n) => decided({ kind }, { id: `m${n}`, state }));
          const { down, look, ready, done } = sortQueue(moments, new Map());
          const shown = [...down, ...look, ...ready, ...done].map(({ moment }) => moment.id);
          expect(new Set(shown).size).toBe(shown.length);
          const waiting = moments.filter(({ state }) => state === "with_teacher" || state === "held");
          expect(shown).toEqual(expect.arrayContaining(waiting.map(({ id }) => id)));
        },
      ),
    );
  });
});

describe("who would see it", () => {
  test.each<[Widest, Audience | undefined]>([
    ["none", undefined],
    ["circle", "circle"],
    ["families", "families"],
    ["school", "families"],
  ])("a ceiling of %s offers %s first", (ceiling, audience) => {
    expect(usualAudience(ceiling)).toBe(audience);
  });

  test("a ceiling that was not told offers nothing", () => {
    expect(usualAudience(undefined)).toBeUndefined();
  });

  test("what is offered is always within the ceiling", () => {
    for (const ceiling of ladder) {
      const offered = usualAudience(ceiling);
      if (offered) expect(isWithin(offered, ceiling)).toBe(true);
      expect(audiences.filter((each) => isWithin(each, ceiling))).toHaveLength(ladder.indexOf(ceiling));
    }
  });
});

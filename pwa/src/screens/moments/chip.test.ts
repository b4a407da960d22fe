import { describe, expect, test } from "vitest";
import type { ChipState } from "../../store/state";
import { mine } from "../moment/mine.testing";
import { byDay, filters, standsUnder, toldChip } from "./chip";

const states: ChipState[] = [
  "not_finished",
  "saved_here",
  "waiting_internet",
  "sending",
  "with_teacher",
  "back",
  "private",
  "held",
  "shared",
  "withdrawn",
  "taken_down",
  "taken_back",
  "needs_look",
];

describe("a moment's chip", () => {
  test.each(states)("%s has a colour, an icon and words", (state) => {
    const { colour, icon, words } = toldChip(mine(state, { audience: "circle", heldUntil: "2026-09-17T19:40:00Z" }));
    expect([colour, icon, words].every(Boolean)).toBe(true);
    expect(words).not.toMatch(/[{}]/);
  });

  test("the teacher's bead is full only when the teacher has it", () => {
    const reached = Object.fromEntries(states.map((state) => [state, toldChip(mine(state)).reached]));
    for (const state of ["saved_here", "waiting_internet", "sending", "needs_look"]) expect(reached[state]).toBe(1);
    expect(reached["with_teacher"]).toBe(2);
  });

  test("only what is shared lies as a kept print with three beads", () => {
    const kept = states.filter((state) => toldChip(mine(state)).lies === "kept");
    const three = states.filter((state) => toldChip(mine(state)).reached === 3);
    expect([kept, three]).toEqual([["shared"], ["shared"]]);
  });

  test("photos that go up are counted", () => {
    const going = mine("sending", {}, { chip: { state: "sending", sent: 1, of: 2 } });
    expect(toldChip(going).words).toBe("Sending (1 of 2 photos)");
  });

  test("an approved one says when it goes out, in the school's time", () => {
    const held = mine("held", { heldUntil: "2999-09-17T19:40:00Z" });
    expect(toldChip(held, "America/Chicago").words).toBe("Approved. Goes out at 2:40");
  });

  test("when that time is past and somebody has not said yes, no time is promised", () => {
    expect(toldChip(mine("held", { heldUntil: "2026-09-17T19:40:00Z" })).words).toBe("Approved. Not out yet");
    expect(toldChip(mine("held")).words).toBe("Approved. Not out yet");
  });

  test("withdrawn by somebody, and taken back by its author, say nothing of who or why", () => {
    expect(toldChip(mine("withdrawn")).words).toBe("Not shared now");
    expect(toldChip(mine("taken_back")).words).toBe("Taken back");
  });

  test("a take-back that waits for internet is shown at once", () => {
    expect(toldChip(mine("with_teacher", {}, { pending: ["take_back"] })).words).toBe("Taking it back");
    expect(toldChip(mine("shared", {}, { pending: ["take_down"] })).words).toBe("Asked to take down");
  });

  test("what needs a look says so, whatever else was asked for", () => {
    expect(toldChip(mine("needs_look", {}, { pending: ["take_back"] })).words).toBe("Needs a look");
  });
});

describe("the filters of My moments", () => {
  test("every state stands under All", () => {
    expect(states.filter((state) => !standsUnder("all", state))).toEqual([]);
  });

  test("no state stands under two of the others", () => {
    for (const state of states) {
      expect(filters.filter((filter) => filter !== "all" && standsUnder(filter, state)).length).toBeLessThan(2);
    }
  });

  test("what is on its way to somebody waits", () => {
    const waiting = states.filter((state) => standsUnder("waiting", state));
    expect(waiting).toEqual(["not_finished", "saved_here", "waiting_internet", "sending", "with_teacher", "held"]);
  });

  test("what came back, and what needs a look, is back to me", () => {
    expect(states.filter((state) => standsUnder("back", state))).toEqual(["back", "needs_look"]);
  });
});

test("moments of one day stand together, in the order given", () => {
  const [a, b, c] = ["2026-09-17T18:00:00Z", "2026-09-17T10:00:00Z", "2026-09-16T10:00:00Z"].map((at) =>
    mine("shared", { at }),
  );
  const days = byDay([a!, b!, c!], (at) => new Date(at).toISOString().slice(0, 10));
  expect(days).toEqual([
    { day: "2026-09-17", moments: [a, b] },
    { day: "2026-09-16", moments: [c] },
  ]);
});

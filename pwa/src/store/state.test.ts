import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stateOf, type StateFacts } from "./state";

const facts = (more: Partial<StateFacts>): StateFacts => ({ online: true, pictures: 0, kept: 0, trouble: 0, ...more });

describe("the chip says", () => {
  test.each<[string, Partial<StateFacts>, object]>([
    ["not finished, of a draft", { draft: true }, { state: "not_finished" }],
    ["saved on this phone, before any try", { op: "ready" }, { state: "saved_here" }],
    ["waiting for internet, when there is none", { op: "ready", online: false }, { state: "waiting_internet" }],
    [
      "waiting for internet, when a try was cut",
      { op: "ready", tried: true, online: false },
      { state: "waiting_internet" },
    ],
    ["sending, while the words are on their way", { op: "sending" }, { state: "sending", sent: 0, of: 0 }],
    ["sending 1 of 2 photos, when the words are there", { pictures: 2, kept: 1 }, { state: "sending", sent: 1, of: 2 }],
    [
      "waiting, when photos are left and nobody answers",
      { pictures: 2, kept: 1, online: false },
      { state: "waiting_internet" },
    ],
    ["with your teacher, when words and photos are there", { pictures: 2, kept: 2 }, { state: "with_teacher" }],
    ["with your teacher, also offline", { online: false }, { state: "with_teacher" }],
    ["needs a look, of a refused op", { op: "parked" }, { state: "needs_look" }],
    ["needs a look, of an op that was set aside", { op: "quarantined", online: false }, { state: "needs_look" }],
    ["needs a look, of a refused photo", { pictures: 1, trouble: 1 }, { state: "needs_look" }],
    ["back to you, as the school says", { told: "back" }, { state: "back" }],
    ["kept private", { told: "private" }, { state: "private" }],
    ["approved and held", { told: "held" }, { state: "held" }],
    ["shared", { told: "shared" }, { state: "shared" }],
    ["withdrawn, whatever became of a photo", { told: "withdrawn", pictures: 1, trouble: 1 }, { state: "withdrawn" }],
    ["taken down", { told: "taken_down" }, { state: "taken_down" }],
    ["taken back", { told: "taken_back" }, { state: "taken_back" }],
    ["saved here, of an edit of a shared moment", { told: "shared", op: "ready" }, { state: "saved_here" }],
    [
      "not with your teacher, while the school lacks a photo",
      { told: "with_teacher", pictures: 1 },
      { state: "sending", sent: 0, of: 1 },
    ],
  ])("%s", (_, given, said) => {
    expect(stateOf(facts(given))).toEqual(said);
  });

  test("'your teacher has it' never while anything is missing there", () => {
    const any = fc.record<StateFacts>(
      {
        draft: fc.boolean(),
        op: fc.constantFrom("ready", "sending", "parked", "quarantined"),
        tried: fc.boolean(),
        online: fc.boolean(),
        pictures: fc.nat(3),
        kept: fc.nat(3),
        trouble: fc.nat(3),
        told: fc.constantFrom(
          "with_teacher",
          "back",
          "private",
          "held",
          "shared",
          "withdrawn",
          "taken_down",
          "taken_back",
        ),
      },
      { requiredKeys: ["online", "pictures", "kept", "trouble"] },
    );
    fc.assert(
      fc.property(any, (given) => {
        if (stateOf(given).state !== "with_teacher") return;
        expect(given.op).toBeUndefined();
        expect(given.trouble).toBe(0);
        expect(given.kept).toBeGreaterThanOrEqual(given.pictures);
      }),
    );
  });
});

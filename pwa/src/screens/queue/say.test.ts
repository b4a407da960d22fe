import { describe, expect, test } from "vitest";
import { ana, anaCircleOnly, benchMoment, decided, dre, sam, said, theo, theoMissing } from "../desk/fixtures.testing";
import { sayMaker } from "../desk/made";
import type { Moment, Quote, Reason } from "../../store/shapes";
import { sayOutcome, sayRefused } from "./outcome";
import { sayAskedDown, sayReason, sayReasons, whoStops } from "./reasons";
import { lookAt } from "./sort";
import { firstWords } from "./words";

describe("a reason in words", () => {
  const about = (code: string, more: Partial<Reason> = {}): Reason => ({ code, blocks: true, person: theo, ...more });

  test.each<[string, Reason]>([
    ["Theo: no consent for photos yet", theoMissing],
    ["Theo: consent for words has ended", about("consent_expired", { kind: "words" })],
    ["Ana: photos for the circle only", anaCircleOnly],
    ["Theo: no photos", about("consent_narrow", { kind: "photo", widest: "none" })],
    ["Theo: photos for circle and families", about("consent_narrow", { kind: "photo", widest: "families" })],
    ["Theo said not this one", about("said_no")],
    ["Theo says no to being shown", about("said_no_always")],
    ["Someone in it is not on the list", { code: "someone_not_on_the_list", blocks: true, kind: "photo" }],
    ["A photo is still on its way", { code: "picture_missing", blocks: true }],
    ["Nobody in the photo is named", { code: "nobody_named", blocks: true }],
    ["A photo has no description", { code: "description_missing", blocks: true }],
    ["It is not said whose words these are", { code: "speaker_missing", blocks: true }],
    ["The one who made it needs a new orientation", { code: "orientation_missing", blocks: true }],
    ["There is a link in it: www.example.org", { code: "link", blocks: true, text: "www.example.org" }],
    ["Possible worry: 'scary'", { code: "possible_worry", blocks: false, text: "scary" }],
    ["Something about it needs a look", { code: "a_rule_of_next_year", blocks: true }],
  ])("%s", (sentence, reason) => {
    expect(sayReason(reason)).toBe(sentence);
  });

  test("the same reason from two rules is said once", () => {
    expect(sayReasons([theoMissing, { ...theoMissing }])).toHaveLength(1);
  });

  test("only those who stop it are named on the button", () => {
    expect(whoStops([theoMissing, anaCircleOnly, { code: "link", blocks: true }])).toEqual(["Theo"]);
  });

  test("who asked to take it down is named, and someone when the school does not say", () => {
    expect(sayAskedDown(decided({ kind: "take_down", by: "Noor" }))).toBe("Noor asks to take it down");
    expect(sayAskedDown(benchMoment())).toBe("Someone asks to take it down");
  });
});

describe("how the words were made", () => {
  const quote = (more: Partial<Quote>): Quote => ({ words: "Again", made: "own", speaker: sam, ...more });

  test.each<[string, Partial<Quote>]>([
    ["Sam, own words", {}],
    ["Sam chose these symbols", { made: "symbols" }],
    ["Sam said it, someone wrote it down", { made: "scribed" }],
    ["About Sam, by Maya", { made: "about" }],
  ])("%s", (line, more) => {
    expect(sayMaker(quote(more), benchMoment())).toBe(line);
  });

  test("words about nobody name who wrote them", () => {
    const nobody: Quote = { words: "A good day", made: "about" };
    expect(sayMaker(nobody, benchMoment())).toBe("Written by Maya");
  });
});

describe("what a decided card becomes", () => {
  const now = Date.parse("2026-11-16T14:00:00Z");
  const reading = { zone: "UTC", now };
  const held = (more: Partial<Moment> = {}) =>
    decided(
      { kind: "approve", audience: "families" },
      { state: "held", audience: "families", heldUntil: "2026-11-16T14:40:00Z", ...more },
    );

  test("an approval says for whom, and when it goes out", () => {
    expect(sayOutcome(lookAt(held(), []), false, reading)).toBe("Approved for circle and families. Goes out at 2:40.");
  });

  test("on another day it says which", () => {
    const look = lookAt(held({ heldUntil: "2026-11-17T09:00:00Z" }), []);
    expect(sayOutcome(look, false, reading)).toBe("Approved for circle and families. Goes out at Tomorrow 9:00.");
  });

  test("it names those who are asked, also when the hold is over", () => {
    const look = lookAt(held({ waitingFor: [dre, ana], heldUntil: "2026-11-16T13:00:00Z" }), []);
    expect(sayOutcome(look, false, reading)).toBe(
      "Approved for circle and families. Waiting for Dre and Ana to say yes.",
    );
  });

  test("without internet it says that it will apply, and promises no time", () => {
    const look = lookAt(benchMoment(), [said("approve", { audience: "circle" })]);
    expect(sayOutcome(look, true, reading)).toBe("Approved for the circle. Will apply when online");
    expect(sayOutcome(look, false, reading)).toBe("Approved for the circle. On its way.");
  });

  test.each([
    ["send_back", "Sent back."],
    ["keep_private", "Kept private."],
    ["confirm", "It stays down."],
    ["restore", "Put back."],
  ] as const)("%s reads %s", (verb, sentence) => {
    expect(sayOutcome(lookAt(benchMoment(), [said(verb, { stage: "sent" })]), false, reading)).toBe(sentence);
  });

  test.each([
    ["already_decided", "Ms. Ortiz was faster with this one. What you chose did not count."],
    ["changed_since_seen", "It was changed while you looked. This is the new one."],
    ["not_ready", "It can't be shared yet. Open it to see why."],
    ["too_late", "It went out before the undo. You can take it down."],
    ["something_else", "The school did not take what you chose. Look at it again."],
  ])("a refusal %s is told in words", (code, sentence) => {
    const moment = decided({ kind: "approve" });
    expect(sayRefused(lookAt(moment, [said("approve", { stage: "stuck", code })]))).toBe(sentence);
  });

  test("its first words are a quote, else what was written, else what was done", () => {
    expect(firstWords(benchMoment())).toBe("Dre taught me the arm. It waved.");
    expect(firstWords(benchMoment({ quotes: [], words: "We built it." }))).toBe("We built it.");
    expect(firstWords(benchMoment({ quotes: [], did: ["building", "nothing_known"] }))).toBe("Building");
    expect(Array.from(firstWords(benchMoment({ quotes: [], words: "å".repeat(200) })))).toHaveLength(80);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ana,
  anaCircleOnly,
  bench,
  benchMoment,
  decided,
  dre,
  maya,
  theo,
  theoMissing,
} from "../desk/fixtures.testing";
import { isWithin, ladder } from "../queue/audience";
import type { Moment, Reason, Widest } from "../../store/shapes";
import { sayApprove, sayNext } from "./button";
import { firstDescription, firstDescriptions } from "./describe";
import { sayHappened } from "./happened";
import { changedAlts, choicesOf, stopsOf, type Wish } from "./may";
import { familiesOf, whoIsInIt } from "./who";

const alts = { benchphoto00001: "Dre holds the arm" };
const wish = (more: Partial<Wish> = {}): Wish => ({ audience: "families", alts, why: "", ...more });
const codes = (moment: Moment, more: Partial<Wish> = {}) => stopsOf(moment, wish(more)).map(({ code }) => code);

describe("what stands against approving", () => {
  test("nothing, when nothing is against it", () => {
    expect(codes(benchMoment())).toEqual([]);
  });

  test("a missing consent stops every audience", () => {
    const moment = benchMoment({ checks: [theoMissing], ceiling: "none" });
    for (const audience of ["circle", "families", "school"] as const) {
      expect(codes(moment, { audience })).toEqual(["consent_missing"]);
    }
  });

  test("Ana's photos for the circle only: the circle may, families may not", () => {
    const moment = benchMoment({ checks: [anaCircleOnly], ceiling: "circle" });
    expect(codes(moment, { audience: "circle" })).toEqual([]);
    expect(codes(moment, { audience: "families" })).toEqual(["consent_narrow"]);
  });

  test("a reason for an unnamed picture opens it, blanks do not", () => {
    const moment = benchMoment({ people: [], checks: [{ code: "nobody_named", blocks: true }] });
    expect(codes(moment)).toEqual(["nobody_named"]);
    expect(codes(moment, { why: "  " })).toEqual(["nobody_named"]);
    expect(codes(moment, { why: "Only hands and plants" })).toEqual([]);
  });

  test("a description that is written here counts, an emptied one stops", () => {
    const moment = benchMoment({ checks: [{ code: "description_missing", blocks: true }] });
    expect(codes(moment)).toEqual([]);
    expect(codes(benchMoment(), { alts: { benchphoto00001: " " } })).toEqual(["description_missing"]);
  });

  test("a no, a link, a missing orientation and what this app does not know yet stop; a worry asks for a look", () => {
    for (const code of ["said_no", "link", "orientation_missing", "rule_of_next_year"]) {
      expect(codes(benchMoment({ checks: [{ code, blocks: true }] }))).toEqual([code]);
    }
    expect(codes(benchMoment({ checks: [{ code: "possible_worry", blocks: false }] }))).toEqual([]);
  });

  test("nothing is ever approved above the ceiling, whatever the reasons say", () => {
    const widest = fc.constantFrom<Widest>(...ladder);
    const reason = fc.record({
      code: fc.constantFrom("consent_narrow", "consent_missing", "link"),
      blocks: fc.boolean(),
      widest,
    });
    const chosen = fc.constantFrom("circle" as const, "families" as const, "school" as const);
    fc.assert(
      fc.property(widest, fc.array(reason), chosen, (ceiling, checks, audience) => {
        const stops = stopsOf(benchMoment({ ceiling, checks }), wish({ audience }));
        if (stops.length === 0) expect(isWithin(audience, ceiling)).toBe(true);
      }),
    );
  });
});

describe("the audiences", () => {
  test("say who keeps them narrower", () => {
    const choices = choicesOf(benchMoment({ checks: [anaCircleOnly], ceiling: "circle" }));
    expect(choices.map(({ audience, open }) => [audience, open])).toEqual([
      ["circle", true],
      ["families", false],
      ["school", false],
    ]);
    expect(choices[1]?.reasons.map(({ person }) => person?.name)).toEqual(["Ana"]);
    expect(choices[0]?.reasons).toEqual([]);
  });
});

describe("descriptions", () => {
  test("start from the student's own, else from who is in it and what they did", () => {
    expect(firstDescriptions(benchMoment())).toEqual({ benchphoto00001: "Dre holds the arm of a small rover" });
    expect(firstDescription(benchMoment())).toBe("Dre and Theo. Building.");
    expect(firstDescription(benchMoment({ did: [] }))).toBe("Dre and Theo, Bench 4");
    expect(firstDescription(benchMoment({ people: [] }))).toBe("Building, Bench 4");
    expect(firstDescription(benchMoment({ people: [], did: [] }))).toBe("");
  });

  test("only those that differ from the student's go with the decision", () => {
    expect(changedAlts(benchMoment(), alts)).toEqual([{ media: "benchphoto00001", alt: "Dre holds the arm" }]);
    expect(changedAlts(benchMoment(), firstDescriptions(benchMoment()))).toEqual([]);
  });
});

describe("who is in it", () => {
  const today = (moment: Moment) =>
    Object.fromEntries(whoIsInIt(moment, bench).map((row) => [row.person.name, row.today]));

  test("everybody shown, heard or writing stands once, with the consent that is needed", () => {
    const rows = whoIsInIt(benchMoment(), bench);
    expect(rows.map(({ person, consents }) => [person.name, consents])).toEqual([
      ["Dre", [{ kind: "photo", widest: "families" }]],
      ["Theo", [{ kind: "photo", widest: "school" }]],
      ["Maya", [{ kind: "words", widest: "families" }]],
    ]);
  });

  test("before the approval Dre is asked next, Theo always says yes, and Maya made it", () => {
    expect(today(benchMoment())).toEqual({ Dre: "next", Theo: "yes_always", Maya: "made" });
  });

  test("in the hold Dre is asked, and has said yes once nobody waits", () => {
    expect(today(decided({ kind: "approve" }, { state: "held", waitingFor: [dre] }))["Dre"]).toBe("asked");
    expect(today(decided({ kind: "approve" }, { state: "held", waitingFor: [] }))["Dre"]).toBe("yes");
  });

  test("a no is shown as a no, also a standing one", () => {
    const no = (code: string): Partial<Moment> => ({ checks: [{ code, blocks: true, person: dre } as Reason] });
    expect(today(benchMoment(no("said_no")))["Dre"]).toBe("no");
    expect(today(benchMoment(no("said_no_always")))["Dre"]).toBe("no_always");
  });

  test("the school's own reason outweighs what the circle's row says", () => {
    const rows = whoIsInIt(benchMoment({ checks: [theoMissing] }), bench);
    expect(rows.find(({ id }) => id === theo.id)?.consents).toEqual([{ kind: "photo", widest: "none" }]);
  });

  test("somebody who left the circle is told as not known, never as a yes", () => {
    const rows = whoIsInIt(benchMoment({ people: [ana] }), bench);
    expect(rows.find(({ id }) => id === ana.id)?.consents).toEqual([{ kind: "photo", widest: undefined }]);
  });

  test("the families are those of everybody in it", () => {
    expect(familiesOf(benchMoment()).map(({ name }) => name)).toEqual([dre.name, theo.name, maya.name]);
  });
});

describe("the button and the line beside it", () => {
  test("names the audience when it may", () => {
    expect(sayApprove(benchMoment(), "circle", [])).toBe("Approve for the circle");
    expect(sayApprove(benchMoment({ people: [dre] }), "families", [])).toBe("Approve for circle and 2 families");
    expect(sayApprove(benchMoment(), "school", [])).toBe("Approve for the whole school");
  });

  test("names who stands in the way when it may not", () => {
    expect(sayApprove(benchMoment(), "circle", [theoMissing])).toBe("Can't share yet: Theo");
    const link = { code: "link", blocks: true, text: "www.example.org" };
    expect(sayApprove(benchMoment(), "circle", [link])).toBe("Can't share yet: There is a link in it: www.example.org");
  });

  test("says who is asked", () => {
    expect(sayNext(["Dre", "Theo"])).toContain("Dre and Theo will be asked next.");
    expect(sayNext([])).toContain("Nobody has to be asked.");
  });
});

describe("what happened so far", () => {
  test.each([
    ["approve", "Ms. Ortiz approved it for circle and families"],
    ["release", "It went out for circle and families"],
    ["send_back", "Ms. Ortiz sent it back"],
    ["keep_private", "Ms. Ortiz kept it private"],
    ["undo", "Ms. Ortiz took the decision back"],
    ["lapse", "It did not go out. It stays private"],
    ["take_down", "Ms. Ortiz asked to take it down"],
    ["confirm_take_down", "Ms. Ortiz kept it down"],
    ["restore", "Ms. Ortiz put it back"],
    ["take_back", "Ms. Ortiz took it back"],
    ["unheard_of", "Something was changed by Ms. Ortiz"],
  ])("%s", (kind, sentence) => {
    const line = { kind, by: "Ms. Ortiz", at: "2026-11-16T13:00:00Z", audience: "families" as const };
    expect(sayHappened(line, benchMoment())).toBe(sentence);
  });

  test("versions name their author", () => {
    const at = "2026-11-16T12:32:00Z";
    expect(sayHappened({ kind: "revision", number: 1, at }, benchMoment())).toBe("Maya kept it");
    expect(sayHappened({ kind: "revision", number: 2, at }, benchMoment())).toBe("Maya changed it");
  });
});

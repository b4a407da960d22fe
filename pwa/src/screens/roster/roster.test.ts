import { describe, expect, test } from "vitest";
import { mayasSeat, tell } from "../../store/people.testing";
import type { CircleMember } from "../../store/shapes";
import { ana, bench, dre, maya, sam, theo } from "../desk/fixtures.testing";
import { dateOf, endOfDay, isTime } from "../desk/time";
import { membersHere } from "../people/members";
import { orientationOf, sayOrientation, sayRole, sayStanding } from "./member";
import { circlesHere, together, type RosterCircle } from "./roster";

const now = Date.parse("2026-11-18T12:00:00Z");
const reading = { zone: "UTC", now };

describe("a circle's roster", () => {
  const here: RosterCircle[] = [{ ...bench, staff: [{ id: "ortizperson0001", name: "Ms. Ortiz" }] }];
  const there: RosterCircle[] = [
    {
      id: bench.id,
      name: "Bench four",
      kind: "peer_support",
      glaze: "sea",
      members: [{ ...maya, role: "tutor", focus: false }, { ...ana }],
      staff: [{ id: "ortizperson0001", name: "Ms. Ortiz", grant: "grant0000000001", role: "facilitator" }],
    },
  ];

  test("is read from this phone when the school does not answer", () => {
    expect(together(here, undefined)).toEqual(here);
  });

  test("who is in it is what the school says, what they allow is what this phone holds", () => {
    const [circle] = together(here, there);
    expect(circle?.name).toBe("Bench four");
    expect(circle?.members.map(({ name }) => name)).toEqual(["Maya", "Ana"]);
    expect(circle?.members[0]?.consents).toEqual([{ kind: "words", widest: "families" }]);
    expect(circle?.members[1]?.consents).toBeUndefined();
    expect(circle?.staff[0]?.grant).toBe("grant0000000001");
  });

  test("a role that was just changed is the school's, however old the phone's own row is", () => {
    const old = [{ ...here[0]!, members: [{ ...maya, role: "companion", focus: true, standing: "yes" }] }];
    expect(together(old, there)[0]?.members[0]).toMatchObject({ role: "tutor", focus: false, standing: "yes" });
  });

  test("a circle that the school no longer gives is not shown", () => {
    expect(together(here, [])).toEqual([]);
  });

  test("only circles that somebody looks after are on it, never those of a member", async () => {
    const seat = await mayasSeat("ortizseat000002");
    const asMember = { ...bench, id: "othercircle0001", form: "circle" as const };
    await tell(seat, [
      { key: `staff:${bench.id}`, kind: "circle", id: bench.id, seq: 1, mark: "a", circle: bench },
      { key: "circle:othercircle0001", kind: "circle", id: asMember.id, seq: 2, mark: "b", circle: asMember },
    ]);
    expect((await circlesHere(seat)).map(({ name }) => name)).toEqual(["Bench 4"]);
  });

  test("a student of two circles stands once among the people", () => {
    const other = { ...bench, id: "wallcrew0000001", members: [dre, sam] };
    expect(membersHere([bench, other]).map(({ name }) => name)).toEqual(["Dre", "Maya", "Sam", "Theo"]);
    expect(membersHere([{ ...bench, form: "circle" }])).toEqual([]);
  });
});

describe("how a member stands", () => {
  const member = (orientedUntil?: string): CircleMember => ({ ...theo, ...(orientedUntil && { orientedUntil }) });

  test.each([
    [undefined, "missing", "No orientation yet"],
    ["0001-01-01T00:00:00Z", "missing", "No orientation yet"],
    ["2026-11-17T12:00:00Z", "over", "Orientation ended Yesterday"],
    ["2027-01-29T12:00:00Z", "current", "Orientation counts until January 29, 2027"],
  ] as const)("an orientation until %s is %s", (until, state, sentence) => {
    expect(orientationOf(member(until), now)).toBe(state);
    expect(sayOrientation(member(until), reading)).toBe(sentence);
  });

  test("a role is called what the school calls it, else by Kith's word, and an unknown one is not shown", () => {
    expect(sayRole("tutor", { tutor: "Mentor" })).toBe("Mentor");
    expect(sayRole("note_taker", { note_taker: "" })).toBe("Note taker");
    expect(sayRole("captain")).toBe("");
    expect(sayRole(undefined)).toBe("");
  });

  test("whoever has said nothing wants to be asked", () => {
    expect([undefined, "ask", "yes", "no"].map(sayStanding)).toEqual([
      "Wants to be asked",
      "Wants to be asked",
      "Always yes to being shown",
      "No to being shown",
    ]);
  });
});

describe("days", () => {
  test("what ends on a day counts during that day on the school's clock", () => {
    expect(endOfDay("2026-11-20", "America/Chicago")).toBe("2026-11-21T05:59:59.000Z");
    expect(endOfDay("2026-11-20", "Asia/Tokyo")).toBe("2026-11-20T14:59:59.000Z");
    expect(endOfDay("2026-07-01", "Europe/Berlin")).toBe("2026-07-01T21:59:59.000Z");
    expect(endOfDay("2026-11-20", "UTC")).toBe("2026-11-20T23:59:59.000Z");
  });

  test("today is the school's today", () => {
    const late = Date.parse("2026-11-20T23:30:00Z");
    expect(dateOf(late, "America/Chicago")).toBe("2026-11-20");
    expect(dateOf(late, "Asia/Tokyo")).toBe("2026-11-21");
  });

  test("the year 1 is no time", () => {
    expect(isTime("0001-01-01T00:00:00Z")).toBe(false);
    expect(isTime(undefined)).toBe(false);
    expect(isTime("2026-11-20T00:00:00Z")).toBe(true);
  });
});

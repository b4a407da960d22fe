import { describe, expect, test } from "vitest";
import type { Person } from "../../online/shapes";
import { benchMoment, bench, dre, maya, theo } from "../desk/fixtures.testing";
import { factsOf } from "../facts/count";
import type { RosterCircle } from "../roster/roster";
import { holdOf, holds } from "./hold";
import { silentIn } from "./silent";
import { stepsOf, type Begun } from "./steps";

const nobody: Begun = { circles: [], students: [], colleagues: [] };
const student = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  kind: "student",
  badge: false,
  pin: false,
  families: [],
  ...more,
});
const circle = (more: Partial<RosterCircle> = {}): RosterCircle => ({
  id: "benchcircle0001",
  name: "Bench 4",
  kind: "peer_support",
  glaze: "moss",
  members: [],
  staff: [],
  ...more,
});
const teacher = { id: "ortizperson0001", name: "Ms. Ortiz", grant: "g", role: "facilitator" as const };
const open = (begun: Begun) =>
  stepsOf(begun)
    .filter(({ done }) => !done)
    .map(({ key }) => key);

describe("what is missing to get going", () => {
  test("in a new school everything but its name", () => {
    expect(open(nobody)).toEqual(["colleague", "students", "circle", "members", "families", "badges"]);
  });

  test("a circle without a teacher or without students is not ready, and is where the step leads", () => {
    const begun = { ...nobody, students: [student(maya.id)], circles: [circle({ members: [maya] })] };
    expect(open(begun)).toContain("members");
    expect(stepsOf(begun).find(({ key }) => key === "members")?.href).toBe("/circles/benchcircle0001");
  });

  test("a coordinator who leads the circle needs no colleague to begin", () => {
    const begun = { ...nobody, circles: [circle({ members: [maya], staff: [teacher] })] };
    expect(open(begun)).not.toContain("colleague");
  });

  test("families and badges are asked for those who are in a circle, not for everybody", () => {
    const families = [{ id: "l", person: "p", name: "Rosa", student: maya.id, restricted: false, opened: false }];
    const students = [student(maya.id, { badge: true, families }), student("newcomer0000001")];
    const begun = { ...nobody, students, circles: [circle({ members: [maya], staff: [teacher] })] };
    expect(open(begun)).toEqual([]);
    expect(open({ ...begun, students: [student(maya.id, { families })] })).toEqual(["badges"]);
  });

  test("consents are a step only where this phone knows them", () => {
    const known = { ...maya, consents: [{ kind: "photo" as const, widest: "none" as const }] };
    const begun = { ...nobody, circles: [circle({ members: [known], staff: [teacher] })] };
    expect(open(begun)).toContain("consents");
    expect(stepsOf({ ...nobody, circles: [circle({ members: [maya] })] }).map(({ key }) => key)).not.toContain(
      "consents",
    );
  });

  test("every open step leads somewhere", () => {
    for (const { href } of stepsOf(nobody)) expect(href).toMatch(/^\/\w/);
  });
});

describe("a yes whose giver may not speak any more", () => {
  const says = (due?: "giver_out" | "ended"): RosterCircle["members"][number] => ({
    ...maya,
    consents: [{ kind: "photo", widest: "none", ...(due && { due }) }],
  });

  test("is counted once a student, with each circle in which it can be settled", () => {
    const two = [
      circle({ members: [says("giver_out"), theo] }),
      circle({ id: "c2", name: "Wall", members: [says("giver_out")] }),
    ];
    expect(silentIn(two)).toEqual({
      students: 1,
      circles: [
        { id: "benchcircle0001", name: "Bench 4" },
        { id: "c2", name: "Wall" },
      ],
    });
  });

  test("is nothing else that is asked about again", () => {
    expect(silentIn([circle({ members: [says("ended"), says(), theo] })])).toEqual({ students: 0, circles: [] });
  });
});

describe("the pause before release", () => {
  test("offers the usual ones, and the school's own when it is another", () => {
    expect(holds(600).map(({ word }) => word)).toEqual(["Not at all", "10 minutes", "1 hour", "1 day", "7 days"]);
    expect(holds(1800).map(({ word }) => word)).toContain("30 minutes");
    expect(holds(1800).map(({ key }) => key)).toContain(holdOf(1800));
  });
});

describe("small facts about a circle", () => {
  const now = Date.parse("2026-11-18T12:00:00Z");
  const old = benchMoment({ id: "oldmoment000001", at: "2026-09-01T12:00:00Z", state: "shared", authors: [theo] });
  const changed = benchMoment({
    id: "changedmoment01",
    shared: { revision: "r", audience: "families", since: "2026-11-10T12:00:00Z" },
  });
  const elsewhere = benchMoment({ id: "othermoment0001", circle: "othercircle0001", authors: [dre] });

  test("count what waits, what is shared and what was kept lately", () => {
    const [facts] = factsOf([bench], [benchMoment(), old, changed, elsewhere], now);
    expect(facts).toMatchObject({ students: 3, waiting: 2, shared: 2, lately: 2 });
  });

  test("say how many have kept something, of those who are in it now, and never who how much", () => {
    const [facts] = factsOf([bench], [benchMoment(), old, elsewhere], now);
    expect(facts?.authors).toBe(2);
    expect(Object.values(facts ?? {}).filter((value) => typeof value === "object")).toEqual([]);
  });

  test("a circle of which this phone is only a member is left out", () => {
    expect(factsOf([{ ...bench, form: "circle" }], [benchMoment()], now)).toEqual([]);
  });
});

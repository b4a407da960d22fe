import { beforeEach, describe, expect, test } from "vitest";
import { allowedHere, recordConsent, recordOrientation } from "./adults";
import { outbox, park } from "./outbox";
import { change, lunch, mayasSeat, momentRow, people, robotics, tell, told } from "./people.testing";
import { circles, circleTimeline, familyTimeline, moment } from "./rows";
import type { Seat } from "./seat";
import type { ConsentKind, Form, Widest } from "./shapes";
import { heldRows, newestTold, oncePerMoment, toldForms } from "./told";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

const keys: Record<Form, string> = {
  author: "seat:maya",
  staff: `staff:${lunch}`,
  ask: "seat:maya",
  circle: `circle:${lunch}`,
  family: "kin:ana",
  school: "school",
};
const inForm = (form: Form, words: string = form) => momentRow(keys[form], told("soupmoment00001", { form, words }));

describe("a moment that is told in several forms", () => {
  test.each<[Form[], Form]>([
    [["circle", "author"], "author"],
    [["school", "family"], "family"],
    [["ask", "staff", "circle"], "staff"],
    [["school"], "school"],
  ])("%j is read as %s, the fullest that this person may have", async (forms, fullest) => {
    await tell(
      seat,
      forms.map((form) => inForm(form)),
    );
    expect((await moment(seat, "soupmoment00001"))?.form).toBe(fullest);
  });

  test("is told to its author only in the author's form", async () => {
    await tell(seat, [inForm("circle"), inForm("family")]);
    expect(await newestTold(seat, "soupmoment00001")).toBeUndefined();
    await tell(seat, [inForm("author", "My own.")]);
    expect((await newestTold(seat, "soupmoment00001"))?.words).toBe("My own.");
  });

  test("falls back to the next one when the fullest is taken away", async () => {
    await tell(seat, [inForm("staff"), inForm("circle")]);
    await change(seat, { does: "gone", key: keys.staff, kind: "moment", id: "soupmoment00001" });
    expect((await toldForms(seat, "soupmoment00001")).map(({ form }) => form)).toEqual(["circle"]);
  });

  test("of two students of one family stands once on the family's shelf", async () => {
    const picnic = told("picnicmoment001", { form: "family" });
    await tell(seat, [momentRow("kin:ana", picnic), momentRow("kin:sam", picnic)]);
    expect(await familyTimeline(seat)).toHaveLength(1);
    expect(oncePerMoment([picnic, { ...picnic, form: "school" }]).map(({ form }) => form)).toEqual(["family"]);
  });

  test("that nobody told is nowhere", async () => {
    expect(await moment(seat, "unknownmoment01")).toBeUndefined();
  });
});

describe("timelines", () => {
  test("stand newest first, and one circle's moments never in another", async () => {
    const at = (id: string, day: string, circle = lunch) =>
      momentRow(`circle:${circle}`, told(id, { form: "circle", circle, at: `2026-11-${day}T12:00:00Z` }));
    await tell(seat, [at("older0000000001", "10"), at("newer0000000001", "12"), at("robots000000001", "11", robotics)]);
    expect((await circleTimeline(seat, lunch)).map(({ id }) => id)).toEqual(["newer0000000001", "older0000000001"]);
    expect((await circleTimeline(seat, robotics)).map(({ id }) => id)).toEqual(["robots000000001"]);
  });

  test("of circles stand by name, each once, in the staff's form where there is one", async () => {
    const row = (id: string, name: string, form: "circle" | "staff") => ({
      ...{ key: `${form}:${id}`, kind: "circle" as const, id, seq: 1, mark: "m" },
      circle: { id, name, form, kind: "peer_network" as const, glaze: "sea", members: [] },
    });
    await tell(seat, [
      row(robotics, "Robotics", "circle"),
      row(lunch, "Lunch circle", "staff"),
      row(lunch, "Lunch circle", "circle"),
    ]);
    expect((await circles(seat)).map(({ name, form }) => [name, form])).toEqual([
      ["Lunch circle", "staff"],
      ["Robotics", "circle"],
    ]);
  });
});

test("what is compared with the school says which rows are here, and not a word of what they say", async () => {
  await tell(seat, [inForm("family", "We shared soup.")]);
  const held = await heldRows(seat);
  expect(held).toEqual([{ key: "kin:ana", kind: "moment", id: "soupmoment00001", mark: expect.any(String) as string }]);
  expect(JSON.stringify(held)).not.toContain("soup.");
});

describe("consents that were taken down here", () => {
  const allow = (kind: ConsentKind, widest: Widest, person = people.theo.id) =>
    recordConsent(seat, { person, kind, widest, how: "paper", giver: "theosfather0001", until: "2027-06-30" }, "en");

  test("stand in the order in which they were given, while they wait", async () => {
    await allow("photo", "families");
    await allow("photo", "none");
    await recordOrientation(seat, people.theo.id, "2026-11-20");
    expect(await allowedHere(seat)).toEqual([
      { person: people.theo.id, kind: "photo", widest: "families" },
      { person: people.theo.id, kind: "photo", widest: "none" },
    ]);
  });

  test("are not shown as given once the school refused them, nor twice once it told them", async () => {
    await allow("photo", "school");
    await allow("words", "circle", people.sam.id);
    const [photo, words] = await outbox(seat);
    await park(seat, photo!.n, "not_allowed", "Only the family may say that.");
    expect((await allowedHere(seat)).map(({ kind }) => kind)).toEqual(["words"]);
    await tell(seat, [], { verdicts: [{ op: words!.op, is: "accepted", seq: 9 }] });
    expect(await allowedHere(seat)).toEqual([]);
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { keepAct, outbox } from "./outbox";
import { mine, myMoments } from "./own";
import {
  change,
  lunch,
  lunchCircle,
  lunchDraft,
  mayaHerself,
  mayasSeat,
  momentRow,
  people,
  tell,
  told,
} from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { asks, circle, circles, familyTimeline, me, moment, queue, staffMoments } from "./rows";
import { saveRevision } from "./save";
import { tellStatus, type Seat } from "./seat";
import type { FeedRow } from "./shapes";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

const circleRow = (more: Partial<FeedRow> = {}): FeedRow => ({
  key: `circle:${lunch}`,
  kind: "circle",
  id: lunch,
  seq: 1,
  mark: "m",
  circle: lunchCircle,
  ...more,
});
const meRow: FeedRow = { key: "seat:maya", kind: "me", id: mayaHerself.seat, seq: 2, mark: "m", me: mayaHerself };

describe("a student", () => {
  test("finds themselves and their circles, also without the school", async () => {
    expect(await me(seat)).toBeUndefined();
    await tell(seat, [circleRow(), meRow]);
    expect((await me(seat))?.name).toBe("Maya");
    expect((await circles(seat)).map((found) => found.name)).toEqual(["Lunch circle"]);
    expect((await circle(seat, lunch))?.members).toHaveLength(4);
  });

  test("sees a moment kept offline as it will be: names, circle, photo", async () => {
    await tell(seat, [circleRow(), meRow]);
    const soup = photo();
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    const [kept] = await myMoments(seat, lunch);
    expect(kept!.moment).toMatchObject({
      circleName: "Lunch circle",
      glaze: "moss",
      authors: [{ name: "Maya", own: true }],
      people: [{ name: "Theo" }],
      pictures: [{ media: soup.media, kept: false, width: 1600 }],
    });
    expect(await myMoments(seat, "another")).toEqual([]);
  });

  test("is told that it waits, while there is no internet", async () => {
    await saveRevision(seat, lunchDraft());
    tellStatus(seat, { online: false });
    expect((await myMoments(seat))[0]!.chip).toEqual({ state: "waiting_internet" });
  });

  test("sees the newer words of this phone beside those that the school has", async () => {
    const draft = lunchDraft();
    await tell(seat, [momentRow("seat:maya", told(draft.moment, { words: "Soup.", revision: "firstrevision01" }))]);
    await saveRevision(seat, { ...draft, base: "firstrevision01", words: "Soup and bread." });
    const found = await mine(seat, draft.moment);
    expect(found).toMatchObject({
      moment: { words: "Soup and bread." },
      told: { words: "Soup." },
      pending: ["keep_revision"],
    });
  });

  test("sees the school's words once it has them, also when another phone went on", async () => {
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    const [op] = await outbox(seat);
    const rows = [
      momentRow("seat:maya", told(draft.moment, { words: "From the tablet.", state: "back", note: "Who is it?" })),
    ];
    await tell(seat, rows, { verdicts: [{ op: op!.op, is: "accepted", seq: 1 }] });
    expect(await mine(seat, draft.moment)).toMatchObject({
      moment: { words: "From the tablet." },
      chip: { state: "back" },
    });
  });

  test("is not shown an older row in place of what was just accepted", async () => {
    const draft = lunchDraft();
    await tell(seat, [momentRow("seat:maya", told(draft.moment, { state: "back" }))]);
    await saveRevision(seat, { ...draft, words: "Better." });
    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "accepted", seq: 9999 }], facts: { behind: true } });
    expect(await mine(seat, draft.moment)).toMatchObject({
      moment: { words: "Better." },
      chip: { state: "with_teacher" },
    });
  });

  test("is asked about a moment until they have answered", async () => {
    const ask = told("theosmoment0001", { form: "ask", authors: [people.theo] });
    await tell(seat, [momentRow("seat:maya", ask)]);
    expect((await asks(seat)).map((found) => found.id)).toEqual([ask.id]);
    await keepAct(seat, { kind: "give_answer", subject: ask.id, body: { moment: ask.id, answer: "yes" } });
    expect(await asks(seat)).toEqual([]);
  });
});

describe("a facilitator", () => {
  const waiting = (id: string, received: string) => momentRow(`staff:${lunch}`, told(id, { form: "staff", received }));
  const decide = (id: string) =>
    keepAct(seat, { kind: "decide", subject: id, body: { moment: id, revision: "r", kind: "approve", seen: "h" } });

  test("finds what has waited longest first, and only what waits", async () => {
    const done = momentRow(`staff:${lunch}`, told("sharedmoment001", { form: "staff", state: "shared" }));
    await tell(seat, [
      waiting("late00000000001", "2026-11-17T08:00:00Z"),
      waiting("early0000000001", "2026-11-16T08:00:00Z"),
      done,
    ]);
    expect((await queue(seat)).map((found) => found.id)).toEqual(["early0000000001", "late00000000001"]);
    expect(await staffMoments(seat, lunch)).toHaveLength(3);
    expect(await staffMoments(seat, "another")).toEqual([]);
  });

  test("does not find again what they decided on this phone, until the school tells it anew", async () => {
    await tell(seat, [waiting("early0000000001", "2026-11-16T08:00:00Z")]);
    await decide("early0000000001");
    expect(await queue(seat)).toEqual([]);

    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "accepted", seq: 9999 }], facts: { behind: true } });
    expect(await queue(seat)).toEqual([]);
    await tell(seat, [waiting("early0000000001", "2026-11-16T08:00:00Z")]);
    expect(await queue(seat)).toHaveLength(1);
  });

  test("finds it again when the school refused the decision", async () => {
    await tell(seat, [waiting("early0000000001", "2026-11-16T08:00:00Z")]);
    await decide("early0000000001");
    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "parked", code: "changed_since_seen" }] });
    expect(await queue(seat)).toHaveLength(1);
  });

  test("reads a circle in the form of its staff", async () => {
    const staff = circleRow({ key: `staff:${lunch}`, circle: { ...lunchCircle, form: "staff", place: "Room 4" } });
    await tell(seat, [staff, circleRow()]);
    expect(await circles(seat)).toMatchObject([{ form: "staff", place: "Room 4" }]);
  });
});

describe("a family", () => {
  test("sees a moment of two of their students once, newest first", async () => {
    const picnic = told("picnicmoment001", { form: "family", state: "shared", at: "2026-11-10T12:00:00Z" });
    const music = told("musicmoment0001", { form: "family", state: "shared" });
    await tell(seat, [momentRow("kin:sam", picnic), momentRow("kin:ana", picnic), momentRow("kin:ana", music)]);
    expect((await familyTimeline(seat)).map((found) => found.id)).toEqual(["musicmoment0001", "picnicmoment001"]);
    await change(seat, { does: "gone", key: "kin:ana", kind: "moment", id: "musicmoment0001" });
    expect(await familyTimeline(seat)).toHaveLength(1);
  });

  test("reads the fullest form that they may have", async () => {
    const both = told("musicmoment0001", { state: "shared" });
    await tell(seat, [
      momentRow("school:s", { ...both, form: "school" }),
      momentRow("kin:ana", { ...both, form: "family" }),
    ]);
    expect((await moment(seat, "musicmoment0001"))?.form).toBe("family");
  });
});

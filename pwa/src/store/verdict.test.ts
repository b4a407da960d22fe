import { beforeEach, describe, expect, test } from "vitest";
import { pendingOf } from "./pending";
import { keepAct, markReady, markSending, outbox, park, rewriteOp, sentOps, textOf } from "./outbox";
import { myMoments } from "./own";
import { lunchDraft, mayasSeat, tell } from "./people.testing";
import { saveRevision } from "./save";
import { unseal } from "./seal";
import type { Seat } from "./seat";
import type { OutboxRecord } from "./schema";
import type { Verdict } from "./verdict";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

async function keepLunch(words = "We shared soup."): Promise<OutboxRecord> {
  const draft = lunchDraft({ words });
  await saveRevision(seat, draft);
  return (await outbox(seat)).find(({ subject }) => subject === draft.moment)!;
}

const hears = (verdict: Verdict, now = 7) => tell(seat, [], { verdicts: [verdict], now });
const answer = (moment: string) =>
  keepAct(seat, { kind: "give_answer", subject: moment, body: { moment, answer: "yes" } });

describe("what the school makes of an act", () => {
  test("accepted: it leaves the queue, and its very bytes stay until they are safe", async () => {
    const op = await keepLunch();
    await hears({ op: op.op, is: "accepted", seq: 12 }, 1_000);
    expect(await outbox(seat)).toEqual([]);
    const [sent] = await sentOps(seat);
    expect(sent).toMatchObject({ op: op.op, n: op.n, subject: op.subject, seq: 12, at: 1_000 });
    expect(await textOf(seat, sent!)).toBe(await textOf(seat, op));
  });

  test("accepted: the author is told that the teacher has this version, not a later one", async () => {
    const op = await keepLunch();
    const again = { ...lunchDraft(), moment: op.subject, base: op.revision!, words: "And bread." };
    await saveRevision(seat, again);
    await hears({ op: op.op, is: "accepted", seq: 12 });
    expect((await myMoments(seat)).map(({ chip }) => chip.state)).toEqual(["saved_here"]);
    const [later] = await outbox(seat);
    await hears({ op: later!.op, is: "accepted", seq: 13 });
    expect((await myMoments(seat)).map(({ chip }) => chip.state)).toEqual(["with_teacher"]);
  });

  test.each(["parked", "quarantined"] as const)("%s: it stays, with the school's reason", async (is) => {
    const op = await keepLunch();
    await hears({ op: op.op, is, code: "not_member", problem: "You are not in this circle." });
    const [kept] = await outbox(seat);
    expect(kept).toMatchObject({ op: op.op, state: is, lastCode: "not_member" });
    expect(await unseal(seat, kept!.problem!)).toBe("You are not in this circle.");
    expect(await sentOps(seat)).toEqual([]);
  });

  test("again: it waits in its place until its time, as the same act", async () => {
    const [first] = [await keepLunch("First."), await keepLunch("Second.")];
    await markSending(seat, [first]);
    await hears({ op: first.op, is: "again", code: "busy", nextAt: 99 });
    const [kept] = await outbox(seat);
    expect(kept).toMatchObject({ op: first.op, n: first.n, state: "ready", nextAt: 99, attempts: 1, lastCode: "busy" });
    expect(await textOf(seat, kept!)).toBe(await textOf(seat, first));
  });

  test("again, after a final no: the same words as a new act, in the place of the old one", async () => {
    const [first] = [await keepLunch("First."), await keepLunch("Second.")];
    const fresh = await rewriteOp(seat, first);
    await hears({ op: first.op, is: "again", fresh });
    const queue = await outbox(seat);
    expect(queue.map(({ op }) => op).indexOf(fresh.op)).toBe(0);
    expect(queue).toHaveLength(2);
    const body = async (op: OutboxRecord) => (JSON.parse(await textOf(seat, op)) as { body: object }).body;
    expect(await body(queue[0]!)).toEqual(await body(first));
  });

  test.each<Verdict["is"]>(["accepted", "parked", "quarantined", "again"])(
    "%s, of an act that is not here any more, changes nothing",
    async (is) => {
      const op = await keepLunch();
      await hears({ op: "longgoneop00001", is, seq: 3, code: "field_invalid" });
      expect(await outbox(seat)).toEqual([op]);
      expect(await sentOps(seat)).toEqual([]);
    },
  );
});

describe("the queue", () => {
  test("keeps the order in which things were done, over a restart of the phone", async () => {
    for (const moment of ["theosmoment0001", "samsmoment00001", "anasmoment00001"]) await answer(moment);
    expect((await outbox(seat)).map(({ subject }) => subject)).toEqual([
      "theosmoment0001",
      "samsmoment00001",
      "anasmoment00001",
    ]);
  });

  test("names the revision that an act is about, and none where there is none", async () => {
    await answer("theosmoment0001");
    const revision = "theosrevision01";
    await keepAct(seat, { kind: "decide", subject: "theosmoment0001", body: { revision, kind: "approve" } });
    expect((await outbox(seat)).map((op) => op.revision)).toEqual([undefined, revision]);
  });

  test("takes back what a cut left on its way, with the reason, and touches nothing that was set aside", async () => {
    const [cut, refused, waits] = [await keepLunch("Cut."), await keepLunch("Refused."), await keepLunch("Waits.")];
    await markSending(seat, [cut]);
    await park(seat, refused.n, "field_invalid", "Too long.");
    await markReady(seat, 50, "http_502");
    expect(await outbox(seat)).toMatchObject([
      { op: cut.op, state: "ready", nextAt: 50, attempts: 1, lastCode: "http_502" },
      { op: refused.op, state: "parked", lastCode: "field_invalid" },
      { op: waits.op, state: "ready", nextAt: 0, attempts: 0 },
    ]);
  });

  test("wakes whoever sends, in every tab, each time something is done", async () => {
    const rung: string[] = [];
    seat.bell.listen((ring) => rung.push(ring.kind));
    await answer("theosmoment0001");
    expect(rung).toEqual(["changed", "wake"]);
  });

  test("setting aside an act that has gone meanwhile brings nothing back", async () => {
    const op = await keepLunch();
    await hears({ op: op.op, is: "accepted", seq: 1 });
    await park(seat, op.n, "field_invalid", "Too long.");
    expect(await outbox(seat)).toEqual([]);
  });

  test("counts what waits of some kinds, also what the school refused", async () => {
    const op = await keepLunch();
    await answer("theosmoment0001");
    await answer("samsmoment00001");
    await park(seat, op.n, "field_invalid", "");
    expect(await pendingOf(seat, ["give_answer"])).toBe(2);
    expect(await pendingOf(seat, ["keep_revision", "give_answer"])).toBe(3);
    expect(await pendingOf(seat, ["record_consent"])).toBe(0);
  });
});

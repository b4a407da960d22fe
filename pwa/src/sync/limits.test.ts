import { describe, expect, test } from "vitest";
import { expireOthers } from "../store/expiry";
import { emptyOthers } from "../store/leave";
import { needsALook } from "../store/look";
import { outbox } from "../store/outbox";
import { lunchDraft } from "../store/people.testing";
import { fillPhone } from "../store/photos.testing";
import { PhoneFull } from "../store/room";
import { saveRevision } from "../store/save";
import { readFact, writeFact, type Seat } from "../store/seat";
import { faults } from "./faults.testing";
import { go, onMayasPhone, school, seat } from "./phone.testing";

onMayasPhone();

const held = () => seat.db.read(["rows"], (tx) => tx.objectStore("rows").getAll());

/** Theo's moment, which the circle shares. */
function tellTheos(): void {
  const none = { people: [], others: false, did: [], quotes: [], authors: [], pictures: [] };
  const about = { id: "theosmoment0001", revision: "r", circle: "c", number: 1, hash: "h", at: "2026-11-16T12:10:00Z" };
  const moment = { form: "circle", state: "shared", ...about, ...none } as const;
  school.tell({
    key: "circle:c",
    kind: "moment",
    id: about.id,
    moment: { ...moment, people: [], did: [], quotes: [], authors: [], pictures: [] },
  });
}

describe("a phone that let go of what it had read, and a school whose folder was copied back meanwhile", () => {
  test.each([
    ["signed out and in again", (there: Seat) => emptyOthers(there)],
    ["seven school days without contact", (there: Seat) => expireOthers(there, Date.now() + 30 * 24 * 3600_000)],
  ])("%s: what the school has lost goes up again", async (_, letGo) => {
    tellTheos();
    const before = school.copy();
    await saveRevision(seat, lunchDraft());
    await go();
    const [kept] = school.applied;
    await letGo(seat);
    Object.assign(school, { ...before, applied: [] });
    await go();
    expect(school.applied).toEqual([kept]);
    expect(await outbox(seat)).toEqual([]);
  });

  test("and a school that lost nothing is sent nothing twice, and tells everything again", async () => {
    tellTheos();
    await saveRevision(seat, lunchDraft());
    await go();
    const before = (await held()).length;
    await emptyOthers(seat);
    expect(await held()).toEqual([]);
    const calls = school.calls.length;
    await go();
    expect(await held()).toHaveLength(before);
    expect(await readFact(seat, "afresh")).toBe(false);
    expect(school.applied).toHaveLength(1);
    expect(school.calls.slice(calls).filter((call) => call === "POST /sync")).toHaveLength(1);
  });
});

test("a phone that is full to the last byte sends nothing that it could not note, and sends it when there is room", async () => {
  await saveRevision(seat, lunchDraft());
  const empty = fillPhone(["outbox", "pictures", "bytes", "graveyard"]);
  await expect(go()).rejects.toBeInstanceOf(PhoneFull);
  expect(school.applied).toEqual([]);
  empty();
  await go();
  expect(school.applied).toHaveLength(1);
});

test("an op that the phone cannot read any more is set aside and shown, and the rest goes", async () => {
  const lost = lunchDraft({ words: "Lost." });
  await saveRevision(seat, lost);
  await saveRevision(seat, lunchDraft({ words: "Here." }));
  await seat.db.write(["outbox"], async (tx) => {
    const op = (await tx.objectStore("outbox").getAll())[0]!;
    await tx.objectStore("outbox").put({ ...op, text: undefined as never });
  });
  await go();
  expect(school.applied).toHaveLength(1);
  expect(await needsALook(seat)).toMatchObject([
    { subject: lost.moment, code: "unreadable", canHeal: false, words: "" },
  ]);
});

test("a comparison that is cut between its parts is made again", async () => {
  await writeFact(seat, "reconciled", 0);
  for (let n = 0; n < 2001; n++) school.tellCircle(n);
  school.pageSize = 2001;
  school.once(/reconcile/, (go) => {
    go();
    school.once(/reconcile/, faults.cutBefore);
  });
  await expect(go()).rejects.toThrow();
  expect(await readFact(seat, "reconciled")).toBe(0);
  await go();
  expect(await readFact(seat, "reconciled")).toBeGreaterThan(0);
});

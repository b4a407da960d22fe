import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { needsALook } from "../store/look";
import { keepAct, outbox } from "../store/outbox";
import { mine } from "../store/own";
import { lunch, lunchDraft, mayasSeat, momentRow, tell, told } from "../store/people.testing";
import { fillPhone } from "../store/photos.testing";
import { circleTimeline } from "../store/rows";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, tryNow, writeFact, type Seat } from "../store/seat";
import type { Status } from "../store/status";
import { faults } from "./faults.testing";
import { startSync } from "./loop";
import { School } from "./school.testing";

let school: School;
let seat: Seat;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  school = await new School().open();
  seat = await mayasSeat();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await closeSeat(seat);
  await school.close();
});

/** Starts the sync and waits for its first finished round. */
async function synced(): Promise<void> {
  ends.push(startSync(seat));
  await vi.waitUntil(() => seat.status.rounds > 0, { timeout: 10_000 });
}

/** Waits for the status: a round may be followed by another at once. */
async function everyScreenHears(status: Partial<Status>): Promise<void> {
  await vi.waitFor(() => expect(seat.status).toMatchObject(status), { timeout: 10_000 });
}

async function keepLunch(of = seat): Promise<string> {
  const draft = lunchDraft();
  await saveRevision(of, draft);
  return draft.moment;
}

const chip = async (id: string) => (await mine(seat, id))?.chip.state;

describe("what every screen is told of a round", () => {
  test("that all went up", async () => {
    await keepLunch();
    await synced();
    await everyScreenHears({ online: true, sending: false, waiting: 0, needsLook: 0 });
    expect(seat.status.lastContact).toBeGreaterThan(0);
  });

  test("that something was refused, and the rest went on", async () => {
    const [bad, good] = [await keepLunch(), await keepLunch()];
    school.refuse = (op) => ((op.body as { moment?: string }).moment === bad ? { code: "field_invalid" } : undefined);
    await synced();
    await everyScreenHears({ waiting: 0, needsLook: 1, sending: false });
    expect([await chip(bad), await chip(good)]).toEqual(["needs_look", "with_teacher"]);
    expect(await needsALook(seat)).toMatchObject([{ subject: bad, sentence: "The school says field_invalid." }]);
  });

  test("that the phone is full, which a phone with room takes back", async () => {
    school.tell({ key: `circle:${lunch}`, kind: "moment", id: "theosmoment0001", moment: theos() });
    const empty = fillPhone(["rows"]);
    await synced();
    await everyScreenHears({ full: true, signInAgain: false });
    empty();
    tryNow(seat);
    await vi.waitUntil(() => !seat.status.full, { timeout: 10_000 });
    expect(await circleTimeline(seat, lunch)).toHaveLength(1);
  });

  test.each([
    ["a school that is busy", faults.says(503, "busy"), { online: true, portal: false }],
    ["a school that wants a newer app", faults.says(426, "schema_unknown"), { reload: true }],
    ["a line that broke", faults.cutBefore, { online: false, portal: false }],
  ])("that it met %s, and nothing is lost", async (_, fault, status) => {
    const id = await keepLunch();
    for (let times = 0; times < 20; times++) school.once(/sync/, fault);
    await synced();
    await everyScreenHears({ ...status, waiting: 1, sending: false, signInAgain: false });
    expect(await chip(id)).not.toBe("with_teacher");
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("a fault of the phone itself is reported, and does not look like a missing internet", async () => {
    const reported: unknown[] = [];
    vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
    await seat.db.write(["outbox"], async (tx) => {
      const broken = { op: "brokenop0000001", kind: "take_back", subject: "x", state: "ready", attempts: 0, nextAt: 0 };
      await tx.objectStore("outbox").add({ ...broken, text: { lies: "{" } } as never);
    });
    await synced();
    expect(reported[0]).toBeInstanceOf(SyntaxError);
    await everyScreenHears({ online: true, signInAgain: false });
    vi.unstubAllGlobals();
  });

  test("what has lain on the phone too long went before the first round", async () => {
    await tell(seat, [momentRow(`circle:${lunch}`, theos())], {
      facts: { cursor: `${school.epoch}.0`, epoch: "epoch1" },
    });
    await writeFact(seat, "lastContact", Date.now() - 60 * 24 * 3600_000);
    school.once(/sync/, faults.cutBefore);
    await synced();
    expect(await circleTimeline(seat, lunch)).toEqual([]);
  });
});

describe("two tabs of one person", () => {
  test("what is kept in one goes up through the other, once", async () => {
    await synced();
    const tab = openSeat(seat.id, seat.name);
    const id = await keepLunch(tab);
    await vi.waitUntil(async () => (await chip(id)) === "with_teacher");
    expect(school.applied).toHaveLength(1);
    await vi.waitUntil(() => tab.status.waiting === 0 && tab.status.lastContact > 0);
    await closeSeat(tab);
  });

  test("both sending the same act leaves one of it at the school", async () => {
    await keepAct(seat, { kind: "take_back", subject: "soupmoment00001", body: { moment: "soupmoment00001" } });
    const tab = openSeat(seat.id, seat.name);
    // Without the browser's locks both lead: the school recognises the repeat.
    ends.push(startSync(seat), startSync(tab));
    await vi.waitUntil(async () => (await outbox(seat)).length === 0);
    expect(new Set(school.applied).size).toBe(1);
    expect(school.applied).toHaveLength(1);
    for (const end of ends.splice(0)) await end();
    await closeSeat(tab);
  });

  test("the one that is left stops asking, and what is kept in it later waits on the disk", async () => {
    await synced();
    for (const end of ends.splice(0)) await end();
    const calls = school.calls.length;
    const id = await keepLunch();
    tryNow(seat);
    expect(await chip(id)).toBe("saved_here");
    expect(school.calls).toHaveLength(calls);
  });
});

function theos() {
  return told("theosmoment0001", { form: "circle", state: "shared" });
}

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deviceFact, noteDeviceFact } from "../store/device";
import { mine } from "../store/own";
import { lunchDraft, mayasSeat } from "../store/people.testing";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, tryNow, writeFact, type Seat } from "../store/seat";
import type { Status } from "../store/status";
import { startSync } from "./loop";
import { faults } from "./faults.testing";
import { School } from "./school.testing";

let school: School;
let seat: Seat;
let stop = () => Promise.resolve();

beforeEach(async () => {
  school = await new School().open();
  seat = await mayasSeat();
});
afterEach(async () => {
  await stop();
  stop = () => Promise.resolve();
  await school.close();
  await closeSeat(seat);
});

/** Waits for the status to say so. */
function until(good: (status: Status) => boolean): Promise<Status> {
  return new Promise((found) => {
    const deaf = seat.bell.listen((ring) => {
      if (ring.kind !== "status" || !good(ring.status)) return;
      deaf();
      found(ring.status);
    });
  });
}

async function keepLunch(): Promise<string> {
  const draft = lunchDraft();
  await saveRevision(seat, draft);
  return draft.moment;
}

const chip = async (id: string) => (await mine(seat, id))?.chip.state;

describe("the sync", () => {
  test("sends what was kept while it slept", async () => {
    const first = until((status) => status.rounds === 1);
    stop = startSync(seat);
    await first;
    const next = until((status) => status.rounds === 2);
    const id = await keepLunch();
    await next;
    expect(await chip(id)).toBe("with_teacher");
  });

  test("says that the wifi wants a sign-in, and goes on when somebody has signed in", async () => {
    const id = await keepLunch();
    school.once(/sync/, faults.portal);
    school.once(/hello/, faults.portal);
    const blocked = until((status) => status.rounds === 1);
    stop = startSync(seat);
    expect(await blocked).toMatchObject({ portal: true, online: false, waiting: 1 });
    const through = until((status) => status.rounds === 2);
    tryNow(seat);
    expect(await through).toMatchObject({ portal: false, online: true, waiting: 0 });
    expect(await chip(id)).toBe("with_teacher");
  });

  test("does not take a router that speaks JSON for the school", async () => {
    school.once(/sync/, faults.portal);
    school.once(/hello/, (_go, res) => {
      res.writeHead(200, { "Content-Type": "application/json" });
      res.end(JSON.stringify({ app: "router", epoch: "1970", minBuild: 0 }));
    });
    const blocked = until((status) => status.rounds === 1);
    stop = startSync(seat);
    expect(await blocked).toMatchObject({ portal: true });
  });

  test("says that nobody answers, and comes back by itself", async () => {
    const id = await keepLunch();
    school.once(/sync/, faults.cutBefore);
    const cut = until((status) => status.rounds === 1);
    stop = startSync(seat);
    expect(await cut).toMatchObject({ online: false, portal: false, waiting: 1 });
    expect(await chip(id)).toBe("waiting_internet");
    await until((status) => status.rounds === 2);
    expect(await chip(id)).toBe("with_teacher");
  });

  test("asks for a sign-in when the session is over, and goes on after it", async () => {
    const id = await keepLunch();
    school.access = school.refresh = "over";
    const over = until((status) => status.rounds === 1);
    stop = startSync(seat);
    expect(await over).toMatchObject({ signInAgain: true, waiting: 1 });
    school.access = "fresh";
    const session = { access: "fresh", refresh: "f1", until: "2027-01-01T00:00:00Z", device: "mayasphone00001" };
    const again = until((status) => status.rounds === 2);
    await writeFact(seat, "session", session);
    tryNow(seat);
    expect(await again).toMatchObject({ signInAgain: false, waiting: 0 });
    expect(await chip(id)).toBe("with_teacher");
  });

  test("has the patience that the school asks for, whoever rings", async () => {
    school.once(/sync/, faults.says(429, "wait", { "Retry-After": "1" }));
    const first = until((status) => status.rounds === 1);
    stop = startSync(seat);
    await first;
    const asked = Date.now();
    const second = until((status) => status.rounds === 2);
    tryNow(seat);
    await second;
    expect(Date.now() - asked).toBeGreaterThanOrEqual(950);
  });

  test("hears a poke and pulls", async () => {
    const first = until((status) => status.rounds === 1);
    stop = startSync(seat);
    await first;
    while (!school.calls.includes("GET /pokes")) await new Promise((turn) => setImmediate(turn));
    const second = until((status) => status.rounds === 2);
    school.poke();
    await second;
  });

  test("runs for what another tab kept", async () => {
    const first = until((status) => status.rounds === 1);
    stop = startSync(seat);
    await first;
    const tab = openSeat(seat.id, seat.name);
    const second = until((status) => status.rounds === 2);
    const draft = lunchDraft();
    await saveRevision(tab, draft);
    await second;
    expect(await chip(draft.moment)).toBe("with_teacher");
    await closeSeat(tab);
  });

  test("takes up what a crash left on its way", async () => {
    const id = await keepLunch();
    await seat.db.write(["outbox"], async (tx) => {
      const [op] = await tx.objectStore("outbox").getAll();
      await tx.objectStore("outbox").put({ ...op!, state: "sending", attempts: 1 });
    });
    const first = until((status) => status.rounds === 1);
    stop = startSync(seat);
    await first;
    expect(await chip(id)).toBe("with_teacher");
  });

  test("tells that the school wants a newer app", async () => {
    school.once(/hello/, (_go, res) => {
      res.writeHead(200, { "Content-Type": "application/json" });
      res.end(JSON.stringify({ app: "kith", now: "", epoch: "epoch1", minBuild: 99, schemas: [1] }));
    });
    const first = until((status) => status.rounds === 1);
    stop = startSync(seat);
    expect(await first).toMatchObject({ reload: true, online: true });
  });

  test.each([
    ["its first round", /sync/],
    ["its first question who is there", /hello/],
  ])("hears the key of the school also when %s was cut", async (_what, path) => {
    await noteDeviceFact("sealKey");
    school.once(path, faults.cutBefore);
    const cut = until((status) => status.rounds === 1);
    stop = startSync(seat);
    await cut;
    expect(await deviceFact("sealKey")).toBeUndefined();
    school.once(/hello/, (_go, res) => {
      res.writeHead(200, { "Content-Type": "application/json" });
      res.end(JSON.stringify({ app: "kith", now: "", epoch: "epoch1", minBuild: 1, schemas: [1], sealKey: "the key" }));
    });
    const next = until((status) => status.rounds === 2);
    tryNow(seat);
    await next;
    expect(await deviceFact("sealKey")).toBe("the key");
  });

  test("stops at once, also while it waits", async () => {
    const first = until((status) => status.rounds === 1);
    const end = startSync(seat);
    await first;
    await end();
    const calls = school.calls.length;
    tryNow(seat);
    await keepLunch();
    expect(school.calls).toHaveLength(calls);
  });
});

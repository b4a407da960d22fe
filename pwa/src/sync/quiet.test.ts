import { afterEach, describe, expect, test, vi } from "vitest";
import { PhoneFull } from "../store/room";
import { outbox } from "../store/outbox";
import { lunchDraft } from "../store/people.testing";
import { fillPhone, photo, withPhotos } from "../store/photos.testing";
import { wantedPictures } from "../store/pictures";
import { saveRevision } from "../store/save";
import { readFact, writeFact } from "../store/seat";
import { Alarm } from "./alarm";
import { faults } from "./faults.testing";
import { lead, shouldGiveWay } from "./leader";
import { Pokes } from "./pokes";
import { whoIsThere } from "./portal";
import { isReconcileDue, reconcile } from "./pull";
import { go, line, onMayasPhone, school, seat } from "./phone.testing";

onMayasPhone();
afterEach(() => vi.unstubAllGlobals());

const rows = () => seat.db.read(["rows"], (tx) => tx.objectStore("rows").getAll());

describe("an alarm", () => {
  test("wakes who sleeps lightly, and who falls asleep after it rang", async () => {
    const alarm = new Alarm();
    const asleep = alarm.sleep(undefined, true);
    alarm.ring();
    await asleep;
    alarm.ring();
    await alarm.sleep(undefined, true);
  });

  test("does not wake who was told to be patient, unless all is over", async () => {
    const alarm = new Alarm();
    let awake = false;
    const asleep = alarm.sleep(undefined, false).then(() => (awake = true));
    alarm.ring();
    await Promise.resolve();
    expect(awake).toBe(false);
    alarm.end();
    await asleep;
    await alarm.sleep(undefined, false);
  });
});

describe("one tab leads", () => {
  /** The browser's locks, as far as they matter here. */
  function locks() {
    let turn: Promise<unknown> = Promise.resolve();
    const pending: { name: string }[] = [];
    return {
      request: (name: string, _options: object, work: () => Promise<void>) => {
        const waiting = { name };
        pending.push(waiting);
        turn = turn.then(() => {
          pending.splice(pending.indexOf(waiting), 1);
          return work();
        });
        return turn;
      },
      query: () => Promise.resolve({ pending }),
    };
  }

  test("while the others wait, and the next takes over", async () => {
    vi.stubGlobal("navigator", { locks: locks() });
    const order: string[] = [];
    const quit = new AbortController();
    const tab = (name: string) =>
      lead("kith-sync:x", quit.signal, async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        if (order.length >= 4) quit.abort();
      });
    await Promise.all([tab("first"), tab("second")]);
    expect(order.slice(0, 4)).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  });

  test("and gives way only when it is hidden and somebody waits for the same seat", async () => {
    const both = locks();
    vi.stubGlobal("navigator", { locks: both });
    vi.stubGlobal("document", { visibilityState: "hidden" });
    expect(await shouldGiveWay("kith-sync:x")).toBe(false);
    void both.request("kith-sync:other", {}, () => new Promise(() => {}));
    void both.request("kith-sync:x", {}, () => Promise.resolve());
    await Promise.resolve();
    expect(await shouldGiveWay("kith-sync:x")).toBe(true);
    vi.stubGlobal("document", { visibilityState: "visible" });
    expect(await shouldGiveWay("kith-sync:x")).toBe(false);
  });
});

describe("pokes", () => {
  test("come through one stream, which is opened again, though not in a circle", async () => {
    let heard = 0;
    const pokes = new Pokes(line, () => heard++);
    pokes.ensure(0);
    pokes.ensure(1);
    await vi.waitUntil(() => heard === 1); // the first comes at once
    school.poke();
    await vi.waitUntil(() => heard === 2);
    expect(school.calls.filter((call) => call === "GET /pokes")).toHaveLength(1);
    pokes.close();
    pokes.ensure(4_999);
    pokes.ensure(5_000);
    await vi.waitUntil(() => school.calls.filter((call) => call === "GET /pokes").length === 2);
    pokes.close();
  });

  test("need a session: a refused token is renewed for them too", async () => {
    school.access = "expired";
    const pokes = new Pokes(line, () => {});
    pokes.ensure();
    await vi.waitUntil(() => school.calls.filter((call) => call === "GET /pokes").length === 2);
    expect(school.refreshed).toBe(1);
    pokes.close();
  });
});

describe("who is there", () => {
  test("the school", async () => {
    expect(await whoIsThere()).toEqual({ is: "school", reload: false });
  });
  test("a page of the wifi", async () => {
    school.once(/hello/, faults.portal);
    expect(await whoIsThere()).toEqual({ is: "portal" });
  });
  test("a proxy that has lost the school", async () => {
    school.once(/hello/, (_go, res) => res.writeHead(502, { "Content-Type": "text/html" }).end("bad gateway"));
    expect(await whoIsThere()).toEqual({ is: "nobody" });
  });
  test("nobody", async () => {
    school.once(/hello/, faults.cutBefore);
    expect(await whoIsThere()).toEqual({ is: "nobody" });
  });
});

describe("the comparison with the school", () => {
  test("is due after a week and not before, and never on a fresh phone", async () => {
    expect(await isReconcileDue(seat)).toBe(false);
    await writeFact(seat, "reconciled", 1_000);
    expect(await isReconcileDue(seat, 1_000 + 6 * 24 * 3600_000)).toBe(false);
    expect(await isReconcileDue(seat, 1_000 + 8 * 24 * 3600_000)).toBe(true);
  });

  test("drops what is gone, renews what is old and fetches what is missing", async () => {
    school.tellCircle(1);
    school.tellCircle(2, "Old name");
    await go();
    const cursor = await readFact(seat, "cursor");
    school.rows.delete("circle:1|circle|c1");
    school.tellCircle(2, "New name");
    school.tellCircle(3);
    await reconcile(seat, line);
    expect((await rows()).map((row) => row.id).sort()).toEqual(["c2", "c3"]);
    expect(await readFact(seat, "cursor")).toBe(cursor);
  });

  test("purges nothing when it fails", async () => {
    school.tellCircle(1);
    await go();
    school.once(/reconcile/, faults.portal);
    await expect(reconcile(seat, line)).rejects.toThrow();
    school.once(/reconcile/, (_go, res) => res.writeHead(200, { "Content-Type": "application/json" }).end("{}"));
    await expect(reconcile(seat, line)).rejects.toThrow();
    expect(await rows()).toHaveLength(1);
  });
});

test("a token that runs out in the middle of a photo is renewed, and the photo goes on", async () => {
  const soup = photo(600 * 1024);
  await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
  school.once(/PATCH/, (go) => {
    go();
    school.access = "expired";
  });
  await go();
  expect(school.refreshed).toBe(1);
  expect(school.uploads.get(soup.media)?.bytes.equals(Buffer.from(soup.bytes))).toBe(true);
});

test("a picture that is not given is not asked for again, and stops nothing", async () => {
  const pictures = [{ media: "m", rendition: "hidden", alt: "", kept: true }];
  const none = { people: [], others: false, did: [], quotes: [], authors: [], pictures };
  const about = { id: "theosmoment0001", revision: "r", circle: "c", number: 1, hash: "h", at: "2026-11-16T12:10:00Z" };
  school.tell({
    key: "circle:c",
    kind: "moment",
    id: about.id,
    moment: { form: "circle", state: "shared", ...about, ...none },
  });
  await go();
  await go();
  expect(school.calls.filter((call) => call === "GET /media/hidden/400")).toHaveLength(1);
  expect(await wantedPictures(seat)).toEqual([]);
});

test("a full phone still sends what was kept, and says that it is full", async () => {
  await saveRevision(seat, lunchDraft());
  school.tellCircle(1);
  const empty = fillPhone(["rows"]);
  await expect(go()).rejects.toBeInstanceOf(PhoneFull);
  empty();
  expect(await outbox(seat)).toEqual([]);
  await go();
  expect(await rows()).toHaveLength(2);
});

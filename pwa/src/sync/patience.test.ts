import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Elsewhere, Refusal, Unreachable } from "../api/answers";
import { Alarm } from "./alarm";
import { askedFor, backoff } from "./backoff";
import { inLanes } from "./lanes";
import { lead, shouldGiveWay } from "./leader";

afterEach(() => void vi.useRealTimers());

/** Whether something has happened by now: everything that was due has had its turn. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let over = false;
  void promise.then(() => (over = true));
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
  return over;
}

describe("a sleep", () => {
  test.each([true, false])("ends by itself after its time (light: %s)", async (light) => {
    await expect(new Alarm().sleep(1, light)).resolves.toBeUndefined();
  });

  test("without an end lasts until somebody rings", async () => {
    const alarm = new Alarm();
    const asleep = alarm.sleep(undefined, true);
    expect(await settled(asleep)).toBe(false);
    alarm.ring();
    await asleep;
  });

  test("that was deep keeps the ring for the light one after it: nobody who saved is forgotten", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const alarm = new Alarm();
    const deep = alarm.sleep(30_000, false);
    alarm.ring();
    expect(await settled(deep)).toBe(false);
    vi.advanceTimersByTime(30_000);
    await deep;
    await alarm.sleep(undefined, true);
    expect(await settled(alarm.sleep(undefined, true))).toBe(false);
  });

  test("is cut short once by many rings, not many times", async () => {
    const alarm = new Alarm();
    for (let rings = 0; rings < 3; rings++) alarm.ring();
    await alarm.sleep(undefined, true);
    expect(await settled(alarm.sleep(undefined, true))).toBe(false);
  });

  test("is over for good once all is over", async () => {
    const alarm = new Alarm();
    const asleep = alarm.sleep(undefined, true);
    alarm.end();
    await asleep;
    for (const light of [true, false]) await alarm.sleep(undefined, light);
  });
});

describe("the wait after a failure", () => {
  test.each([
    [1, 4_000],
    [2, 8_000],
    [5, 64_000],
    [8, 300_000],
    [5_000, 300_000],
  ])("number %i is at most %i ms", (failures, longest) => {
    expect(backoff(failures, new Unreachable(), 1)).toBe(longest);
    expect(backoff(failures, new Unreachable(), 0)).toBe(2_000);
  });

  test("spreads a whole school's phones instead of sending them all in the same second", () => {
    const waits = Array.from({ length: 200 }, () => backoff(6));
    expect(new Set(waits).size).toBeGreaterThan(150);
  });

  test("is as long as the school asks, be it longer than our own longest, and never shorter than ours", () => {
    fc.assert(
      fc.property(fc.nat(3_600), fc.nat(30), (seconds, failures) => {
        const wait = backoff(failures, new Refusal(503, "busy", "", seconds), 0.5);
        expect(wait).toBeGreaterThanOrEqual(seconds * 1000);
        expect(wait).toBeGreaterThanOrEqual(backoff(failures, undefined, 0.5));
      }),
    );
  });

  test.each<[string, unknown, number]>([
    ["a school that names a time", new Refusal(429, "wait", "", 7), 7_000],
    ["a proxy that names a time", new Elsewhere(503, 9), 9_000],
    ["a school that names none", new Refusal(503, "busy", ""), 0],
    ["a school whose clock is wrong by a day, for an hour", new Refusal(503, "busy", "", 86_400), 3_600_000],
    ["a wifi that says tomorrow, for our own longest", new Elsewhere(503, 86_400), 300_000],
    ["a line that broke", new Unreachable(), 0],
    ["a fault of our own", new TypeError("ours"), 0],
  ])("%s is heard", (_, error, asked) => {
    expect(askedFor(error)).toBe(asked);
  });
});

describe("two lanes", () => {
  test("never do more than two things at once, take them in order and forget none", async () => {
    let at = 0;
    let most = 0;
    const begun: number[] = [];
    const things = Array.from({ length: 9 }, (_, n) => n);
    await inLanes(2, things, async (n) => {
      begun.push(n);
      most = Math.max(most, ++at);
      await new Promise((next) => setImmediate(next));
      at -= 1;
    });
    expect(begun).toEqual(things);
    expect(most).toBe(2);
    expect(at).toBe(0);
  });

  test("wait for the other one before they say what went wrong, and say the first thing", async () => {
    let finished = false;
    const failing = inLanes(2, ["soup", "bread", "cake"], async (photo) => {
      if (photo === "soup") throw new Unreachable();
      await new Promise((next) => setImmediate(next));
      finished = true;
      throw new Error(photo);
    });
    await expect(failing).rejects.toBeInstanceOf(Unreachable);
    expect(finished).toBe(true);
  });

  test("leave the list they were given as it was", async () => {
    const photos = ["soup", "bread"];
    await inLanes(2, photos, () => Promise.resolve());
    expect(photos).toEqual(["soup", "bread"]);
  });
});

describe("a browser without locks", () => {
  test("leads by itself and gives way to nobody", async () => {
    const quit = new AbortController();
    let worked = 0;
    await lead("kith-sync:x", quit.signal, () => Promise.resolve(void worked++));
    expect(worked).toBe(1);
    expect(await shouldGiveWay("kith-sync:x")).toBe(false);
  });

  test("does not begin what was called off, and does not hide what went wrong", async () => {
    await expect(
      lead("kith-sync:x", AbortSignal.abort(), () => Promise.reject(new Error("begun"))),
    ).resolves.toBeUndefined();
    const failing = lead("kith-sync:x", new AbortController().signal, () => Promise.reject(new Error("ours")));
    await expect(failing).rejects.toThrow("ours");
  });
});

import { beforeEach, describe, expect, test } from "vitest";
import { expireOthers, forgetSent } from "./expiry";
import { outbox, sentOps } from "./outbox";
import { lunch, lunchDraft, mayasRows, mayasSeat, momentRow, people, tell, told } from "./people.testing";
import { keepPicture, pictureUrl } from "./pictures";
import { asks, circles, circleTimeline, familyTimeline, me, staffMoments } from "./rows";
import { saveRevision } from "./save";
import { readFact, writeFact, type Seat } from "./seat";

const friday = Date.parse("2026-11-13T15:00");
const days = (n: number) => friday + n * 24 * 3600_000;
const heard = { facts: { cursor: "c1", lastContact: friday } };
const theos = (form: "circle" | "ask" | "family" | "staff") =>
  told("theosmoment0001", { form, state: "shared", authors: [people.theo] });

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

describe("a phone that has not heard the school for long", () => {
  test("keeps others' moments over a weekend and a week of holidays, and no longer", async () => {
    await tell(seat, [momentRow(`circle:${lunch}`, theos("circle"))], heard);
    for (const passed of [3, 8, 11]) expect(await expireOthers(seat, days(passed))).toBe(0);
    expect(await circleTimeline(seat, lunch)).toHaveLength(1);
    expect(await expireOthers(seat, days(13))).toBe(1);
    expect(await circleTimeline(seat, lunch)).toEqual([]);
  });

  test.each([
    ["a friend's moment", "circle", `circle:${lunch}`],
    ["a question about a photo of oneself", "ask", "seat:maya"],
    ["a highlight on a family's phone", "family", "kin:ana"],
    ["a moment on a teacher's phone", "staff", `staff:${lunch}`],
  ] as const)("lets go of %s, and of its picture", async (_, form, key) => {
    const pictures = [{ media: "theosphoto00001", rendition: "rendition1", alt: "Soup", kept: true }];
    await tell(seat, [momentRow(key, { ...theos(form), pictures })], heard);
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    expect(await expireOthers(seat, days(30))).toBe(1);
    const left = [asks(seat), circleTimeline(seat, lunch), familyTimeline(seat), staffMoments(seat)];
    expect(await Promise.all(left)).toEqual([[], [], [], []]);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
  });

  test("never forgets who one is and which circles one has", async () => {
    await tell(seat, [...mayasRows, momentRow(`circle:${lunch}`, theos("circle"))], heard);
    await expireOthers(seat, days(400));
    expect((await me(seat))?.name).toBe("Maya");
    expect((await circles(seat)).map(({ name }) => name)).toEqual(["Lunch circle"]);
  });

  test("with nothing of others on it does not ask for everything anew", async () => {
    await tell(seat, mayasRows, heard);
    expect(await expireOthers(seat, days(30))).toBe(0);
    expect(await readFact(seat, "afresh")).not.toBe(true);
  });

  test("whose clock was set back keeps what it has", async () => {
    await tell(seat, [momentRow(`circle:${lunch}`, theos("circle"))], heard);
    expect(await expireOthers(seat, days(-400))).toBe(0);
    expect(await circleTimeline(seat, lunch)).toHaveLength(1);
  });
});

describe("what the school acknowledged", () => {
  const month = 30 * 24 * 3600_000;

  test("goes one by one as each gets thirty days old, and what still waits never goes", async () => {
    for (const [n, at] of [1_000, 5_000].entries()) {
      await saveRevision(seat, lunchDraft({ words: `Lunch ${n}` }));
      const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: n }));
      await tell(seat, [], { verdicts, now: at });
    }
    await saveRevision(seat, lunchDraft({ words: "Waits" }));
    await forgetSent(seat, 2_000 + month);
    expect((await sentOps(seat)).map(({ at }) => at)).toEqual([5_000]);
    await forgetSent(seat, 9_000 + month);
    expect(await sentOps(seat)).toEqual([]);
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("of a phone that never met the school nothing goes, and nobody is rung for it", async () => {
    await writeFact(seat, "lastContact", 0);
    const rung: string[] = [];
    seat.bell.listen((ring) => rung.push(ring.kind));
    await forgetSent(seat, month * 2);
    expect(await expireOthers(seat, month * 2)).toBe(0);
    expect(rung).toEqual([]);
  });
});

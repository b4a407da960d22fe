import { beforeEach, describe, expect, test } from "vitest";
import { Elsewhere, SessionEnded, Unreachable } from "../api/answers";
import { openLine } from "../api/line";
import { needsALook, tryAgain } from "../store/look";
import { keepAct, outbox, sentOps } from "../store/outbox";
import { mine, myMoments } from "../store/own";
import { lunchDraft } from "../store/people.testing";
import { photo, withPhotos } from "../store/photos.testing";
import { saveRevision } from "../store/save";
import { readFact } from "../store/seat";
import { sessionOf } from "../store/session";
import { nextBatch } from "./push";
import { round } from "./round";
import { faults } from "./faults.testing";
import { line, onMayasPhone, school, seat } from "./phone.testing";

const pace = { ops: 50 };
const go = () => round(seat, line, pace);

onMayasPhone();
beforeEach(() => {
  pace.ops = 50;
});

async function keepLunch(words = "We shared soup."): Promise<string> {
  const draft = lunchDraft({ words });
  await saveRevision(seat, draft);
  return draft.moment;
}

const chip = async (id: string) => (await mine(seat, id))?.chip.state;

describe("words go up", () => {
  test("and the teacher has them, once", async () => {
    const id = await keepLunch();
    await go();
    expect(await chip(id)).toBe("with_teacher");
    expect(school.applied).toHaveLength(1);
    expect(await outbox(seat)).toEqual([]);
    expect(await sentOps(seat)).toHaveLength(1);
    expect(seat.status).toMatchObject({ online: true, waiting: 0, needsLook: 0 });
  });

  test.each([
    ["before they left", faults.cutBefore],
    ["after the school had them", faults.cutAfter],
    ["in the middle of the answer", faults.cutHalfway],
  ])("exactly once when the line is cut %s", async (_, fault) => {
    const id = await keepLunch();
    school.once(/\/sync/, fault);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    expect((await outbox(seat)).map((op) => op.state)).toEqual(["ready"]);
    expect(await chip(id)).not.toBe("with_teacher");
    await go();
    expect(await chip(id)).toBe("with_teacher");
    expect(school.applied).toHaveLength(1);
  });

  test.each([
    ["a sign-in page", faults.portal],
    ["another host", faults.elsewhere],
  ])("not into the hands of %s", async (_, fault) => {
    const id = await keepLunch();
    school.once(/\/sync/, fault);
    await expect(go()).rejects.toBeInstanceOf(Elsewhere);
    expect(await chip(id)).not.toBe("with_teacher");
    expect(await sentOps(seat)).toEqual([]);
  });

  test("in the order in which they were kept, each revision after the one it stands on", async () => {
    const draft = lunchDraft();
    const first = await saveRevision(seat, draft);
    if (first.kept !== "all") throw new Error("not kept");
    await saveRevision(seat, { ...draft, base: first.revision, words: "And bread." });
    await keepAct(seat, { kind: "take_back", subject: draft.moment, body: { moment: draft.moment } });
    const order = (await outbox(seat)).map((op) => op.op);
    expect(await nextBatch(seat, 50)).toHaveLength(1);
    await go();
    expect(school.applied).toEqual(order);
  });

  test("and one that is refused blocks only itself", async () => {
    const bad = await keepLunch("Bad soup.");
    const good = await keepLunch("Good soup.");
    school.refuse = (op) => ((op.body as { moment: string }).moment === bad ? { code: "field_invalid" } : undefined);
    await go();
    expect(await chip(good)).toBe("with_teacher");
    expect(await chip(bad)).toBe("needs_look");
    expect(await needsALook(seat)).toMatchObject([
      { code: "field_invalid", sentence: "The school says field_invalid.", canHeal: true, words: "Bad soup." },
    ]);
    expect(seat.status.needsLook).toBe(1);
  });

  test("and what was kept after leaving the circle is set aside, with its words to copy", async () => {
    const id = await keepLunch("Last lunch.");
    school.refuse = () => ({ code: "not_member" });
    await go();
    expect(await chip(id)).toBe("needs_look");
    expect(await needsALook(seat)).toMatchObject([{ canHeal: false, words: "Last lunch." }]);
  });

  test("again as a new op when a person says so, since the school's no is final", async () => {
    const id = await keepLunch();
    school.refuse = () => ({ code: "quota" });
    await go();
    const [before] = await outbox(seat);
    school.refuse = () => undefined;
    await tryAgain(seat, (await needsALook(seat))[0]!);
    await go();
    expect(await chip(id)).toBe("with_teacher");
    expect(school.applied).not.toContain(before!.op);
  });

  test("later when the school asks for one op again, while the others go", async () => {
    const slow = await keepLunch("Slow.");
    const fast = await keepLunch("Fast.");
    school.refuse = (op) =>
      (op.body as { moment: string }).moment === slow ? { code: "busy", retry: true } : undefined;
    await go();
    expect(await chip(fast)).toBe("with_teacher");
    const [waiting] = await outbox(seat);
    expect(waiting).toMatchObject({ state: "ready", attempts: 1, lastCode: "busy" });
    expect(waiting!.nextAt).toBeGreaterThan(Date.now());
  });

  test("in halves when a batch is too large, all of them", async () => {
    for (let n = 0; n < 9; n++) await keepLunch(`Lunch ${n}`);
    school.mostOps = 2;
    await go();
    expect(school.applied).toHaveLength(9);
    expect(await outbox(seat)).toEqual([]);
  });

  test("and the one that is too large alone is parked, while the rest goes", async () => {
    const large = await keepLunch("Large.");
    const small = await keepLunch("Small.");
    const tooLarge = faults.says(413, "body_too_large");
    school.once(/\/sync/, tooLarge);
    school.once(/\/sync/, tooLarge);
    await go();
    expect(await chip(large)).toBe("needs_look");
    expect(await chip(small)).toBe("with_teacher");
  });

  test("a backlog of 120 in three batches", async () => {
    for (let n = 0; n < 120; n++) await keepLunch(`Lunch ${n}`);
    await go();
    expect(school.applied).toHaveLength(120);
    expect(school.calls.filter((call) => call === "POST /sync")).toHaveLength(3);
  });
});

describe("the session", () => {
  test("is renewed once when the school refuses the token, whoever asks", async () => {
    school.access = "expired";
    const look = () => line.ask({ method: "POST", path: "/sync", json: { schema: 1, ops: [] } });
    await Promise.all([
      look(),
      look(),
      openLine(sessionOf(seat)).ask({ method: "POST", path: "/sync", json: { schema: 1, ops: [] } }),
      go(),
    ]);
    expect(school.refreshed).toBe(1);
    expect(await readFact(seat, "session")).toMatchObject({ access: "a2", refresh: "r2" });
  });

  test("survives a lost answer to its renewal: the old secret is repeated", async () => {
    school.access = "expired";
    school.once(/refresh/, faults.cutBefore);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    expect(await readFact(seat, "session")).toMatchObject({ refresh: "r1" });
    await go();
    expect(school.refreshed).toBe(1);
  });

  test("that is over stops the sync and keeps everything", async () => {
    const id = await keepLunch();
    school.access = "over";
    school.refresh = "over";
    await expect(go()).rejects.toBeInstanceOf(SessionEnded);
    expect(await chip(id)).not.toBe("with_teacher");
    expect(await outbox(seat)).toHaveLength(1);
    expect(await myMoments(seat)).toHaveLength(1);
  });

  test("is not ended by a wifi page that says 401", async () => {
    school.once(/\/sync/, (_go, res) => res.writeHead(401, { "Content-Type": "text/html" }).end("sign in"));
    await expect(go()).rejects.toBeInstanceOf(Elsewhere);
    expect(school.refreshed).toBe(0);
  });
});

describe("what changed comes down", () => {
  test("in pages, until there is no more", async () => {
    school.pageSize = 2;
    for (let n = 0; n < 5; n++) {
      const circle = {
        id: `circle${n}`,
        form: "circle",
        name: `C${n}`,
        kind: "peer_network",
        glaze: "sea",
        members: [],
      } as const;
      school.tell({ key: `circle:${n}`, kind: "circle", id: `circle${n}`, circle: { ...circle, members: [] } });
    }
    await go();
    const rows = await seat.db.read(["rows"], (tx) => tx.objectStore("rows").count());
    expect(rows).toBe(5);
    expect(await readFact(seat, "behind")).toBe(false);
  });

  test("and a clock that is an hour off is noticed, while nothing is ordered by it", async () => {
    school.once(/\/sync/, (_go, res) => {
      res.writeHead(200, { "Content-Type": "application/json" });
      const late = new Date(Date.now() + 3600_000).toISOString();
      const none = { results: [], changes: [], cursor: "epoch1.0", more: false, durable: 0 };
      res.end(JSON.stringify({ now: late, epoch: "epoch1", ...none }));
    });
    await go();
    expect(seat.status.clockOff).toBe(true);
  });
});

describe("a school that was restored from last week's backup", () => {
  test("gets back every moment and photo that this phone sent since", async () => {
    await go();
    const backup = school.copy();
    const soup = photo(3000);
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await go();
    expect(await chip(draft.moment)).toBe("with_teacher");

    school.restore(backup);
    await go();
    expect([...school.ledger.keys()]).toHaveLength(1);
    expect(school.uploads.get(soup.media)?.bytes.byteLength).toBe(3000);
    expect(await chip(draft.moment)).toBe("with_teacher");
  });

  test.each([true, false])(
    "takes an edit after what it stands on, whether or not it waits with it (%s)",
    async (waits) => {
      school.waitsWhenRewound = waits;
      await go();
      const backup = school.copy();
      const draft = lunchDraft();
      const first = await saveRevision(seat, draft);
      if (first.kept !== "all") throw new Error("not kept");
      await go();
      school.restore(backup);
      await saveRevision(seat, { ...draft, base: first.revision, words: "And bread." });
      await go();
      expect(await mine(seat, draft.moment)).toMatchObject({
        moment: { words: "And bread." },
        chip: { state: "with_teacher" },
      });
      expect(await needsALook(seat)).toEqual([]);
    },
  );

  test("and what it never heard of again leaves the phone at the comparison", async () => {
    const circle = {
      id: "circle1",
      form: "circle",
      name: "C",
      kind: "peer_network",
      glaze: "sea",
      members: [],
    } as const;
    school.tell({ key: "circle:1", kind: "circle", id: "circle1", circle: { ...circle, members: [] } });
    await go();
    school.restore({ ...school.copy(), rows: new Map() });
    await go();
    expect(await seat.db.read(["rows"], (tx) => tx.objectStore("rows").count())).toBe(0);
  });
});

test("a school that asks for a newer app is heard, and nothing is lost by it", async () => {
  await keepLunch();
  school.once(/\/sync/, faults.says(426, "schema_unknown"));
  await expect(go()).rejects.toMatchObject({ status: 426 });
  expect(await outbox(seat)).toHaveLength(1);
});

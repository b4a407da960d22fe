import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Refusal } from "../api/answers";
import { openLine } from "../api/line";
import { needsALook, tryAgain } from "../store/look";
import { outbox, sentOps, textOf } from "../store/outbox";
import { gatherUnsent } from "../store/outfile";
import { lunchDraft, mayasSeat } from "../store/people.testing";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { classOfFailure } from "./classes";
import type { Fault } from "./faults.testing";
import { sendOnce } from "./once";
import { round } from "./round";
import { School } from "./school.testing";

let school: School;
let seat: Seat;
let said: { schema: number; ops: { op: string }[] }[];
const go = () => round(seat, openLine(sessionOf(seat)), { ops: 50 });

beforeEach(async () => {
  school = await new School().open();
  seat = await mayasSeat();
  said = [];
  const listen: Fault = (answer, _res, body) => {
    said.push(JSON.parse(body.toString()) as (typeof said)[number]);
    school.once(/\/sync/, listen);
    answer();
  };
  school.once(/\/sync/, listen);
});
afterEach(async () => {
  await closeSeat(seat);
  await school.close();
});

/** A moment that an app kept which wrote its ops in this form; undefined as the first apps did, which said nothing of it. */
async function keptBy(schema: number | undefined, words: string): Promise<void> {
  await saveRevision(seat, lunchDraft({ words }));
  const record = (await outbox(seat)).at(-1)!;
  if (schema === undefined) delete record.schema;
  else record.schema = schema;
  await seat.db.write(["outbox"], (tx) => tx.objectStore("outbox").put(record));
}

const forms = () => said.filter(({ ops }) => ops.length).map(({ schema, ops }) => [schema, ops.length]);

describe("an app that was updated with work unsent", () => {
  test("sends each op in the form in which it was kept, in calls of one form each", async () => {
    school.schemas = [1, 2, 3];
    for (const schema of [undefined, 1, 2, 3, 2]) await keptBy(schema, `Form ${schema}`);
    await go();
    expect(forms()).toEqual([
      [1, 2],
      [2, 1],
      [3, 1],
      [2, 1],
    ]);
    expect(school.applied).toHaveLength(5);
  });

  test("sends it in that form again when its person tries it again", async () => {
    school.schemas = [1, 2];
    await keptBy(2, "Too much for a day.");
    school.refuse = () => ({ code: "quota" });
    await go();
    school.refuse = () => undefined;
    await tryAgain(seat, (await needsALook(seat))[0]!);
    await go();
    expect(forms()).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(school.applied).toHaveLength(1);
  });

  test("sends it in that form again when the school has lost it", async () => {
    school.schemas = [1, 2];
    await keptBy(2, "Lost.");
    const before = school.copy();
    await go();
    expect(await sentOps(seat)).toMatchObject([{ schema: 2 }]);
    school.restore(before);
    await go();
    await go();
    expect(forms()).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  test("says in which form it writes when it has nothing to send", async () => {
    await go();
    expect(said.map(({ schema }) => schema)).toEqual([1]);
  });
});

describe("a school that is one release older than the app", () => {
  beforeEach(async () => {
    await keptBy(2, "Of a newer app.");
  });

  test("is not sent what it cannot read as if it could: all is kept, byte for byte, until it is brought up to date", async () => {
    const text = await textOf(seat, (await outbox(seat))[0]!);
    const failure = await go().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Refusal);
    expect(classOfFailure(failure)).toBe("upgrade");
    const [kept] = await outbox(seat);
    expect(kept).toMatchObject({ state: "ready", schema: 2 });
    expect(await textOf(seat, kept!)).toBe(text);
    expect(school.applied).toEqual([]);
    school.schemas = [1, 2];
    await go();
    expect(school.applied).toEqual([kept!.op]);
  });

  test("and the rescue page of the older app says the form too, sends nothing false and saves it all", async () => {
    await closeSeat(seat);
    seat = openSeat(seat.id, seat.name, true);
    await expect(sendOnce(seat)).rejects.toMatchObject({ status: 426 });
    expect(forms()).toEqual([[2, 1]]);
    expect((await gatherUnsent(seat, "Maya")).ops).toMatchObject([{ schema: 2, state: "ready" }]);
  });
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { openLine } from "../api/line";
import { lettersWaiting, post } from "../store/letterbox";
import { lunchDraft, mayasSeat } from "../store/people.testing";
import { saveRevision } from "../store/save";
import { closeSeat, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { round } from "./round";
import { School } from "./school.testing";

let school: School;
let seat: Seat;

beforeEach(async () => {
  indexedDB = new IDBFactory();
  school = await new School().open();
  seat = await mayasSeat();
  await round(seat, openLine(sessionOf(seat)), { ops: 50 });
  await post([{ op: "op1", key: "key1", box: new ArrayBuffer(99), at: 0, nextAt: 0, attempts: 0 }], []);
  await saveRevision(seat, lunchDraft());
});
afterEach(async () => {
  await closeSeat(seat);
  await school.close();
});

test("a school that has no letterbox gets one's own words all the same, and the envelope waits", async () => {
  await round(seat, openLine(sessionOf(seat)), { ops: 50 });
  expect(school.applied).toHaveLength(1);
  expect(await lettersWaiting()).toMatchObject({ count: 1 });
});

test("a letterbox that fails keeps nobody's own words from going, and says so afterwards", async () => {
  for (let n = 0; n < 2; n++) school.once(/\/sealed/, (_answer, res) => void res.writeHead(503).end());
  await expect(round(seat, openLine(sessionOf(seat)), { ops: 50 })).rejects.toThrow();
  expect(school.applied).toHaveLength(1);
  expect(await lettersWaiting()).toMatchObject({ count: 1 });
});

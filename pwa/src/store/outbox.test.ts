import { expect, test } from "vitest";
import { keepAct, outbox, rewriteOp, textOf } from "./outbox";
import { mayasSeat } from "./people.testing";
import { writeFact } from "./seat";

const answer = { kind: "give_answer", subject: "soupmoment00001", body: { moment: "soupmoment00001" } } as const;
const hour = 3600_000;

test("a phone whose clock is wrong says by the school's clock when something was done", async () => {
  const seat = await mayasSeat();
  await writeFact(seat, "clockOffset", -2 * hour);
  await keepAct(seat, answer);
  const [op] = await outbox(seat);
  const { at } = JSON.parse(await textOf(seat, op!)) as { at: string };
  expect(Math.abs(Date.parse(at) - (Date.now() - 2 * hour))).toBeLessThan(hour);
});

test("what is sent again as a new act was done when it was done", async () => {
  const seat = await mayasSeat();
  await keepAct(seat, answer);
  const [op] = await outbox(seat);
  await writeFact(seat, "clockOffset", hour);
  const said = async (of: typeof op) => ({ ...(JSON.parse(await textOf(seat, of!)) as object), op: "any" });
  expect(await said(await rewriteOp(seat, op!))).toEqual(await said(op));
});

import {
  build,
  type NewWorryStep,
  type SyncAnswer,
  type SyncRequest,
  type Told,
  type ToldList,
  type Worry,
  type WorryLine,
  type WorryList,
} from "../api/contract";
import { isStuck, outbox, schemaOf, textOf } from "../store/outbox";
import { readFact, type Seat } from "../store/seat";
import { lineOf } from "./line";

/** What was told to this adult: what waits first. */
export async function listWorries(seat: Seat): Promise<WorryLine[]> {
  return (await lineOf(seat).ask<WorryList>({ method: "GET", path: "/worries" }, ["worries"])).worries;
}

export function readWorry(seat: Seat, id: string): Promise<Worry> {
  return lineOf(seat).ask<Worry>({ method: "GET", path: `/worries/${encodeURIComponent(id)}` }, ["line", "steps"]);
}

/** What an adult did about it. The same id again is the same step. */
export function stepWorry(seat: Seat, id: string, json: NewWorryStep): Promise<Worry> {
  const call = { method: "POST", path: `/worries/${encodeURIComponent(id)}/steps`, json } as const;
  return lineOf(seat).ask<Worry>(call, ["line", "steps"]);
}

/** What the person of this seat told, and who has seen it. */
export async function readTold(seat: Seat): Promise<Told[]> {
  return (await lineOf(seat).ask<ToldList>({ method: "GET", path: "/told" }, ["told"])).told;
}

/**
 * Sends what was told an adult at once, past a photo that is on its way. It still stands as unsent on this phone: the school knows
 * it when it comes again.
 */
export async function sendTold(seat: Seat): Promise<void> {
  const cursor = await readFact(seat, "cursor");
  const device = (await readFact(seat, "session"))?.device ?? "";
  for (const op of await outbox(seat)) {
    if (op.kind !== "tell_adult" || isStuck(op)) continue;
    const ops = [JSON.parse(await textOf(seat, op)) as SyncRequest["ops"][number]];
    const json = { device, build, schema: schemaOf(op), ...(cursor && { cursor }), ops } satisfies SyncRequest;
    await lineOf(seat).ask<SyncAnswer>({ method: "POST", path: "/sync", json }, ["results"]);
  }
}

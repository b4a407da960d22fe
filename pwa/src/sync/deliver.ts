import { Elsewhere, Refusal, SessionEnded, Unreachable } from "../api/answers";
import type { SealedAnswer, SealedRequest } from "../api/contract";
import type { Line } from "../api/line";
import { toBase64 } from "../store/base64";
import { deviceId } from "../store/device";
import type { Letter, Parcel } from "../store/devicedb";
import { dueLetters, dueParcels, emptyLetterbox, noteLetter, noteParcel } from "../store/letterbox";
import { readFact, type Seat } from "../store/seat";
import { backoff } from "./backoff";
import { carry, laterCodes } from "./carry";
import { classOfFailure } from "./classes";

/** Envelopes in a call: the school takes 20, and half a megabyte with what base64 adds. */
const mostLetters = 20;
const mostBytes = 320 * 1024;

/** What the school cannot open now it may open after a restore, or after an update. */
const notToday = 3600_000;

/**
 * Brings what lies in this device's letterbox, whoever sealed it. This seat's session only opens the door: what is in
 * the envelopes it cannot read.
 *
 * @returns true when the school took anything.
 */
export async function deliver(seat: Seat, line: Line): Promise<boolean> {
  const epoch = (await readFact(seat, "epoch")) ?? "";
  await emptyLetterbox({ epoch, durable: (await readFact(seat, "durable")) ?? 0 });
  let took = false;
  let goesOn = true;
  for (let most = mostLetters; goesOn;) {
    const batch = fitting(await dueLetters(epoch), most);
    if (!batch.length) break;
    try {
      goesOn = await bring(line, batch, epoch);
      took = true;
    } catch (error) {
      if (isOfRoute(error)) return took;
      if (classOfFailure(error) !== "split") throw error;
      if (batch.length === 1) await noteLetter(batch[0]!.n, { nextAt: Date.now() + notToday, code: "too_large" });
      most = Math.max(1, batch.length >> 1);
    }
  }
  return (await bringParcels(line, epoch)) || took;
}

/** The school's fault over a parcel may be that parcel's own: the others are tried all the same, and what was wrong is said at the end. */
async function bringParcels(line: Line, epoch: string): Promise<boolean> {
  let took = false;
  const faults: unknown[] = [];
  for (const parcel of await dueParcels(epoch)) {
    try {
      took = (await bringParcel(line, parcel, epoch)) || took;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status < 500) throw error;
      faults.push(error);
    }
  }
  if (faults.length) throw faults[0];
  return took;
}

function fitting(due: Letter[], most: number): Letter[] {
  let bytes = 0;
  return due.slice(0, most).filter(({ box }, place) => (bytes += box.byteLength) <= mostBytes || place === 0);
}

/** @returns false when one of them has to come again: what stands behind it waits with it. */
async function bring(line: Line, batch: Letter[], epoch: string): Promise<boolean> {
  const envelopes = batch.map(({ n, key, box }) => ({ id: String(n), key, box: toBase64(box) }));
  const json: SealedRequest = { device: await deviceId(), envelopes };
  const { results } = await line.ask<SealedAnswer>({ method: "POST", path: "/sealed", json }, ["results"]);
  const said = new Map(results.map((result) => [result.id, result]));
  for (const { n, attempts } of batch) {
    const { status, code = "", seq = Infinity } = said.get(String(n)) ?? {};
    if (status === "taken") await noteLetter(n, { taken: { epoch, seq, at: Date.now() } });
    else if (status === "refused") await noteLetter(n, { nextAt: Date.now() + notToday, code });
    else {
      await noteLetter(n, { attempts: attempts + 1, nextAt: Date.now() + backoff(attempts + 1) });
      return false;
    }
  }
  return true;
}

/** A photo that the school refuses for good is told to its author by the school: nobody here could do anything about it. */
async function bringParcel(line: Line, parcel: Parcel, epoch: string): Promise<boolean> {
  const { media, box, head } = parcel;
  const later = (error?: unknown) => {
    const attempts = parcel.attempts + 1;
    return noteParcel(media, { attempts, nextAt: Date.now() + backoff(attempts, error) });
  };
  try {
    // Always announced: for what is there already the school says how far it is, and another sealing of it starts over.
    const load = { media, moment: "", sha256: "", length: box.byteLength, begun: false };
    const at = await carry(withHead(line, head), { ...load, bytes: async () => box, note: async () => undefined });
    const over = at?.is === "kept" || (at?.is === "refused" && at.code !== "media_checksum");
    if (!over) await later();
    else await noteParcel(media, { taken: { epoch, seq: at.seq ?? 0, at: Date.now() } });
    return over;
  } catch (error) {
    if (error instanceof Refusal ? error.status === 401 : isOfTheLine(error)) throw error;
    // One that cannot go keeps nothing else from going.
    if (error instanceof Refusal && (laterCodes.has(error.status) || error.status >= 500)) await later(error);
    else await noteParcel(media, { attempts: parcel.attempts + 1, nextAt: Date.now() + notToday });
    if (error instanceof Refusal && error.status >= 500) throw error;
    return false;
  }
}

/** A school of an older release has no letterbox: what lies here waits for a newer one. */
function isOfRoute(error: unknown): boolean {
  return error instanceof Refusal && error.status === 404;
}

function isOfTheLine(error: unknown): boolean {
  return error instanceof Unreachable || error instanceof SessionEnded || error instanceof Elsewhere;
}

function withHead(line: Line, head: string): Line {
  return { ...line, send: (call) => line.send({ ...call, headers: { ...call.headers, "Kith-Sealed": head } }) };
}

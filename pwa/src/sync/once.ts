import { Refusal } from "../api/answers";
import { build, type OpResult, type SyncAnswer, type SyncRequest } from "../api/contract";
import { openLine, type KeptSession, type Line, type SessionKeeper } from "../api/line";
import { bytesOf, waitingMedia } from "../store/media";
import { isStuck, outbox, schemaOf, textOf, urgentFirst, waitsFor } from "../store/outbox";
import type { MediaRecord, OutboxRecord } from "../store/schema";
import { readFact, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { askAgain, largestChunk, lastWord } from "./carry";
import { askOffset, begin, sendChunk } from "./tus";

/** What came of sending once. */
export interface SentOnce {
  /** Ops and photos that the school has now, whether it had them before or not. */
  words: number;
  photos: number;
  /** Ops and photos that stay behind: parked, refused, unreadable, or behind one that is. */
  left: number;
}

/**
 * Sends what waits, from a store that the app cannot open. Nothing in the store is touched, but for a session that had to be
 * renewed: what was sent still stands there as unsent, and the school knows it when the app sends it again.
 *
 * @throws what the line throws; what was sent until then is at the school.
 */
export async function sendOnce(seat: Seat, pauses = askAgain): Promise<SentOnce> {
  const line = openLine(inMemoryToo(sessionOf(seat)));
  const place = { cursor: await readFact(seat, "cursor"), device: (await readFact(seat, "session"))?.device ?? "" };
  const behind: OutboxRecord[] = [];
  let [words, photos] = [0, 0];
  for (const op of urgentFirst(await outbox(seat))) {
    const waits = behind.some((one) => waitsFor(op, one));
    if (!waits && (await goesUp(seat, line, place, op))) words++;
    else behind.push(op);
  }
  let left = behind.length;
  for (const photo of await waitingMedia(seat)) {
    if (await photoGoesUp(seat, line, photo, pauses)) photos++;
    else left++;
  }
  return { words, photos, left };
}

/** How far this phone has heard the school, while it sends. What the school tells is left for the app to hear. */
interface Place {
  cursor: string | undefined;
  device: string;
}

async function goesUp(seat: Seat, line: Line, place: Place, op: OutboxRecord): Promise<boolean> {
  if (isStuck(op)) return false;
  const text = await textOf(seat, op).catch(() => undefined);
  if (text === undefined) return false;
  const { cursor, device } = place;
  const ops = [JSON.parse(text) as SyncRequest["ops"][number]];
  const json = { device, build, schema: schemaOf(op), ...(cursor && { cursor }), ops } satisfies SyncRequest;
  const needs = ["results", "cursor"] as const;
  const answer = await unlessItsOwnFault(line.ask<SyncAnswer>({ method: "POST", path: "/sync", json }, needs));
  if (!answer) return false;
  // A school that went back is first sent what it has lost, which only the app can do.
  if (!answer.rewound) place.cursor = answer.cursor;
  return answer.results.some((result: OpResult) => result.op === op.op && result.status === "accepted");
}

async function photoGoesUp(seat: Seat, line: Line, photo: MediaRecord, pauses: number[]): Promise<boolean> {
  const bytes = await bytesOf(seat, photo.media).catch(() => undefined);
  if (!bytes) return false;
  return (await unlessItsOwnFault(bringAll(line, photo, bytes, pauses))) ?? false;
}

/** From wherever the school is with it until it says that it has the picture. */
async function bringAll(line: Line, photo: MediaRecord, bytes: ArrayBuffer, pauses: number[]): Promise<boolean> {
  let at = await askOffset(line, photo.media);
  if (at.offset === undefined) at = await begin(line, photo);
  while (at.is === undefined && at.offset !== undefined && at.offset < bytes.byteLength) {
    at = await sendChunk(line, photo.media, at.offset, bytes.slice(at.offset, at.offset + largestChunk));
  }
  return (await lastWord(line, photo, at, pauses)).is === "kept";
}

/** Statuses that say nothing of the one thing that was sent. */
const ofTheWholeCall = new Set([401, 408, 423, 425, 426, 429]);

/** A refusal of this one thing leaves it behind; anything else ends the sending. */
async function unlessItsOwnFault<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Refusal && error.status < 500 && !ofTheWholeCall.has(error.status)) return undefined;
    throw error;
  }
}

/** A store that cannot be written must not cost its person the session: the school has given a new one by then. */
function inMemoryToo(kept: SessionKeeper): SessionKeeper {
  let renewed: KeptSession | undefined;
  return {
    name: kept.name,
    readSession: async () => renewed ?? (await kept.readSession()),
    writeSession: async (session) => {
      renewed = session;
      await kept.writeSession(session).catch((error: unknown) => globalThis.reportError?.(error));
    },
  };
}

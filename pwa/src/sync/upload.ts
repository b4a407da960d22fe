import { Refusal, Unreachable } from "../api/answers";
import type { Line } from "../api/line";
import { bytesOf, noteMedia, waitingMedia } from "../store/media";
import { outbox } from "../store/outbox";
import type { Seat } from "../store/seat";
import type { MediaRecord } from "../store/schema";
import { backoff } from "./backoff";
import { inLanes } from "./lanes";
import { askOffset, begin, sendChunk, type Progress } from "./tus";

/** The school's chunk. On a line that cuts, smaller ones get through. */
const largestChunk = 256 * 1024;
const smallestChunk = 16 * 1024;

/** Milliseconds between questions while the school still works on a photo. */
const askAgain = [300, 700, 1500, 3000];

/** Statuses that time heals, not another photo. */
const laterCodes = new Set([408, 423, 425, 429, 460]);

/**
 * Sends the photos that wait, two at once. A photo that the school refuses needs a look; a line that breaks ends the
 * round, and the next one goes on where the school says.
 *
 * @returns true when there was anything to send.
 */
export async function uploadAll(seat: Seat, line: Line, pauses = askAgain): Promise<boolean> {
  const now = Date.now();
  const aside = new Set((await outbox(seat)).filter((op) => op.state === "quarantined").map((op) => op.subject));
  const due = (await waitingMedia(seat)).filter((photo) => photo.nextAt <= now && !aside.has(photo.moment));
  await inLanes(2, due, (photo) => uploadOne(seat, line, photo, pauses));
  return due.length > 0;
}

async function uploadOne(seat: Seat, line: Line, photo: MediaRecord, pauses: number[]): Promise<void> {
  try {
    const at = await bringUp(seat, line, photo);
    await settle(seat, photo, at && (await lastWord(line, photo, at, pauses)));
  } catch (error) {
    if (!(error instanceof Refusal) || error.status === 401 || error.status >= 500) throw error;
    const attempts = photo.attempts + 1;
    if (laterCodes.has(error.status)) {
      await noteMedia(seat, photo.media, { attempts, nextAt: Date.now() + backoff(attempts, error), code: error.code });
    } else {
      await noteMedia(seat, photo.media, { state: "refused", code: error.code });
    }
  }
}

/** Takes a photo from wherever it is until all of it is there. Undefined: this phone has lost it. */
async function bringUp(seat: Seat, line: Line, photo: MediaRecord): Promise<Progress | undefined> {
  // What may have begun is asked first: the answer to the last chunk may have been lost.
  let at: Progress = photo.begun ? await askOffset(line, photo.media) : { offset: undefined };
  if (at.is === "kept" || at.is === "refused") return at;
  const bytes = await bytesOf(seat, photo.media);
  if (!bytes) return undefined;
  if (at.offset === undefined) {
    await noteMedia(seat, photo.media, { begun: true });
    at = await begin(line, photo);
  }
  return await sendRest(seat, line, photo, bytes, at);
}

async function sendRest(
  seat: Seat,
  line: Line,
  photo: MediaRecord,
  bytes: ArrayBuffer,
  from: Progress,
): Promise<Progress> {
  let at = from;
  let size = largestChunk;
  while (at.offset !== undefined && at.offset < bytes.byteLength && at.is !== "kept" && at.is !== "refused") {
    try {
      at = await sendChunk(line, photo.media, at.offset, bytes.slice(at.offset, at.offset + size));
      size = Math.min(largestChunk, size * 2);
    } catch (error) {
      if (!(error instanceof Unreachable) || !error.timedOut || size <= smallestChunk) throw error;
      size = size / 4;
      at = await askOffset(line, photo.media);
    }
    // The school forgot it on the way: announce it again next time.
    if (at.offset === undefined) await noteMedia(seat, photo.media, { begun: false, offset: 0 });
    else await noteMedia(seat, photo.media, { offset: at.offset });
  }
  return at;
}

/** All bytes being there is not an acknowledgement: ask until the school says that it has the picture. */
async function lastWord(line: Line, photo: MediaRecord, at: Progress, pauses: number[]): Promise<Progress> {
  let last = at;
  for (const pause of pauses) {
    if (last.is === "kept" || last.is === "refused" || last.offset === undefined) return last;
    await new Promise((wake) => setTimeout(wake, pause));
    last = await askOffset(line, photo.media);
  }
  return last;
}

async function settle(seat: Seat, photo: MediaRecord, at: Progress | undefined): Promise<void> {
  const { media, length } = photo;
  if (!at) return await noteMedia(seat, media, { state: "lost", code: "bytes_missing" });
  if (at.is === "refused") return await noteMedia(seat, media, { state: "refused", code: at.code ?? "refused" });
  if (at.is !== "kept") {
    const attempts = photo.attempts + 1;
    return await noteMedia(seat, media, { attempts, nextAt: Date.now() + backoff(attempts) });
  }
  const seq = at.seq === undefined ? {} : { seq: at.seq };
  await noteMedia(seat, media, { state: "kept", offset: length, keptAt: Date.now(), ...seq });
}

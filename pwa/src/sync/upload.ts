import { Refusal } from "../api/answers";
import type { Line } from "../api/line";
import { bytesOf, noteMedia, waitingMedia } from "../store/media";
import { outbox } from "../store/outbox";
import type { Seat } from "../store/seat";
import type { MediaRecord } from "../store/schema";
import { backoff } from "./backoff";
import { askAgain, carry, laterCodes, type Load } from "./carry";
import { inLanes } from "./lanes";
import type { Progress } from "./tus";

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
    await settle(seat, photo, await carry(line, loadOf(seat, photo), pauses));
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

function loadOf(seat: Seat, photo: MediaRecord): Load {
  const { media } = photo;
  return { ...photo, bytes: () => bytesOf(seat, media), note: (news) => noteMedia(seat, media, news) };
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

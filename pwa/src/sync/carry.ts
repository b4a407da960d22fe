import { Unreachable } from "../api/answers";
import type { Line } from "../api/line";
import { askOffset, begin, sendChunk, type Announced, type Progress } from "./tus";

/** The school's chunk. On a line that cuts, smaller ones get through. */
export const largestChunk = 256 * 1024;
const smallestChunk = 16 * 1024;

/** Milliseconds between questions while the school still works on a photo. */
export const askAgain = [300, 700, 1500, 3000];

/** Statuses that time heals, not another photo. */
export const laterCodes = new Set([408, 423, 425, 429, 460]);

/** A photo on its way, from wherever this device keeps it. */
export interface Load extends Announced {
  /** True once the school may know of it, so that it is asked first. */
  begun: boolean;
  /** Undefined: this device has lost them. */
  bytes(): Promise<ArrayBuffer | undefined>;
  /** Writes down how far it has come. */
  note(news: { begun?: boolean; offset?: number }): Promise<void>;
}

/** Takes a photo from wherever it is until the school has said what became of it. Undefined: this device has lost it. */
export async function carry(line: Line, load: Load, pauses = askAgain): Promise<Progress | undefined> {
  const at = await bringUp(line, load);
  return at && (await lastWord(line, load, at, pauses));
}

async function bringUp(line: Line, load: Load): Promise<Progress | undefined> {
  // What may have begun is asked first: the answer to the last chunk may have been lost.
  let at: Progress = load.begun ? await askOffset(line, load.media) : { offset: undefined };
  if (at.is === "kept" || at.is === "refused") return at;
  const bytes = await load.bytes();
  if (!bytes) return undefined;
  if (at.offset === undefined) {
    await load.note({ begun: true });
    at = await begin(line, load);
  }
  return await sendRest(line, load, bytes, at);
}

async function sendRest(line: Line, load: Load, bytes: ArrayBuffer, from: Progress): Promise<Progress> {
  let at = from;
  let size = largestChunk;
  while (at.offset !== undefined && at.offset < bytes.byteLength && at.is !== "kept" && at.is !== "refused") {
    try {
      at = await sendChunk(line, load.media, at.offset, bytes.slice(at.offset, at.offset + size));
      size = Math.min(largestChunk, size * 2);
    } catch (error) {
      if (!(error instanceof Unreachable) || !error.timedOut || size <= smallestChunk) throw error;
      size = size / 4;
      at = await askOffset(line, load.media);
    }
    // The school forgot it on the way: announce it again next time.
    await load.note(at.offset === undefined ? { begun: false, offset: 0 } : { offset: at.offset });
  }
  return at;
}

/** All bytes being there is not an acknowledgement: ask until the school says that it has the picture. */
export async function lastWord(
  line: Line,
  load: Pick<Load, "media">,
  at: Progress,
  pauses: number[],
): Promise<Progress> {
  let last = at;
  for (const pause of pauses) {
    if (last.is === "kept" || last.is === "refused" || last.offset === undefined) return last;
    await new Promise((wake) => setTimeout(wake, pause));
    last = await askOffset(line, load.media);
  }
  return last;
}

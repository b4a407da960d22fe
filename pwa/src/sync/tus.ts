import { Elsewhere } from "../api/answers";
import { refusalOf, type Answer } from "../api/client";
import type { Line } from "../api/line";
import type { MediaRecord } from "../store/schema";

/** How far the school has come with a photo. */
export interface Progress {
  /** Bytes that are safe there. Undefined: the school does not know this upload. */
  offset: number | undefined;
  /** Only `kept` is an acknowledgement of the photo. */
  is?: "working" | "kept" | "refused";
  code?: string;
  seq?: number;
}

/** What the school is told of a photo before its bytes come. */
export type Announced = Pick<MediaRecord, "media" | "moment" | "kind" | "sha256" | "length">;

/** A chunk may take a minute: a quarter of a megabyte at 35 kbit/s. */
const patience = 60_000;

const tus = { "Tus-Resumable": "1.0.0" };

/** Announces a photo. Announcing the same again gives the same upload. @throws Refusal, Elsewhere, Unreachable */
export async function begin(line: Line, photo: Announced): Promise<Progress> {
  const told = { id: photo.media, moment: photo.moment, sha256: photo.sha256, kind: photo.kind ?? "photo" };
  const metadata = Object.entries(told).map(([name, value]) => `${name} ${btoa(value)}`);
  const headers = { ...tus, "Upload-Length": String(photo.length), "Upload-Metadata": metadata.join(",") };
  return progressOf(await line.send({ method: "POST", path: "/media", headers }), [200, 201]);
}

/** Asks how far it has come. */
export async function askOffset(line: Line, media: string): Promise<Progress> {
  const answer = await line.send({ method: "HEAD", path: `/media/${media}`, headers: tus });
  return isUnknown(answer) ? { offset: undefined } : progressOf(answer, [200, 204]);
}

/** Sends one chunk with its checksum. A wrong offset is answered with the true one. */
export async function sendChunk(line: Line, media: string, offset: number, bytes: ArrayBuffer): Promise<Progress> {
  const headers = {
    ...tus,
    "Content-Type": "application/offset+octet-stream",
    "Upload-Offset": String(offset),
    "Upload-Checksum": `sha256 ${await checksum(bytes)}`,
  };
  const answer = await line.send({ method: "PATCH", path: `/media/${media}`, headers, bytes, timeout: patience });
  return isUnknown(answer) ? { offset: undefined } : progressOf(answer, [204, 409]);
}

function progressOf(answer: Answer, good: number[]): Progress {
  if (!good.includes(answer.status)) throw refusalOf(answer);
  const { headers } = answer;
  const offset = Number(headers.get("Upload-Offset") ?? NaN);
  // Every answer of an upload says how far it is: one that does not is somebody else's.
  if (!Number.isInteger(offset)) throw answer.status === 409 ? refusalOf(answer) : new Elsewhere(answer.status);
  const is = headers.get("Kith-Media");
  const code = headers.get("Kith-Refused");
  const seq = headers.get("Kith-Seq");
  return {
    offset,
    ...((is === "working" || is === "kept" || is === "refused") && { is }),
    ...(code && { code }),
    ...(seq && { seq: Number(seq) }),
  };
}

/** Gone after a restore or for lack of patience: it is announced again. A wifi page is not believed. */
function isUnknown(answer: Answer): boolean {
  if (answer.status !== 404 && answer.status !== 410) return false;
  return answer.headers.has("Tus-Resumable") || !(refusalOrEmpty(answer) instanceof Elsewhere);
}

function refusalOrEmpty(answer: Answer): unknown {
  return answer.headers.get("Content-Type")?.startsWith("application/problem+json") ? undefined : refusalOf(answer);
}

async function checksum(bytes: ArrayBuffer): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))));
}

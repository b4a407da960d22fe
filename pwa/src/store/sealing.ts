import { toBase64url } from "./base64";
import { deviceFact } from "./device";
import type { Parcel } from "./devicedb";
import { readSealKey, sealTo, type SealKey } from "./envelope";
import { post, type NewLetter } from "./letterbox";
import { bytesOf } from "./media";
import { outbox, schemaOf, sentOps, textOf } from "./outbox";
import { opSchema } from "./schema";
import { readFact, type Seat } from "./seat";

/** What it takes to seal something: the school's key, and the word for whose it is. */
export interface Sealing {
  key: SealKey;
  deliver: string;
}

/** A photo or a voice note with what the school has to know about it. */
export interface SealablePhoto {
  media: string;
  kind?: "voice";
  sha256: string;
  bytes: ArrayBuffer;
}

/** The most bytes that a sealed photo may have: the school opens it in memory. Phones make theirs a tenth of it. */
const largestBox = 4 * 1024 * 1024;

/** What a box is longer than what is in it, in bytes. */
const overhead = 65 + 16;

/** A photo that the school would not take sealed. It is not sealed in the first place. */
export class TooLargeToSeal extends Error {
  readonly code = "media_too_large";

  constructor(media: string) {
    super(`${media} is too large to be sealed`);
    this.name = "TooLargeToSeal";
  }
}

export function isSealable({ bytes }: Pick<SealablePhoto, "bytes">): boolean {
  return bytes.byteLength + overhead <= largestBox;
}

/** Undefined while this device does not know the school's key, or this seat was never told who it is. */
export async function sealingOf(seat: Seat): Promise<Sealing | undefined> {
  const key = readSealKey(await deviceFact("sealKey"));
  const deliver = await readFact(seat, "deliver");
  return key && deliver ? { key, deliver } : undefined;
}

/** An op, in its exact text and form, in an envelope. */
export async function sealOp(
  { key, deliver }: Sealing,
  op: string,
  text: string,
  schema = opSchema,
): Promise<NewLetter> {
  const letter = `{"deliver":${JSON.stringify(deliver)},"schema":${schema},"op":${text}}`;
  const box = await sealTo(key, "kith words 1", encode(letter));
  return { op, key: key.id, box, at: Date.now(), nextAt: 0, attempts: 0 };
}

/** A photo in an envelope, with a sealed head before it. @throws TooLargeToSeal */
export async function sealPhoto({ key, deliver }: Sealing, moment: string, photo: SealablePhoto): Promise<Parcel> {
  const { media, kind = "photo", sha256, bytes } = photo;
  if (!isSealable(photo)) throw new TooLargeToSeal(media);
  const told = { deliver, media, moment, kind, sha256, length: bytes.byteLength };
  const head = await sealTo(key, "kith picture head 1", encode(JSON.stringify(told)));
  const box = await sealTo(key, `kith picture 1 ${media}`, bytes);
  return { media, head: `${key.id}.${toBase64url(head)}`, box, at: Date.now(), nextAt: 0, attempts: 0 };
}

/**
 * Seals everything of a seat that could still be lost, for whoever signs in next to bring: what has not gone up, and what
 * no finished backup of the school holds yet. Nothing is taken out of the seat's own store: the school knows an op again
 * by its id, so that it may come twice.
 *
 * @returns false when it cannot be sealed here; then nothing was.
 */
export async function sealAll(seat: Seat): Promise<boolean> {
  const sealing = await sealingOf(seat);
  if (!sealing) return false;
  const durable = (await readFact(seat, "durable")) ?? 0;
  const epoch = (await readFact(seat, "epoch")) ?? "";
  const taken = (seq = Infinity) => ({ taken: { epoch, seq, at: Date.now() } });
  const sent = (await sentOps(seat)).filter(({ seq }) => seq > durable);
  const letters: NewLetter[] = [];
  for (const record of [...sent, ...(await outbox(seat))]) {
    const text = await textOf(seat, record).catch(() => undefined);
    if (text === undefined) return false;
    const letter = await sealOp(sealing, record.op, text, schemaOf(record));
    letters.push({ ...letter, ...("seq" in record && taken(record.seq)) });
  }
  const parcels: Parcel[] = [];
  for (const photo of await seat.db.read(["media"], (tx) => tx.objectStore("media").getAll())) {
    const isKept = photo.state === "kept";
    if (photo.state === "draft" || photo.state === "lost" || (isKept && (photo.seq ?? Infinity) <= durable)) continue;
    const bytes = await bytesOf(seat, photo.media);
    if (bytes && !isSealable({ bytes })) return false;
    if (bytes)
      parcels.push({
        ...(await sealPhoto(sealing, photo.moment, { ...photo, bytes })),
        ...(isKept && taken(photo.seq)),
      });
  }
  await post(letters, parcels);
  return true;
}

function encode(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer as ArrayBuffer;
}

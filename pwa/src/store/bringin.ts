import * as v from "valibot";
import { fromBase64 } from "./base64";
import { deviceFact } from "./device";
import type { Parcel } from "./devicedb";
import { readSealKey } from "./envelope";
import { post, type NewLetter } from "./letterbox";
import { isSealable, sealOp, sealPhoto } from "./sealing";

const id = v.pipe(v.string(), v.regex(/^[a-z0-9]{15}$/));

/** One look at each sign: a pattern that counts them in fours has no end to its stack for a large photo. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ""));
}

/** What a saved file has to say to be brought in. What it says besides is for people. */
const fileShape = v.object({
  kith: v.literal("unsent"),
  format: v.literal(1),
  name: v.string(),
  deliver: v.string(),
  ops: v.array(v.object({ op: id, schema: v.number(), text: v.optional(v.string()) })),
  photos: v.array(
    v.object({
      media: id,
      moment: id,
      kind: v.optional(v.literal("voice")),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      state: v.string(),
      bytes: v.optional(v.pipe(v.string(), v.check(isBase64))),
    }),
  ),
});

/** Why a file could not be brought in: it is none of ours, it does not say whose it is, or this device has yet to hear the school's key. */
export class NotBroughtIn extends Error {
  constructor(readonly why: "not_ours" | "nobodys" | "no_key") {
    super(`a saved file was not brought in: ${why}`);
    this.name = "NotBroughtIn";
  }
}

/** Whose file it was, how much of it goes up now, and how much of what was saved stays behind. */
export interface BroughtIn {
  name: string;
  ops: number;
  photos: number;
  /** Ops and photos that the phone could not read any more, and photos that no school takes. */
  left: number;
}

/**
 * Brings in a file that was saved on a phone which could not send: everything in it is sealed as its author's and put into
 * this device's letterbox, from where it goes up like anybody's. Doing it twice comes to the same, since the school knows
 * each op and each photo by its id. Drafts stay in the file: nobody had saved them.
 *
 * @throws NotBroughtIn
 */
export async function bringIn(text: string): Promise<BroughtIn> {
  const file = readFile(text);
  const key = readSealKey(await deviceFact("sealKey"));
  if (!key) throw new NotBroughtIn("no_key");
  const sealing = { key, deliver: file.deliver };
  const letters: NewLetter[] = [];
  for (const { op, schema, text } of file.ops) if (text) letters.push(await sealOp(sealing, op, text, schema));
  const parcels: Parcel[] = [];
  const photos = file.photos.filter(({ state }) => state !== "draft");
  for (const { media, moment, kind, sha256, bytes } of photos) {
    const photo = bytes ? { media, ...(kind && { kind }), sha256, bytes: fromBase64(bytes) } : undefined;
    // Words before photos: one that no school takes, and no phone makes, keeps nothing else from going.
    if (photo && isSealable(photo)) parcels.push(await sealPhoto(sealing, moment, photo));
  }
  await post(letters, parcels);
  const left = file.ops.length + photos.length - letters.length - parcels.length;
  return { name: file.name, ops: letters.length, photos: parcels.length, left };
}

function readFile(text: string): v.InferOutput<typeof fileShape> {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw new NotBroughtIn("not_ours");
  }
  const read = v.safeParse(fileShape, said);
  if (read.success) return read.output;
  throw new NotBroughtIn(v.is(v.omit(fileShape, ["deliver"]), said) ? "nobodys" : "not_ours");
}

import * as v from "valibot";

/** How someone's words were made. `about` is someone else's sentence and is never shown as a quote. */
export const made = ["own", "symbols", "scribed", "about"] as const;
export type Made = (typeof made)[number];

/** Whose idea it was. */
export const turns = ["i_showed", "they_showed", "together"] as const;
export type Turn = (typeof turns)[number];

const id = v.pipe(v.string(), v.regex(/^[a-z0-9]{15}$/));
const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
const few = <T extends v.GenericSchema>(item: T, most: number) => v.pipe(v.array(item), v.maxLength(most));

const Quote = v.object({
  speaker: v.optional(v.string()),
  words: text(500),
  lang: v.optional(v.string()),
  made: v.picklist(made),
  support: v.optional(text(200)),
  symbols: v.optional(few(v.string(), 40)),
});

const Picture = v.object({
  media: id,
  alt: text(500),
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
});

const Voice = v.object({
  media: id,
  /** What is said in it. Left empty, the teacher writes it. */
  words: text(2000),
  lang: v.optional(v.string()),
  /** Who is heard. */
  heard: few(v.string(), 30),
  /** How long it is, in milliseconds. */
  millis: v.optional(v.number()),
});

/** A moment while it is being made. Limits are those of the contract. */
export const DraftSchema = v.object({
  moment: id,
  base: v.optional(v.string()),
  circle: v.string(),
  did: few(v.string(), 12),
  feeling: v.optional(v.string()),
  turn: v.optional(v.picklist(turns)),
  words: text(4000),
  lang: v.optional(v.string()),
  people: few(v.string(), 30),
  others: v.boolean(),
  quotes: few(Quote, 10),
  pictures: few(Picture, 10),
  voice: v.optional(few(Voice, 3), []),
  together: few(v.string(), 5),
  /** When it was opened and last touched, by the phone's clock. */
  opened: v.string(),
  changed: v.string(),
});

export type Draft = v.InferOutput<typeof DraftSchema>;
export type DraftQuote = v.InferOutput<typeof Quote>;
export type DraftVoice = v.InferOutput<typeof Voice>;
export type DraftPicture = v.InferOutput<typeof Picture>;

/** An empty draft in this circle. */
export function newDraft(moment: string, circle: string, now = new Date()): Draft {
  const at = now.toISOString();
  const nothing = { did: [], words: "", people: [], others: false, quotes: [], pictures: [], voice: [], together: [] };
  return { moment, circle, ...nothing, opened: at, changed: at };
}

/** A draft as an older build may have left it, or undefined when nothing can be made of it. */
export function readDraft(stored: unknown): Draft | undefined {
  const read = v.safeParse(DraftSchema, stored);
  return read.success ? read.output : undefined;
}

/** The first thing that keeps a draft from being kept: its field, or `empty` when there is nothing in it yet. */
export function whatIsMissing(draft: Draft): string | undefined {
  const read = v.safeParse(DraftSchema, draft);
  if (!read.success) return String(read.issues[0].path?.[0]?.key ?? "moment");
  if (!draft.circle) return "circle";
  if (draft.voice.some(({ heard }) => !heard.length) && !draft.others) return "heard";
  const { did, words, quotes, pictures, voice } = draft;
  const something = did.length || words.trim() || quotes.length || pictures.length || voice.length;
  return something ? undefined : "empty";
}

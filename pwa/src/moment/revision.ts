import type { Draft, Made, Turn } from "./draft";

/** One saved version of a moment, as it goes to the school. Immutable. */
export interface Revision {
  moment: string;
  revision: string;
  base?: string;
  circle: string;
  did?: string[];
  feeling?: string;
  turn?: Turn;
  words?: string;
  lang?: string;
  people?: string[];
  others?: boolean;
  quotes?: {
    speaker?: string;
    words: string;
    lang?: string;
    made: Made;
    support?: string;
    symbols?: string[];
  }[];
  pictures?: { media: string; alt?: string }[];
  voice?: { media: string; words?: string; lang?: string; heard: string[] }[];
  together?: string[];
}

/** The revision that a draft becomes. What was left empty is left out. */
export function toRevision(draft: Draft, revision: string, base?: string): Revision {
  const { moment, circle, did, feeling, turn, lang, people, others, together } = draft;
  const words = draft.words.normalize("NFC").trim();
  return {
    moment,
    revision,
    circle,
    ...(base && { base }),
    ...(did.length && { did: [...did] }),
    ...(feeling && { feeling }),
    ...(turn && { turn }),
    ...(words && { words }),
    ...(lang && { lang }),
    ...(people.length && { people: [...people] }),
    ...(others && { others }),
    ...(draft.quotes.length && { quotes: draft.quotes.map(quoteOf) }),
    ...(draft.pictures.length && { pictures: draft.pictures.map(({ media, alt }) => ({ media, alt })) }),
    ...(draft.voice.length && { voice: draft.voice.map(voiceOf) }),
    ...(together.length && { together: [...together] }),
  };
}

/** The draft that opens a kept revision again. */
export function toDraft(revision: Revision, now = new Date()): Draft {
  const at = now.toISOString();
  return {
    moment: revision.moment,
    base: revision.revision,
    circle: revision.circle,
    did: revision.did ?? [],
    ...(revision.feeling && { feeling: revision.feeling }),
    ...(revision.turn && { turn: revision.turn }),
    words: revision.words ?? "",
    ...(revision.lang && { lang: revision.lang }),
    people: revision.people ?? [],
    others: revision.others ?? false,
    quotes: revision.quotes ?? [],
    pictures: (revision.pictures ?? []).map(({ media, alt }) => ({ media, alt: alt ?? "" })),
    voice: (revision.voice ?? []).map(({ words, ...note }) => ({ ...note, words: words ?? "" })),
    together: revision.together ?? [],
    opened: at,
    changed: at,
  };
}

/** The photos and voice notes that a revision lists, by name. */
export function mediaIn({ pictures = [], voice = [] }: Lists): string[] {
  return [...pictures, ...voice].map(({ media }) => media);
}

/** Whatever lists photos and voice notes by name: a draft, a revision, a moment as the school tells it. */
interface Lists {
  pictures?: { media: string }[] | undefined;
  voice?: { media: string }[] | undefined;
}

/** What is left of a revision, or of a draft, without some photos and voice notes. */
export function withoutMedia<T extends Lists>(from: T, lost: readonly string[]): T {
  const stays = ({ media }: { media: string }) => !lost.includes(media);
  return {
    ...from,
    ...(from.pictures && { pictures: from.pictures.filter(stays) }),
    ...(from.voice && { voice: from.voice.filter(stays) }),
  };
}

function voiceOf({ media, words, lang, heard }: Draft["voice"][number]): NonNullable<Revision["voice"]>[number] {
  const said = words.normalize("NFC").trim();
  return { media, ...(said && { words: said }), ...(said && lang && { lang }), heard: [...heard] };
}

function quoteOf(quote: Draft["quotes"][number]): NonNullable<Revision["quotes"]>[number] {
  const { speaker, words, lang, made, support, symbols } = quote;
  return {
    words: words.normalize("NFC").trim(),
    made,
    ...(speaker && { speaker }),
    ...(lang && { lang }),
    ...(support && { support }),
    ...(symbols?.length && { symbols: [...symbols] }),
  };
}

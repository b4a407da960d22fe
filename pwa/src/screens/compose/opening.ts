import { newDraft, type Draft } from "../../moment/draft";
import { newId } from "../../moment/ids";
import { draftOf } from "../../store/drafts";
import { reopen } from "../../store/look";
import { mine, myMoments } from "../../store/own";
import { circles } from "../../store/rows";
import type { Seat } from "../../store/seat";
import type { Moment, Picture, VoiceNote } from "../../store/shapes";

/** A draft, ready to be worked on. */
export interface Opened {
  draft: Draft;
  /** Pictures that the school knows already, for showing them on a phone that did not take them. */
  known: Picture[];
  /** Voice notes that the school knows, for playing them on a phone that did not record them. */
  heard?: VoiceNote[];
}

/** Opens a draft that was left, or a kept moment again. Undefined when this phone knows neither. */
export async function openDraft(seat: Seat, moment: string): Promise<Opened | undefined> {
  const found = await mine(seat, moment);
  const told = found?.told ?? found?.moment;
  const known = told?.pictures ?? [];
  const heard = told?.voice ?? [];
  const left = await draftOf(seat, moment);
  if (left) return { draft: left, known, heard };
  if (!found) return undefined;
  // Never told: only this phone has it. Told: the school's version is the newest that this phone knows.
  const draft = found.moment.number === 0 ? await reopen(seat, moment) : toldDraft(found.moment);
  return draft && { draft, known, heard };
}

/** An empty draft in the circle that was used last, or the one that was asked for. */
export async function freshDraft(seat: Seat, asked: string | null): Promise<Opened> {
  const ids = (await circles(seat)).map((circle) => circle.id);
  const last = (await myMoments(seat))[0]?.moment.circle;
  const circle = [asked, last, ids[0]].find((id) => id && ids.includes(id)) ?? "";
  return { draft: newDraft(newId(), circle), known: [] };
}

/** The draft that goes on from what the school told its author. */
export function toldDraft(told: Moment, now = new Date()): Draft {
  const { revision: base, circle, did, feeling, turn, words = "", lang, others } = told;
  const at = now.toISOString();
  const together = told.authors.flatMap(({ id, own }) => (id && !own ? [id] : []));
  const draft = newDraft(told.id, circle, now);
  return {
    ...draft,
    base,
    did: [...did],
    ...(feeling && { feeling }),
    ...(isTurn(turn) && { turn }),
    words,
    ...(lang && { lang }),
    people: told.people.flatMap(({ id }) => id ?? []),
    others,
    quotes: told.quotes.map(({ speaker, ...quote }) => ({ ...quote, ...(speaker?.id && { speaker: speaker.id }) })),
    pictures: told.pictures.map(({ media, alt }) => ({ media, alt })),
    voice: (told.voice ?? []).map(({ media, words, lang, heard, millis }) => ({
      media,
      words,
      ...(lang && { lang }),
      heard: heard.flatMap(({ id }) => id ?? []),
      ...(millis && { millis }),
    })),
    together,
    opened: at,
    changed: at,
  };
}

function isTurn(turn: string | undefined): turn is NonNullable<Draft["turn"]> {
  return turn === "i_showed" || turn === "they_showed" || turn === "together";
}

import type { MyMoment } from "../../store/own";
import type { Moment, Named } from "../../store/shapes";

/**
 * A moment as one person reads it: whoever it is, in it, is marked as themselves. The school tells a circle's members all
 * the same, so it cannot mark anybody.
 */
export function readBy<M extends Pick<Moment, "authors" | "people" | "quotes" | "voice">>(
  moment: M,
  person: string | undefined,
): M {
  if (!person) return moment;
  const mark = (named: Named): Named => (named.id === person ? { ...named, own: true } : named);
  return {
    ...moment,
    authors: moment.authors.map(mark),
    people: moment.people.map(mark),
    quotes: moment.quotes.map((quote) => (quote.speaker ? { ...quote, speaker: mark(quote.speaker) } : quote)),
    ...(moment.voice && { voice: moment.voice.map((note) => ({ ...note, heard: note.heard.map(mark) })) }),
  };
}

/** One's own moment as its author reads it: themselves marked, and each picture shown even where another phone took it. */
export function ownBy(mine: MyMoment, person: string | undefined): MyMoment {
  const { told } = mine;
  const moment = readBy(pictured(mine.moment, told), person);
  return { ...mine, moment, ...(told && { told: readBy(told, person) }) };
}

/** A version of this phone knows its pictures by what was taken here; the school knows where to fetch the others. */
export function pictured(moment: Moment, told: Moment | undefined): Moment {
  if (!told) return moment;
  const fetchable = new Map(told.pictures.map((picture) => [picture.media, picture]));
  const audible = new Map((told.voice ?? []).map((note) => [note.media, note]));
  const voice = moment.voice?.map((here) => ({ ...audible.get(here.media), ...here }));
  const pictures = moment.pictures.map((here) => ({ ...fetchable.get(here.media), ...here }));
  return { ...moment, pictures, ...(voice && { voice }) };
}

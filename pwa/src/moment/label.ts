/** Speaks a message of the app in the reader's language. */
export type Speak = (key: string, params?: Record<string, string | number>) => string;

/** What of a moment is spoken. Names are as the reader may see them. */
export interface Told {
  did: readonly string[];
  feeling?: string | undefined;
  words?: string | undefined;
  people: readonly { name: string }[];
  quotes: readonly { words: string; made: string; speaker?: { name: string } | undefined }[];
  pictures: readonly unknown[];
  /** Already a sentence: "Today 12:10". */
  when?: string | undefined;
  /** Where it is, as its chip says. */
  chip?: string | undefined;
}

/**
 * The one sentence that stands for a moment: for a screen reader, for read-aloud and for a picture without words.
 * Somebody else's sentence (`about`) is told, never as something that the person said.
 */
export function spokenLabel(moment: Told, speak: Speak, lang = "en"): string {
  const list = new Intl.ListFormat(lang);
  const parts = [
    moment.did.length ? list.format(moment.did.map((key) => speak(`activities.${key}`))) : speak("label.moment"),
    moment.people.length ? speak("label.with", { names: list.format(moment.people.map((p) => p.name)) }) : "",
    moment.pictures.length ? speak("label.photos", { count: moment.pictures.length }) : "",
    ...moment.quotes.map((quote) => spokenQuote(quote, speak)),
    moment.words ?? "",
    moment.feeling ? speak(`feelings.${moment.feeling}`) : "",
    moment.when ?? "",
    moment.chip ?? "",
  ];
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .map(closed)
    .join(" ");
}

function spokenQuote(quote: Told["quotes"][number], speak: Speak): string {
  if (quote.made === "about") return quote.words;
  const name = quote.speaker?.name ?? speak("label.someone");
  return speak("label.said", { name, words: quote.words });
}

/** A pause for the voice, without doubling one that is there. */
function closed(sentence: string): string {
  return /[.!?…؟。]["”’»]?$/.test(sentence) ? sentence : `${sentence}.`;
}

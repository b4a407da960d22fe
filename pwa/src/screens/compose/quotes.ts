import type { DraftQuote } from "../../moment/draft";
import { spokenLanguage } from "../../words/words.svelte";
import type { Maker } from "./maker.svelte";

/** Opens a place for somebody's words, one's own to begin with; an empty one that is there already serves first. */
export function addQuote(maker: Maker, speaker: string | undefined): void {
  const empty = maker.draft.quotes.findIndex(({ words, made }) => !words.trim() && made !== "symbols");
  if (empty >= 0) return focusOn(empty);
  if (maker.draft.quotes.length >= 10) return focusOn(9);
  const quote: DraftQuote = { words: "", made: "own", lang: spokenLanguage(), ...(speaker && { speaker }) };
  void maker.change(({ quotes }) => quotes.push(quote));
  focusOn(maker.draft.quotes.length - 1);
}

/** The words' own field takes the focus, so that typing goes on at once. */
function focusOn(place: number): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-quote="${place}"] textarea`)?.focus());
}

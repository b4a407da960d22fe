import type { Key } from "../words/words.svelte";
import type { SymbolKey } from "./symbol";

/** A tile that can be chosen. The key is what is kept; symbol and word are looked up when it is read. */
export interface Choice<K extends string = string> {
  key: K;
  symbol: SymbolKey;
  word: Key;
}

function choice<K extends string>(key: K, symbol: SymbolKey, word: Key): Choice<K> {
  return { key, symbol, word };
}

/** What did you do? The first eight stand on the first page. Places never change: new rows go to the end. */
export const activities = [
  choice("music", { picture: "music" }, "activities.music"),
  choice("art", { picture: "art" }, "activities.art"),
  choice("games", { picture: "joystick" }, "activities.games"),
  choice("sport", { picture: "ball" }, "activities.sport"),
  choice("food", { picture: "food" }, "activities.food"),
  choice("building", { picture: "build" }, "activities.building"),
  choice("reading", { picture: "read" }, "activities.reading"),
  choice("outside", { picture: "outside" }, "activities.outside"),
  choice("film", { picture: "film" }, "activities.film"),
  choice("walk", { own: "walk" }, "activities.walk"),
  choice("homework", { picture: "book" }, "activities.homework"),
  choice("talk", { picture: "talk" }, "activities.talk"),
  choice("photos", { picture: "camera" }, "activities.photos"),
  choice("animals", { picture: "dog" }, "activities.animals"),
  choice("plants", { picture: "plant" }, "activities.plants"),
  choice("trip", { picture: "bus" }, "activities.trip"),
] as const;

/** How was it? Good and hard, calm and mixed: every answer is as easy as any other. */
export const feelings = [
  choice("good", { picture: "good" }, "feelings.good"),
  choice("calm", { picture: "calm" }, "feelings.calm"),
  choice("funny", { picture: "funny" }, "feelings.funny"),
  choice("mixed", { picture: "mixed" }, "feelings.mixed"),
  choice("tired", { picture: "tired" }, "feelings.tired"),
  choice("hard", { picture: "hard" }, "feelings.hard"),
] as const;

/** Whose idea was it? Optional, and shown to adults only as a whole, never as a score. */
export const turns = [
  choice("i_showed", { own: "i_showed" }, "turns.i_showed"),
  choice("they_showed", { own: "they_showed" }, "turns.they_showed"),
  choice("together", { own: "together" }, "turns.together"),
] as const;

/** The row for a kept key. A key from a newer app has no row here and answers undefined: show its absence, not its key. */
export function choiceOf<K extends string>(table: readonly Choice<K>[], key: string): Choice<K> | undefined {
  return table.find((row) => row.key === key);
}

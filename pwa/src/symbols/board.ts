import type { Key } from "../words/words.svelte";
import type { DrawingKey } from "./drawings";

/** One symbol on a page: a word that can be said by touching it. */
export interface BoardTile {
  key: DrawingKey;
  word: Key;
}

/** A page of at most nine. Tiles never move, so that hands remember where a word is. */
export interface BoardPage<K extends string = "core" | "feelings" | "school"> {
  key: K;
  tiles: readonly BoardTile[];
}

function page<K extends string>(key: K, ...tiles: DrawingKey[]): BoardPage<K> {
  return { key, tiles: tiles.map((tile) => ({ key: tile, word: `symbols.${tile}` })) };
}

export const board: readonly BoardPage[] = [
  page("core", "i", "we", "like", "not", "more", "again", "different", "finished", "want"),
  page("feelings", "happy", "proud", "calm", "mixed", "tired", "upset", "yes", "no", "wait"),
  page("school", "lunch", "music", "art", "ball", "build", "walk", "read", "hang", "film"),
];

/** What somebody shows who tells an adult: how they are, and where it was. */
export const worryBoard: readonly BoardPage<"feel" | "where">[] = [
  page("feel", "scared", "upset", "hurt", "alone", "tummy", "loud", "tired", "mixed", "not"),
  page("where", "lunch", "bus", "walk", "ball", "read", "music", "tablet", "again", "others"),
];

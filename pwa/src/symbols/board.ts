import type { Key } from "../words/words.svelte";
import type { DrawingKey } from "./drawings";

/** One symbol on a page: a word that can be said by touching it. */
export interface BoardTile {
  key: DrawingKey;
  word: Key;
}

/** A page of at most nine. Tiles never move, so that hands remember where a word is. */
export interface BoardPage {
  key: "core" | "feelings" | "school";
  tiles: readonly BoardTile[];
}

function page(key: BoardPage["key"], ...tiles: DrawingKey[]): BoardPage {
  return { key, tiles: tiles.map((tile) => ({ key: tile, word: `symbols.${tile}` })) };
}

export const board: readonly BoardPage[] = [
  page("core", "i", "we", "like", "not", "more", "again", "different", "finished", "want"),
  page("feelings", "happy", "proud", "calm", "mixed", "tired", "upset", "yes", "no", "wait"),
  page("school", "lunch", "music", "art", "ball", "build", "walk", "read", "hang", "film"),
];

import { render } from "svelte/server";
import { describe, expect, test } from "vitest";
import { t } from "../words/words.svelte";
import { board } from "./board";
import { activities, choiceOf, feelings, turns } from "./choices";
import { drawings } from "./drawings";
import { isDrawing, type SymbolKey } from "./symbol";
import Symbol from "./Symbol.svelte";

const drawn = (symbol: SymbolKey) => render(Symbol, { props: { symbol } }).body.replace(/<!--.*?-->/g, "");
const tiles = board.flatMap((page) => page.tiles);

describe("a symbol", () => {
  test("is never read aloud beside its word, whichever kind it is", () => {
    for (const symbol of [{ own: "again" }, { picture: "music" }] as const) {
      expect(drawn(symbol)).toMatch(/^<svg class="symbol"[^>]*aria-hidden="true"/);
      expect(drawn(symbol)).not.toMatch(/<title|aria-label/);
    }
  });

  test("of our own carries its kind of word under its lines", () => {
    const again = drawn({ own: "again" });
    expect(again).toContain(`data-patch="${drawings.again.patch}"`);
    expect(again.indexOf('class="wash"')).toBeLessThan(again.indexOf(drawings.again.line));
    expect(isDrawing({ own: "again" })).toBe(true);
  });

  test("out of the sheet is one reference, so that a page of tiles is not a page of drawings", () => {
    const music = drawn({ picture: "music" });
    expect(music).toMatch(/<use href="[^"]*pictures[^"]*#music"/);
    expect(music).not.toContain("<path");
    expect(isDrawing({ picture: "music" })).toBe(false);
  });
});

describe("the board speaks", () => {
  test("every tile with a word of its own: no two tiles say the same", () => {
    const words = tiles.map(({ word }) => t(word));
    expect(words.filter((word) => !word || word.includes("{") || word.startsWith("symbols."))).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });

  test("each tile stands on one page only: hands need not look for it", () => {
    expect(new Set(tiles.map(({ key }) => key)).size).toBe(tiles.length);
  });

  test("yes and no stand on the same page, and so do more and finished", () => {
    const pageOf = (key: string) => board.find((page) => page.tiles.some((tile) => tile.key === key))?.key;
    expect(pageOf("yes")).toBe(pageOf("no"));
    expect(pageOf("more")).toBe(pageOf("finished"));
    expect([pageOf("like"), pageOf("upset")]).toEqual(["core", "feelings"]);
  });

  test("a word that changes another one's meaning is drawn apart from it", () => {
    expect(drawings.not.patch).not.toBe(drawings.like.patch);
    expect(drawings.no.patch).toBe(drawings.not.patch);
  });
});

describe("what can be chosen", () => {
  const tables = { activities, feelings, turns };

  test.each(Object.keys(tables) as (keyof typeof tables)[])("%s: no two tiles say or show the same", (name) => {
    const table = tables[name];
    expect(new Set(table.map(({ word }) => t(word))).size).toBe(table.length);
    expect(new Set(table.map(({ symbol }) => JSON.stringify(symbol))).size).toBe(table.length);
  });

  test("is found by the very key that was kept, not by one that only looks like it", () => {
    expect(choiceOf<string>(feelings, "hard")?.symbol).toEqual({ picture: "hard" });
    for (const key of ["Hard", " hard", "", "constructor"]) expect(choiceOf<string>(feelings, key)).toBeUndefined();
  });
});

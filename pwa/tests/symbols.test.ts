import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { board } from "../src/symbols/board";
import { activities, choiceOf, feelings, turns, type Choice } from "../src/symbols/choices";
import { drawings } from "../src/symbols/drawings";
import { pictureAddress, pictures } from "../src/symbols/pictures";
import { isDrawing } from "../src/symbols/symbol";
import { en } from "../src/words/en";

const sheet = readFileSync(join(import.meta.dirname, "../src/symbols/pictures.svg"), "utf8");
const tables: Record<string, readonly Choice[]> = { activities, feelings, turns };

describe("the symbols", () => {
  test("every picture key has a picture in the sheet, and no picture is without a key", () => {
    const drawn = [...sheet.matchAll(/<symbol id="([\w-]+)"/g)].map((found) => found[1]);
    expect(drawn.sort()).toEqual([...pictures].sort());
  });

  test("the sheet names no other address and runs nothing", () => {
    expect(sheet).not.toMatch(/href|<script|url\(|on\w+=/i);
  });

  test("a picture is looked up inside the one sheet", () => {
    expect(pictureAddress("music")).toMatch(/pictures[\w.-]*\.svg#music$/);
  });

  test("every drawing says what kind of word it is", () => {
    expect(Object.values(drawings).filter(({ patch, wash, line }) => !patch || !wash || !line)).toEqual([]);
    expect(drawings.we.patch).toBe("people");
    expect(drawings.want.patch).toBe("doing");
    expect(drawings.happy.patch).toBe("describing");
    expect(drawings.not.patch).toBe("no");
  });

  test("every drawing can be said", () => {
    expect(Object.keys(drawings).filter((key) => !(`symbols.${key}` in en))).toEqual([]);
  });
});

describe("the tiles", () => {
  test.each(Object.keys(tables))("%s: each key stands once and has a word and a symbol", (name) => {
    const table = tables[name] ?? [];
    expect(new Set(table.map(({ key }) => key)).size).toBe(table.length);
    for (const { key, symbol, word } of table) {
      expect(word).toBe(`${name}.${key}`);
      expect(en[word]).toBeTruthy();
      expect(isDrawing(symbol) ? symbol.own in drawings : pictures.includes(symbol.picture)).toBe(true);
    }
  });

  test("places never change: the first page of activities is as hands learned it", () => {
    expect(activities.slice(0, 8).map(({ key }) => key)).toEqual([
      "music",
      "art",
      "games",
      "sport",
      "food",
      "building",
      "reading",
      "outside",
    ]);
  });

  test("a hard time is as easy to say as a good one", () => {
    expect(feelings.map(({ key }) => key)).toEqual(["good", "calm", "funny", "mixed", "tired", "hard"]);
  });

  test("a key that a newer app kept is absent here, not broken", () => {
    expect(choiceOf<string>(activities, "music")?.word).toBe("activities.music");
    expect(choiceOf<string>(activities, "kayaking")).toBeUndefined();
  });
});

describe("the board", () => {
  test("no page asks for more than nine tiles, so that nothing has to be scrolled for", () => {
    expect(board.filter(({ tiles }) => tiles.length > 9)).toEqual([]);
  });

  test("core words keep their places", () => {
    expect(board[0]?.tiles.map(({ key }) => key)).toEqual([
      "i",
      "we",
      "like",
      "not",
      "more",
      "again",
      "different",
      "finished",
      "want",
    ]);
  });
});

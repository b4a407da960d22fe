import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { icons, turning } from "../src/ui/icons";

const src = join(import.meta.dirname, "../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" });
const styled = files.filter((file) => /\.(css|svelte)$/.test(file) && !file.endsWith("tokens.css"));

function read(file: string): string {
  return readFileSync(join(src, file), "utf8").replace(/\/\*.*?\*\//gs, "");
}

/** The rules of a file: a whole style sheet, or what stands between the style tags of a part. */
function rulesOf(file: string): string {
  return file.endsWith(".css") ? read(file) : (/<style[^>]*>(.*)<\/style>/s.exec(read(file))?.[1] ?? "");
}

describe("the style sheets", () => {
  test("no colour is written outside tokens.css", () => {
    const coloured = styled.filter((file) => /#[0-9a-f]{3,8}\b(?!\s*\{)|\b(rgb|hsl|oklch)a?\(/i.test(rulesOf(file)));
    expect(coloured).toEqual([]);
  });

  test("directions follow the writing, never left and right", () => {
    const physical =
      /(^|[\s;{])((margin|padding|border)-(left|right|top|bottom)|(left|right|top|bottom|width|height|(min|max)-(width|height)))\s*:/m;
    const ignoringQueries = (file: string) => rulesOf(file).replace(/@(media|container)[^{]*/g, "");
    expect(styled.filter((file) => physical.test(ignoringQueries(file)))).toEqual([]);
  });

  test("every part's sheet is in the look", () => {
    const look = read("ui/look.css");
    const parts = readdirSync(join(src, "ui/components"));
    expect(parts.filter((part) => !look.includes(`./components/${part}`))).toEqual([]);
  });

  test("every sheet stands in its layer, so that order never decides", () => {
    const loose = files.filter(
      (file) => /ui\/components\/.*\.css$/.test(file) && !read(file).startsWith("@layer components"),
    );
    expect(loose).toEqual([]);
  });

  test("a sheet is one thing, short enough to read at once", () => {
    const long = styled.filter((file) => file.endsWith(".css") && read(file).split("\n").length > 100);
    expect(long.filter((file) => !file.endsWith("base.css"))).toEqual([]);
  });
});

describe("the icons", () => {
  test("each is one path that starts at a place of its own", () => {
    const odd = Object.entries(icons).filter(([, path]) => !/^M-?[\d.]+ ?-?[\d.]+[-\d. a-zA-Z]+$/.test(path));
    expect(odd.map(([name]) => name)).toEqual([]);
  });

  test("each stays inside its 24 px square where it starts", () => {
    const outside = Object.entries(icons).filter(([, path]) =>
      [...path.matchAll(/M(-?[\d.]+) (-?[\d.]+)/g)].some(([, x, y]) => Number(x) > 24 || Number(y) > 24),
    );
    expect(outside.map(([name]) => name)).toEqual([]);
  });

  test("arrows along the line of writing turn round with it", () => {
    expect([...turning].sort()).toEqual(["back", "left", "right", "undo"]);
  });
});

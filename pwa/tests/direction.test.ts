import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { zones } from "../scripts/zones.js";

const src = join(import.meta.dirname, "../src");

/** Every import in every room, as the room it comes from and the room it reaches. */
function reaches(): { file: string; from: string; to: string }[] {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((f) => /\.(ts|svelte)$/.test(f));
  return files.flatMap((file) => {
    const from = roomOf(file);
    return [...readFileSync(join(src, file), "utf8").matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g)]
      .map((match) => relative(src, join(src, dirname(file), match[1] ?? "")))
      .filter((path) => !path.startsWith(".."))
      .map((path) => ({ file, from, to: roomOf(path) }));
  });
}

function roomOf(path: string): string {
  return path.includes("/") ? (path.split("/")[0] ?? "") : "";
}

/** The service worker stands alone, outside every room. */
function breaches(found: { file: string; from: string; to: string }[]): string[] {
  return found
    .filter(({ from, to }) => from !== to && !(zones[from] ?? []).includes(to))
    .map(({ file, from, to }) => `${file}: ${from || "(no room)"} may not import ${to || "(no room)"}`);
}

describe("the direction of imports", () => {
  test("every room imports only the rooms it may", () => {
    expect(breaches(reaches())).toEqual([]);
  });

  test("every folder of src is a room of the law", () => {
    const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((folder) => folder.name).filter((name) => !(name in zones))).toEqual([]);
  });

  test("only sync and online reach the network", () => {
    const reachApi = Object.keys(zones).filter((room) => zones[room]?.includes("api"));
    expect(reachApi.sort()).toEqual(["online", "sync"]);
  });

  test("the look knows no data", () => {
    expect(zones["ui"]).toEqual([]);
  });

  test("a screen that reaches for the network is named", () => {
    expect(breaches([{ file: "screens/home/Home.svelte", from: "screens", to: "api" }])).toEqual([
      "screens/home/Home.svelte: screens may not import api",
    ]);
  });
});

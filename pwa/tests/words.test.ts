import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { amendments } from "../src/words/amendment";
import { devices } from "../src/words/devices";
import { en } from "../src/words/en";
import { family } from "../src/words/family";
import { notRight } from "../src/words/notright";
import { rescue } from "../src/words/rescue";
import { sheets } from "../src/words/sheet";
import { staff } from "../src/words/staff";
import { worries } from "../src/words/worry";
import { fill, type Message } from "../src/words/fill";
import { languages, spokenLanguage, t } from "../src/words/words.svelte";

const src = join(import.meta.dirname, "../src");
const folder = join(src, "words/en");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".json"));
const all = { ...en, ...staff, ...family, ...rescue, ...devices, ...worries, ...amendments, ...notRight, ...sheets };

function messagesOf(file: string): Record<string, Message> {
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, Message>;
}

function sentencesOf(messages: Record<string, Message>): string[] {
  return Object.values(messages).flatMap((message) =>
    typeof message === "string" ? [message] : Object.values(message),
  );
}

/** The mission's list: words that make somebody small, or that belong to other kinds of app. */
const forbidden = [
  /\bkids?\b/,
  /\bchild(ren)?\b/,
  /\bhelpers?\b|\bhelped\b/,
  /\bcases?\b/,
  /\bspecial\b/,
  /\btypical(ly)?\b|\bnormal(ly)?\b/,
  /\bnon-?verbal\b/,
  /\bsevere(ly)?\b/,
  /\b(low|high)[- ]functioning\b/,
  /\bsuffer(s|ing)?\b/,
  /\bmental age\b/,
  /\binspiring\b/,
  /\brejected\b/,
  /\bpoints?\b/,
  /\bstreaks?\b/,
  /\bpost(s|ed|ing)?\b/,
  /\bcontent\b/,
];

function forbiddenIn(sentence: string): string[] {
  return forbidden.filter((word) => word.test(sentence.toLowerCase())).map((word) => `${sentence} ${word.source}`);
}

/** Vowel groups, less a silent last e: near enough for a school's reading grade. */
function syllables(word: string): number {
  const groups = word
    .toLowerCase()
    .replace(/(?<=[^aeiouyl])e$|es$|ed$/, "")
    .match(/[aeiouy]+/g);
  return Math.max(1, groups?.length ?? 1);
}

/** Files that only adults read. Everything else is read by students of 11 to 21, some of whom read slowly. */
const adults = files.filter((file) => file === "ways.json" || /^(staff|family)\//.test(file));

/** Flesch-Kincaid grade of short sentences together. Labels of up to three words are names, which it cannot grade. */
function grade(messages: string[]): number {
  const sentences = messages.filter((message) => message.split(/\s+/).length > 3);
  const words = sentences.flatMap((sentence) => sentence.match(/\p{L}+(?:'\p{L}+)?/gu) ?? []);
  const stops = sentences.flatMap((sentence) => sentence.split(/[.!?]+(?:\s|$)/).filter((part) => /\p{L}/u.test(part)));
  if (words.length === 0 || stops.length === 0) return 0;
  const beats = words.reduce((sum, word) => sum + syllables(word), 0);
  return 0.39 * (words.length / stops.length) + 11.8 * (beats / words.length) - 15.59;
}

describe("the messages", () => {
  test("no message uses a word that makes somebody small", () => {
    expect(sentencesOf(all).flatMap(forbiddenIn)).toEqual([]);
  });

  test("the list of such words catches what it should", () => {
    expect(forbiddenIn("You have 3 points, kids!")).toHaveLength(2);
    expect(forbiddenIn("Your student has a point of view")).toHaveLength(1);
    expect(forbiddenIn("Posted by your helper")).toHaveLength(2);
    expect(forbiddenIn("A poster for the show")).toEqual([]);
  });

  test.each(files)("%s reads at grade 6 or below", (file) => {
    expect(grade(sentencesOf(messagesOf(file)))).toBeLessThanOrEqual(6);
  });

  test("what students read is at grade 3 or below, taken together", () => {
    const students = files.filter((file) => !adults.includes(file));
    expect(grade(students.flatMap((file) => sentencesOf(messagesOf(file))))).toBeLessThanOrEqual(3);
  });

  test("a hard sentence is graded hard and an easy one easy", () => {
    expect(grade(["Documentation regarding institutional authorization requirements is unavailable."])).toBeGreaterThan(
      12,
    );
    expect(grade(["We made it. We ate it."])).toBeLessThan(1);
  });

  test.each(files)("%s holds only keys that start with its own name", (file) => {
    const start = basename(file).replace(".json", ".");
    expect(Object.keys(messagesOf(file)).filter((key) => !key.startsWith(start))).toEqual([]);
  });

  test.each(files)("%s says each thing once", (file) => {
    const keys = [...readFileSync(join(folder, file), "utf8").matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key);
    expect(keys.filter((key, place) => keys.indexOf(key) !== place)).toEqual([]);
  });

  test("every file of messages is spoken", () => {
    const kept = files.flatMap((file) => Object.keys(messagesOf(file)));
    expect(kept.sort()).toEqual(Object.keys(all).sort());
  });

  test("every message is said somewhere", () => {
    const said = readdirSync(src, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.test(ing)?\.ts$/.test(file))
      .map((file) => readFileSync(join(src, file), "utf8"))
      .join("\n");
    // A key that is put together, such as `print.${kind}`, stands for every key that it can become.
    const put = [...said.matchAll(/`(\w+\.[\w.]*\$\{[^}]*\}[^`]*)`/g)].map(
      ([, key = ""]) => new RegExp(`^${key.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, "\\w+")}$`),
    );
    const silent = Object.keys(all).filter((key) => !said.includes(`"${key}"`) && !put.some((form) => form.test(key)));
    expect(silent).toEqual([]);
  });

  test("a message with plural forms always has one that fits any number", () => {
    const open = Object.entries(all as Record<string, Message>).filter(
      ([, message]) => typeof message !== "string" && !message.other,
    );
    expect(open).toEqual([]);
  });
});

describe("saying a message", () => {
  afterEach(() => expect(spokenLanguage()).toBe("en"));

  test("names and times stand where the sentence wants them", () => {
    expect(t("chip.held", { time: "2:40" })).toBe("Approved. Goes out at 2:40");
  });

  test("a name that holds braces is said as it is", () => {
    expect(fill("With {name}", { name: "{time} Sam" }, "en")).toBe("With {time} Sam");
  });

  test("what nobody gave stays visible, so that a test sees it", () => {
    expect(fill("With {name}", {}, "en")).toBe("With {name}");
  });

  test.each([
    [1, "1 moment waits"],
    [2, "2 moments wait"],
    [1200, "1,200 moments wait"],
  ])("%i chooses its own form", (count, said) => {
    expect(fill({ one: "{count} moment waits", other: "{count} moments wait" }, { count }, "en")).toBe(said);
  });

  test("Arabic chooses among its six forms and writes its own digits when the reader does", () => {
    const forms = { zero: "none", one: "one", two: "two", few: "few {count}", many: "many", other: "other" };
    expect([0, 1, 2, 5, 11, 100].map((count) => fill(forms, { count }, "ar"))).toEqual([
      "none",
      "one",
      "two",
      expect.stringMatching(/^few [5٥]$/),
      "many",
      "other",
    ]);
  });

  test("a form the language asks for and nobody wrote falls back to the open one", () => {
    expect(fill({ other: "{count} more" }, { count: 1 }, "en")).toBe("1 more");
  });

  test("English is among the languages", () => {
    expect(languages()).toContain("en");
  });
});

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "svelte/compiler";
import { describe, expect, test } from "vitest";

const src = join(import.meta.dirname, "../src");
const templates = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".svelte"));

/** Attributes and props whose value somebody reads or hears. */
const spoken = new Set(
  "aria-label aria-description aria-roledescription alt placeholder title label word small line hint wrong close from text period place day".split(
    " ",
  ),
);

interface Node {
  type: string;
  name?: string;
  data?: string;
  value?: unknown;
  expression?: Node;
  attributes?: Node[];
  quasis?: { value: { raw: string } }[];
  [field: string]: unknown;
}

const hasLetters = (text: unknown): text is string => typeof text === "string" && /\p{L}{2}|\p{L}\s/u.test(text);
const isNode = (thing: unknown): thing is Node => typeof thing === "object" && thing !== null && "type" in thing;

/** Words an expression would put on the page by itself: "Yes" in {yes ? "Yes" : t("no")}. */
function wordsOf(expression: unknown): string[] {
  if (!isNode(expression)) return [];
  if (expression.type === "Literal") return hasLetters(expression.value) ? [expression.value] : [];
  if (expression.type === "TemplateLiteral")
    return (expression.quasis ?? []).map((quasi) => quasi.value.raw).filter(hasLetters);
  if (expression.type === "ConditionalExpression")
    return [...wordsOf(expression["consequent"]), ...wordsOf(expression["alternate"])];
  if (expression.type === "LogicalExpression") return [...wordsOf(expression["left"]), ...wordsOf(expression["right"])];
  return [];
}

function attributeWords(attribute: Node, ofComponent: boolean): string[] {
  if (attribute.type !== "Attribute" || !spoken.has(attribute.name ?? "")) return [];
  const parts = Array.isArray(attribute.value) ? attribute.value : [attribute.value];
  const words = parts
    .filter(isNode)
    .flatMap((part: Node) => (part.type === "Text" ? letters(part) : wordsOf(part.expression)));
  // A part may take a key where an element takes words: from="teacher" is a key, from="Ms. Ortiz" is not.
  return ofComponent ? words.filter((word) => /\s|^\p{Lu}/u.test(word)) : words;
}

const letters = (text: Node): string[] => (hasLetters(text.data) ? [text.data.trim()] : []);

/** An attribute written out as style would be refused by the content policy; style:--x goes another way. */
const styles = (node: Node): string[] =>
  (node.attributes ?? []).filter(({ type, name }) => type === "Attribute" && name === "style").map(() => "style=");

const spelled = (node: Node): boolean =>
  (node.attributes ?? []).some(({ type, name }) => type === "Attribute" && name === "translate");

function walk(node: Node): string[] {
  if (node.type === "Text") return letters(node);
  if (node.type === "ExpressionTag") return wordsOf(node.expression);
  if (spelled(node)) return [];
  const said = (node.attributes ?? []).flatMap((each) => attributeWords(each, node.type === "Component"));
  const own = [...styles(node), ...said];
  const inside = Object.entries(node)
    .filter(([field]) => field !== "attributes" && field !== "expression")
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode));
  return [...own, ...inside.flatMap(walk)];
}

function wordsIn(template: string): string[] {
  return walk(parse(template, { modern: true }).fragment as unknown as Node);
}

describe("templates", () => {
  test("hold no words of their own: every word is a message somebody can translate", () => {
    const found = templates.flatMap((file) =>
      wordsIn(readFileSync(join(src, file), "utf8")).map((words) => `${file}: ${words}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ["<p>Hello</p>", "Hello"],
    ['<img alt="A drum" src="/x" />', "A drum"],
    ['<button aria-label="Close it">{icon}</button>', "Close it"],
    ['<p>{yes ? "Yes" : t("no")}</p>', "Yes"],
    ["<p>{`With ${name}`}</p>", "With "],
    ["{#if open}<b>{#each names as name}and {name}{/each}</b>{/if}", "and"],
    ['<Tile word="Music" />', "Music"],
    ['<p style="color: red"></p>', "style="],
  ])("%s is caught", (template, words) => {
    expect(wordsIn(template)).toEqual([words]);
  });

  test.each([
    '<p class="soft">{t("home.title")}</p>',
    '<img alt="" src="/x" />',
    '<TypeCode from="teacher" />',
    '<span translate="no">Kith</span>',
    "<p>{name} · {time}</p>",
    "<style>p { color: red }</style><p>{line}</p>",
  ])("%s is fine", (template) => {
    expect(wordsIn(template)).toEqual([]);
  });
});

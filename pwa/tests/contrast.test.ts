import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "../src/ui/tokens.css"), "utf8").replace(/\/\*.*?\*\//gs, "");

type Theme = "light" | "dark";
type Colours = Record<string, { light: string; dark: string }>;

/** The colours a rule sets, by name: `--ink: light-dark(#22242c, #f5efe4)`. */
function coloursIn(rule: string): Colours {
  const found: Colours = {};
  for (const [, name = "", light = "", dark = ""] of rule.matchAll(
    /--([\w-]+):\s*light-dark\((#\w+|transparent),\s*(#\w+|transparent)\)/g,
  )) {
    found[name] ??= { light, dark };
  }
  return found;
}

function ruleOf(selector: string): string {
  const start = css.indexOf(selector + " {");
  if (start < 0) throw new Error(`tokens.css has no rule for ${selector}`);
  return css.slice(start, css.indexOf("}", start));
}

const plain = { ...coloursIn(ruleOf(":root")), ...coloursIn(css.slice(css.lastIndexOf("--on-deep: light-dark"))) };
const strong = { ...plain, ...coloursIn(ruleOf('[data-contrast="more"]')) };
strong["ink-soft"] = strong["line"] = strong["ink"] ?? { light: "", dark: "" };

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/\w/g, "$&$&") : hex;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(full.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2 contrast ratio of two colours, 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** What stands on what. Text first, then what it stands on. */
const text: [string, string][] = [
  ...["paper", "card", "well", "note-soft", "loose-soft"].map((on): [string, string] => ["ink", on]),
  ...["paper", "card", "well"].map((on): [string, string] => ["ink-soft", on]),
  ...["paper", "card"].map((on): [string, string] => ["action", on]),
  ...["paper", "card", "note-soft"].map((on): [string, string] => ["note", on]),
  ["on-action", "action"],
  ["on-action-soft", "action-soft"],
  ["paper", "ink"],
  ...["loose", "waiting", "sending", "teacher", "shared"].map((state): [string, string] => [state, `${state}-soft`]),
  ...["waiting", "shared"].map((state): [string, string] => [state, "card"]),
];
const lines: [string, string][] = [
  ...["paper", "card", "well"].map((on): [string, string] => ["line", on]),
  ...["paper", "card"].map((on): [string, string] => ["focus", on]),
  ["teacher", "card"],
  ["action", "action-soft"],
];
const glazeText: [string, string][] = [
  ["on-deep", "deep"],
  ["ink", "soft"],
  ["ink-soft", "soft"],
  ["tone", "soft"],
  ["tone", "paper"],
  ["tone", "card"],
];

function ratio(colours: Colours, [over, under]: [string, string], theme: Theme): number {
  const [one, other] = [colours[over], colours[under]];
  if (!one || !other) throw new Error(`tokens.css has no colour ${one ? under : over}`);
  return contrast(one[theme], other[theme]);
}

function tooFaint(colours: Colours, pairs: [string, string][], least: number): string[] {
  const themes: Theme[] = ["light", "dark"];
  return themes.flatMap((theme) =>
    pairs
      .map((pair) => ({ pair, has: ratio(colours, pair, theme) }))
      .filter(({ has }) => has < least)
      .map(({ pair, has }) => `${pair.join(" on ")}, ${theme}: ${has.toFixed(2)}`),
  );
}

describe("the colours", () => {
  test("every text stands out from its paper at least 7 to 1, light and dark", () => {
    expect(tooFaint(plain, text, 7)).toEqual([]);
  });

  test("every line and ring that means something stands out at least 3 to 1", () => {
    expect(tooFaint(plain, lines, 3)).toEqual([]);
  });

  test("strong contrast is never fainter than the usual one", () => {
    expect(tooFaint(strong, text, 7)).toEqual([]);
    expect(tooFaint(strong, lines, 3)).toEqual([]);
  });

  test.each(["ink", "clay", "moss", "ochre", "sea", "plum"])("the %s glaze is readable wherever it stands", (glaze) => {
    const glazed = { ...plain, ...coloursIn(ruleOf(`[data-glaze="${glaze}"]`)) };
    expect(tooFaint(glazed, glazeText, 7)).toEqual([]);
  });

  test("a faint pair is named with its theme", () => {
    const faint = { ink: { light: "#777777", dark: "#ffffff" }, paper: { light: "#ffffff", dark: "#000000" } };
    expect(tooFaint(faint, [["ink", "paper"]], 7)).toEqual(["ink on paper, light: 4.48"]);
  });

  test("black on white is 21 to 1", () => {
    expect(contrast("#000", "#ffffff")).toBeCloseTo(21);
  });
});

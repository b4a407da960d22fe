import type { Page } from "@playwright/test";
import axe from "axe-core";

/** What every screen is held to; the gallery is held to the enhanced contrast as well. */
export const standard = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Everything axe finds in anybody's way, each with the first letters of where it stands. */
export async function inTheWay(page: Page, tags: readonly string[] = standard): Promise<string[]> {
  const found: string[] = [];
  for (const { id, nodes } of await violations(page, { type: "tag", values: [...tags] })) {
    const there = [];
    for (const node of nodes)
      if (id !== "target-size" || !(await isLargeInTheMiddle(page, String(node.target[0])))) there.push(node);
    if (there.length > 0) found.push(told(id, there));
  }
  return found;
}

/** What cannot be told from what is behind or beside it: all that another colour scheme can change. */
export async function tooFaint(page: Page): Promise<string[]> {
  const found = await violations(page, { type: "rule", values: ["color-contrast", "link-in-text-block"] });
  return found.map(({ id, nodes }) => told(id, nodes));
}

function told(id: string, nodes: readonly axe.NodeResult[]): string {
  return `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(" | ")}`;
}

/** Only what is wrong is gathered: listing everything that is right took longer than looking. */
async function violations(page: Page, runOnly: axe.RunOnly): Promise<axe.Result[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async (runOnly) =>
      (await (window as unknown as { axe: typeof axe }).axe.run({ runOnly, resultTypes: ["violations"] })).violations,
    runOnly,
  );
}

/** A target of which the bar at the bottom leaves a strip is as large as it should be when it stands in the middle of the window. */
function isLargeInTheMiddle(page: Page, target: string): Promise<boolean> {
  return page.locator(target).evaluate((element) => {
    const scrolled = [scrollX, scrollY] as const;
    element.scrollIntoView({ block: "center" });
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const reach = 12; // half of the 24 pixels that the rule asks for
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const corners = [-1, 1].flatMap((over) => [-1, 1].map((down) => [x + over * (reach - 1), y + down * (reach - 1)]));
    const hit = corners.every(([x = 0, y = 0]) => element.contains(document.elementFromPoint(x, y)));
    scrollTo(...scrolled);
    return hit;
  });
}

/** What stands wholly or partly beside the window, by its own rectangle: scrollWidth misses what is clipped. */
export function beside(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((element) => !element.closest(".unseen, .skip, [hidden]") && element.getClientRects().length > 0)
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        // A pocket's picture leans, so its corners reach a little beyond its own box.
        return left < -1 || right > document.documentElement.clientWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 90)),
  );
}

/** Words that are cut off by their own button, chip, way or heading. */
export function cut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("button, a, h1, h2, h3, label, summary, .chip")]
      .filter((element) => !element.closest(".unseen, .skip, [hidden]") && element.getClientRects().length > 0)
      .filter((element) => getComputedStyle(element).display !== "inline")
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.scrollWidth} in ${element.clientWidth} px: ${element.textContent.trim()}`),
  );
}

/** Words that are broken in the middle because their place is too narrow for them. */
export function broken(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement?.closest(".unseen, .skip, [hidden], script, [aria-live]")) continue;
      for (const { 0: word, index } of (node.textContent ?? "").matchAll(/\p{L}{2,14}/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.push(`${word} in ${node.parentElement?.outerHTML.slice(0, 60)}`);
      }
    }
    return found;
  });
}

/** What can be pressed and is smaller than 44 px. */
export function small(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const sheet = document.querySelector("dialog[open]");
    const places = sheet ? "dialog[open] :is(a, button)" : "main :is(a, button), .shelf :is(a, button)";
    return (
      [...document.querySelectorAll<HTMLElement>(places)]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        // A link that covers its whole card is pressed by its ::after, which is as large as the card.
        .filter(
          ({ element, box }) => !element.matches("h3 > a") && element.getClientRects().length > 0 && box.width > 0,
        )
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(
          ({ element, box }) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${element.textContent.trim()}`,
        )
    );
  });
}

/** Letters twice as large, as somebody chooses them under "How it looks". */
export async function withLargeLetters<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const size = (step: string | undefined) =>
    page.evaluate((step) => {
      const root = document.documentElement;
      if (step) root.dataset["size"] = step;
      else delete root.dataset["size"];
      // Widths are asked in letters, and Chromium asks again only when the page is measured anew.
      root.style.setProperty("container-type", "normal");
      root.getBoundingClientRect();
      root.style.removeProperty("container-type");
    }, step);
  await size("4");
  const seen = await look();
  await size(undefined);
  return seen;
}

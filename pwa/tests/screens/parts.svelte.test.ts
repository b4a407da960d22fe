import { createRawSnippet, flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import Field from "../../src/ui/Field.svelte";
import LiveRegion from "../../src/ui/LiveRegion.svelte";
import { say } from "../../src/ui/live.svelte";
import "../../src/ui/look.css";
import Pick from "../../src/ui/Pick.svelte";
import Sheet from "../../src/ui/Sheet.svelte";
import Tile from "../../src/ui/Tile.svelte";
import { button, sheet } from "./phone";

const drawn: Record<string, unknown>[] = [];
afterEach(async () => {
  for (const part of drawn.splice(0)) await unmount(part);
  document.body.replaceChildren();
});

function draw<Props extends Record<string, unknown>>(part: Component<never>, props: Props): void {
  drawn.push(mount(part as unknown as Component<Record<string, unknown>>, { target: document.body, props }));
  flushSync();
}

const html = (markup: string) => createRawSnippet(() => ({ render: () => markup }));
const focused = () => document.activeElement;

describe("a sheet", () => {
  /** A page with a button before the sheet, and what the sheet was told. */
  function sheetOnAPage() {
    const opener = document.body.appendChild(Object.assign(document.createElement("button"), { textContent: "Open" }));
    const props = $state({
      open: false,
      title: "Take it down?",
      close: "Leave it",
      closed: 0,
      children: html("<p><button>Yes</button></p>"),
      onclosed: () => void (props.closed += 1),
    });
    draw(Sheet, props);
    const open = () => {
      opener.focus();
      flushSync(() => (props.open = true));
    };
    return { props, opener, open };
  }

  test("takes the focus and names itself, and nothing behind it can be reached", async () => {
    const { opener, open } = sheetOnAPage();
    expect(sheet().query()).toBeNull();
    open();
    await expect.element(sheet()).toHaveAccessibleName("Take it down?");
    expect(sheet().element().contains(focused())).toBe(true);
    // Round and round by Tab: the page's own button never comes up.
    for (let presses = 0; presses < 5; presses++) {
      await userEvent.keyboard("{Tab}");
      expect(focused()).not.toBe(opener);
    }
    await expect.element(page.getByRole("heading", { level: 2, name: "Take it down?" })).toBeVisible();
  });

  test.each([
    ["Escape", () => userEvent.keyboard("{Escape}")],
    ["its own button", () => button("Leave it").click()],
  ])("closed with %s says so once, and gives the focus back to where it came from", async (_, close) => {
    const { props, opener, open } = sheetOnAPage();
    open();
    await close();
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(props).toMatchObject({ open: false, closed: 1 });
    await expect.element(page.elementLocator(opener)).toHaveFocus();
    open();
    await expect.element(sheet()).toBeVisible();
  });

  test("closed by what was done in it holds nothing of it any more", async () => {
    const { props, open } = sheetOnAPage();
    open();
    await expect.element(button("Yes")).toBeVisible();
    flushSync(() => (props.open = false));
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(document.querySelector("dialog")?.textContent?.trim()).toBe("");
    await expect.poll(() => props.closed).toBe(1);
  });
});

describe("a field", () => {
  const field = () => page.getByRole("textbox", { name: "My code" });

  test("says its hint and what is wrong with it, the hint first, and stops saying what is mended", async () => {
    const props = $state<Record<string, unknown>>({ label: "My code", value: "", hint: "It is on your badge." });
    draw(Field, props);
    await expect.element(field()).toHaveAccessibleDescription("It is on your badge.");
    await expect.element(field()).not.toHaveAttribute("aria-invalid");
    flushSync(() => (props["wrong"] = "That is not a code."));
    await expect.element(field()).toHaveAccessibleDescription("It is on your badge. That is not a code.");
    await expect.element(field()).toHaveAttribute("aria-invalid", "true");
    flushSync(() => (props["wrong"] = undefined));
    await expect.element(field()).toHaveAccessibleDescription("It is on your badge.");
    await expect.element(field()).not.toHaveAttribute("aria-invalid");
  });

  test.each([
    ["one line", undefined],
    ["several lines", 4],
  ])("of %s hands on what is typed, no longer than it may be, and is reached by its label", async (_, lines) => {
    const props = $state({ label: "My code", value: "", maxlength: 5, ...(lines && { lines }) });
    draw(Field, props);
    await page.getByText("My code").click();
    await expect.element(field()).toHaveFocus();
    await userEvent.keyboard("abcdefgh");
    expect(props.value).toBe("abcde");
    flushSync(() => (props.value = "new"));
    await expect.element(field()).toHaveValue("new");
  });

  test("writes Arabic from the right, whatever the page does", async () => {
    draw(Field, { label: "My code", value: "مرحبا" });
    await expect.element(field()).toBeVisible();
    expect(getComputedStyle(field().element()).direction).toBe("rtl");
  });

  test("two of one name are told apart by their own hints", async () => {
    for (const hint of ["First.", "Second."]) draw(Field, { label: "My code", value: "", hint });
    await expect.element(field().nth(0)).toHaveAccessibleDescription("First.");
    await expect.element(field().nth(1)).toHaveAccessibleDescription("Second.");
  });
});

describe("a tile", () => {
  const symbol = html('<svg aria-hidden="true"></svg>');

  test.each(["{Enter}", " "])("that stays pressed is worked by %s, and says whether it is chosen", async (key) => {
    const props = $state({ word: "Music", symbol, chosen: false, onclick: () => void (props.chosen = !props.chosen) });
    draw(Tile, props);
    (await button("Music").findElement()).focus();
    for (const chosen of ["true", "false"]) {
      await userEvent.keyboard(key);
      await expect.element(button("Music")).toHaveAttribute("aria-pressed", chosen);
    }
  });

  test("is read by its word alone, with its small line, and is large enough for a thumb", async () => {
    draw(Tile, { word: "Music", small: "Room 4", symbol });
    await expect.element(button("Music Room 4")).toBeVisible();
    await expect.element(button("Music")).not.toHaveAttribute("aria-pressed");
    const { width, height } = button("Music").element().getBoundingClientRect();
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  });

  test("with an address is a link, and a way that is chosen is where one is", async () => {
    draw(Tile, { word: "Write", symbol, href: "/new?way=write" });
    draw(Pick, { chosen: true, href: "/circles", children: html("<span>Circles</span>") });
    await expect.element(page.getByRole("link", { name: "Write" })).toHaveAttribute("href", "/new?way=write");
    await expect.element(page.getByRole("link", { name: "Circles" })).toHaveAttribute("aria-current", "page");
  });
});

describe("the live region", () => {
  /** Every sentence that a screen reader would be handed, in order. */
  function listen(): string[] {
    const heard: string[] = [];
    const region = page.getByRole("status").element();
    new MutationObserver(() => heard.push(region.textContent ?? "")).observe(region, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    return heard;
  }

  test("says each sentence once, the same one twice when it is meant twice, and moves no focus", async () => {
    draw(LiveRegion, {});
    const before = focused();
    const heard = listen();
    for (const sentence of ["Saved on this phone.", "Saved on this phone.", "2 moments sent."]) {
      flushSync(() => say(sentence));
      await expect.poll(() => heard.at(-1)?.trim()).toBe(sentence);
      await new Promise((next) => requestAnimationFrame(next));
    }
    expect(heard.map((each) => each.trim())).toEqual([
      "Saved on this phone.",
      "Saved on this phone.",
      "2 moments sent.",
    ]);
    expect(new Set(heard).size).toBe(3);
    expect(focused()).toBe(before);
  });

  test("is heard and not seen, and speaks politely", async () => {
    draw(LiveRegion, {});
    say("Kept.");
    const region = page.getByRole("status");
    await expect.element(region).toHaveTextContent("Kept.");
    expect(region.elements()).toHaveLength(1);
    const { width, height } = region.element().getBoundingClientRect();
    expect(width * height).toBeLessThanOrEqual(4);
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { mayasRows } from "../../src/store/people.testing";
import { appearance, choose, restoreAppearance } from "../../src/ui/appearance.svelte";
import { button, heading, openApp, seatOf, sheet, shutApp } from "./phone";

const root = document.documentElement;
const group = (name: string) => sheet().getByRole("group", { name });
const pick = (row: string, name: string) => group(row).getByRole("button", { name, exact: true });
const pressed = (row: string) => group(row).getByRole("button", { pressed: true });

afterEach(() => {
  localStorage.clear();
  restoreAppearance();
});

/** The app as a phone opens it: what was chosen before is there before the first screen. */
async function open(path: string): Promise<void> {
  await shutApp();
  restoreAppearance();
  await openApp(path);
}

async function openLooks(): Promise<void> {
  await seatOf({ kind: "student", name: "Maya" }, mayasRows);
  await open("/circles");
  await button("How it looks").click();
  await expect.element(sheet()).toHaveAccessibleName("How it looks");
}

describe("how it looks", () => {
  test("begins as the phone itself does, in every row", async () => {
    await openLooks();
    for (const [row, way] of [
      ["Light or dark", "As this phone"],
      ["Size of words", "As drawn"],
      ["Stronger lines", "As this phone"],
      ["Things that move", "As this phone"],
    ] as const) {
      await expect.element(pressed(row)).toHaveTextContent(way);
      expect(pressed(row).elements()).toHaveLength(1);
    }
    expect({ ...root.dataset }).not.toHaveProperty("theme");
  });

  test.each([
    ["Light or dark", "Dark", "theme", "dark"],
    ["Light or dark", "Light", "theme", "light"],
    ["Size of words", "Biggest", "size", "4"],
    ["Stronger lines", "Strong", "contrast", "more"],
    ["Things that move", "Less", "motion", "less"],
  ])("%s: %s is seen at once and still there at the next start", async (row, way, mark, value) => {
    await openLooks();
    await pick(row, way).click();
    expect(root.dataset[mark]).toBe(value);
    await expect.element(pressed(row)).toHaveTextContent(way);
    delete root.dataset[mark];
    await open("/circles");
    expect(root.dataset[mark]).toBe(value);
    await button("How it looks").click();
    await expect.element(pressed(row)).toHaveTextContent(way);
  });

  test("dark really is dark, and words really grow", async () => {
    await openLooks();
    const light = () => getComputedStyle(heading("My circles").element());
    const [before, size] = [light().color, parseFloat(light().fontSize)];
    await pick("Light or dark", "Dark").click();
    expect(light().color).not.toBe(before);
    await pick("Size of words", "Biggest").click();
    expect(parseFloat(light().fontSize)).toBeGreaterThan(size * 1.3);
  });

  test("one choice leaves the others as they were, and each can be taken back", async () => {
    await openLooks();
    await pick("Light or dark", "Dark").click();
    await pick("Size of words", "Bigger").click();
    await pick("Light or dark", "As this phone").click();
    expect(root.dataset["theme"]).toBeUndefined();
    expect(appearance()).toMatchObject({ theme: "device", size: 2 });
  });

  test("is worked by keys alone, and closing it goes back to where one was", async () => {
    await openLooks();
    (await pick("Light or dark", "Light").findElement()).focus();
    await userEvent.keyboard("{Tab}");
    await expect.element(pick("Light or dark", "Dark")).toHaveFocus();
    await userEvent.keyboard(" ");
    expect(root.dataset["theme"]).toBe("dark");
    await userEvent.keyboard("{Escape}");
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(button("How it looks")).toHaveFocus();
  });

  test.each(["{", "null", '"dark"', "[]"])(
    "that was left unreadable (%s) is as drawn, and the app opens",
    async (kept) => {
      localStorage.setItem("kith-appearance", kept);
      await openLooks();
      await expect.element(pressed("Light or dark")).toHaveTextContent("As this phone");
      await expect.element(pressed("Size of words")).toHaveTextContent("As drawn");
    },
  );

  test("stands at the door too, where nobody is signed in", async () => {
    await open("/");
    await button("How it looks").click();
    await pick("Stronger lines", "Strong").click();
    expect(root.dataset["contrast"]).toBe("more");
    await expect.element(page.getByText("This stays on this phone.")).toBeVisible();
  });
});

describe("a phone that keeps nothing", () => {
  const { setItem } = Storage.prototype;
  afterEach(() => void (Storage.prototype.setItem = setItem));

  test("still shows at once what was chosen", () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("private window", "QuotaExceededError");
    };
    choose({ theme: "dark" });
    expect(root.dataset["theme"]).toBe("dark");
    expect(appearance().theme).toBe("dark");
  });
});

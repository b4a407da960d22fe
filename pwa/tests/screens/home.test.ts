import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { drafts } from "../../src/store/drafts";
import { lunch, mayasRows } from "../../src/store/people.testing";
import { heading, link, openApp, seatOf, until } from "./phone";

describe("a student's home", () => {
  test("shows each circle as one link", async () => {
    await seatOf({ kind: "student", name: "Maya" }, mayasRows);
    await openApp("/");
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(link(/^Lunch circle/)).toHaveAttribute("href", `/circles/${lunch}`);
  });

  test("leads back to a moment that was begun and not finished", async () => {
    const seat = await seatOf({ kind: "student", name: "Maya" }, mayasRows);
    await openApp("/new");
    await page.getByLabelText("Anything else?").fill("Soup");
    await until(async () => (await drafts(seat))[0]?.words === "Soup");
    await openApp("/circles");
    await link("Go on").click();
    await expect.element(page.getByLabelText("Anything else?")).toHaveValue("Soup");
  });
});

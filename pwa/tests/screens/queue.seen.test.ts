import { describe, expect, test } from "vitest";
import { page, type Locator } from "vitest/browser";
import { anaCircleOnly, theoMissing } from "../../src/screens/desk/fixtures.testing";
import { keepPicture } from "../../src/store/pictures";
import type { Moment, Picture } from "../../src/store/shapes";
import { button, heading, openApp } from "./phone";
import { cardOf, drummed, group, isTold, keptBodies, ortizHas, spoken, waits } from "./teacher";

const early = (hour: number) => ({ received: `2026-11-16T0${hour}:00:00Z` });
const soup = waits("soup", "Hot soup in the rain.", early(1));
const rain = waits("rain", "It rained on all of us.", { ...early(2), checks: [anaCircleOnly], ceiling: "circle" });
const solo = drummed("solo", "I drummed alone.", early(3));
const far = waits("far", "Far down the page.", early(9));
const tall = (n: number) => drummed(`tall${n}`, `A long day ${n}. `.repeat(90), early(5));

const approveSeen = (count: number) => button(`Approve ${count} you've seen`);

async function scrollTo(what: Locator, block: ScrollLogicalPosition = "center"): Promise<void> {
  await expect.element(what).toBeInTheDocument();
  what.element().scrollIntoView({ block });
}

/** Brings words wholly into view, and waits until they count as seen together with those before. */
async function looksAt(words: string, count: number): Promise<void> {
  await scrollTo(cardOf(words).getByRole("blockquote"));
  await expect.element(approveSeen(count)).toBeVisible();
}

/** A small picture, as the school would have sent it. */
async function jpeg(): Promise<ArrayBuffer> {
  const canvas = new OffscreenCanvas(80, 60);
  canvas.getContext("2d")?.fillRect(0, 0, 80, 60);
  return await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer();
}

describe("approved together", () => {
  test("is only what was in view, each for as wide as its own consent allows", async () => {
    const stopped = waits("stop", "Theo is in it.", { checks: [theoMissing], ceiling: "none", ...early(4) });
    const seat = await ortizHas(stopped, soup, rain, tall(1), far);
    await openApp("/queue");
    await looksAt("Hot soup", 1);
    await looksAt("It rained", 2);
    await expect.element(page.getByText("You have seen 2 of the 4 that are ready.")).toBeInTheDocument();
    await expect.element(page.getByText("The 1 that needs a look is not in this.")).toBeInTheDocument();
    await approveSeen(2).click();
    await expect.element(spoken()).toHaveTextContent("Approved 2. 3 left.");
    const bodies = await keptBodies(seat, 2);
    expect(bodies).toMatchObject([
      { moment: soup.id, kind: "approve", audience: "families", bulk: true, seen: soup.hash },
      { moment: rain.id, kind: "approve", audience: "circle", bulk: true, seen: rain.hash },
    ]);
    await expect.element(group("Ready").getByText("Far down the page.")).toBeInTheDocument();
    await expect.element(heading("3 to look at")).toBeInTheDocument();
    await expect.element(button(/you've seen/)).not.toBeInTheDocument();
  });

  test("is nothing of a circle that the filter leaves out, though it was seen", async () => {
    const seat = await ortizHas(soup, solo);
    await openApp("/queue");
    await looksAt("Hot soup", 1);
    await looksAt("I drummed", 2);
    await button("The Drum Room").click();
    await approveSeen(1).click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ moment: solo.id }]);
    await button("All circles").click();
    await expect.element(group("Ready").getByText("Hot soup in the rain.")).toBeVisible();
  });

  test("each can still be taken back on its own", async () => {
    await ortizHas(soup, solo);
    await openApp("/queue");
    await looksAt("Hot soup", 1);
    await looksAt("I drummed", 2);
    await approveSeen(2).click();
    await button("Undo: Sam, I drummed alone.").click();
    await expect.element(group("Ready").getByText("I drummed alone.")).toBeVisible();
    await expect.element(group("Just decided").getByText("Hot soup in the rain.")).toBeVisible();
  });
});

describe("seen", () => {
  test("is not what stands below the fold", async () => {
    await ortizHas(soup, tall(1), tall(2), far);
    await openApp("/queue");
    await looksAt("Hot soup", 1);
    await expect.element(page.getByText("You have seen 1 of the 4 that are ready.")).toBeInTheDocument();
  });

  test("is not a moment that was changed since, until it was looked at again", async () => {
    const seat = await ortizHas(soup, tall(1), tall(2));
    await openApp("/queue");
    await looksAt("Hot soup", 1);
    await scrollTo(cardOf("A long day 2"), "end");
    const quotes: Moment["quotes"] = [{ words: "Cold soup, to be honest.", made: "own" }];
    await isTold(seat, { ...soup, revision: "souprevision002", number: 2, hash: "hash of cold soup", quotes });
    await expect.element(cardOf("Cold soup")).toBeInTheDocument();
    await expect.element(button(/you've seen/)).not.toBeInTheDocument();
    await looksAt("Cold soup", 1);
    await approveSeen(1).click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ revision: "souprevision002", seen: "hash of cold soup" }]);
  });

  test("is not a card whose photo has not come, and is once it was drawn", async () => {
    const photo: Picture = {
      media: "p1",
      rendition: "rendition000001",
      alt: "Bowls",
      kept: true,
      width: 80,
      height: 60,
    };
    const bowls = waits("bowls", "Two bowls.", { ...early(1), pictures: [photo] });
    const seat = await ortizHas(bowls, solo);
    await openApp("/queue");
    await looksAt("I drummed", 1);
    await scrollTo(cardOf("Two bowls"));
    await expect.element(cardOf("Two bowls").getByText("The photo is on its way.")).toBeVisible();
    await expect.element(approveSeen(1)).toBeVisible();
    await keepPicture(seat, "rendition000001", 800, await jpeg());
    await expect.element(cardOf("Two bowls").getByRole("img", { name: "Bowls" })).toBeVisible();
    await scrollTo(cardOf("Two bowls"));
    await expect.element(approveSeen(2)).toBeVisible();
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { decided, theoMissing } from "../../src/screens/desk/fixtures.testing";
import { outbox } from "../../src/store/outbox";
import type { Seat } from "../../src/store/seat";
import { button, heading, openApp, sheet, until } from "./phone";
import { cardOf, drummed, group, isTold, keptBodies, ortizHas, press, waits } from "./teacher";

const arm = waits("arm", "Dre taught me the arm.", { checks: [theoMissing], received: "2026-11-16T08:00:00Z" });
const soup = waits("soup", "Hot soup in the rain.", { received: "2026-11-16T09:00:00Z" });
const rain = waits("rain", "It rained on all of us.", { received: "2026-11-16T10:00:00Z" });
const solo = drummed("solo", "I drummed alone.", { received: "2026-11-16T11:00:00Z" });
const ball = decided({ kind: "take_down", by: "Rosa" }, waits("ball", "I want ball again", { state: "taken_down" }));

/** The card that a key is about. */
const isChosen = (words: string) => expect.element(cardOf(words)).toHaveAttribute("aria-current", "true");
const nothingIsDecided = async (seat: Seat) => expect(await outbox(seat)).toEqual([]);
let seat: Seat;

beforeEach(async () => {
  seat = await ortizHas(arm, soup, rain, solo);
  await openApp("/queue");
  await expect.element(heading("4 to look at")).toBeVisible();
});

afterEach(() => localStorage.clear());

describe("with single keys", () => {
  test("J and K walk from card to card and stop at both ends", async () => {
    await press("j", "k");
    await isChosen("Dre taught me");
    await press("j", "j", "j", "j", "j");
    await isChosen("I drummed alone.");
    await expect.element(cardOf("I drummed")).toHaveFocus();
    await press("k");
    await isChosen("It rained");
    await nothingIsDecided(seat);
  });

  test.each(["a", "b", "p", "u", "Enter"])("%s does nothing while no card was chosen", async (key) => {
    await press(key);
    await press("j");
    await isChosen("Dre taught me");
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(location.pathname).toBe("/queue");
    await nothingIsDecided(seat);
  });

  test("P keeps the chosen card private and U takes that back", async () => {
    await press("j", "j");
    await isChosen("Hot soup");
    await press("p");
    await expect.element(group("Just decided").getByText("Kept private.")).toBeVisible();
    expect(await keptBodies(seat, 1)).toMatchObject([{ moment: soup.id, kind: "keep_private" }]);
    await press("u");
    await expect.element(heading("4 to look at")).toBeVisible();
    await isChosen("Hot soup");
  });

  test("U takes back the newest decision first, then the one before", async () => {
    await press("j", "j", "a");
    await isChosen("It rained");
    await press("p");
    await expect.element(heading("2 to look at")).toBeVisible();
    await press("u");
    await expect.element(group("Ready").getByText("It rained on all of us.")).toBeVisible();
    await expect.element(group("Just decided").getByText("Approved for circle and families.")).toBeVisible();
    await press("u");
    await expect.element(group("Just decided")).not.toBeInTheDocument();
    await expect.element(heading("4 to look at")).toBeVisible();
  });

  test("B writes a note about the chosen card, Escape leaves it there", async () => {
    await press("j", "b");
    await expect.element(sheet().getByText("Maya will read this.")).toBeVisible();
    await press("Escape");
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(cardOf("Dre taught me")).toHaveFocus();
    await nothingIsDecided(seat);
  });

  test("Enter opens the chosen card, and Back comes to the queue again", async () => {
    await press("j", "j", "Enter");
    await until(() => location.pathname === `/queue/${soup.id}`);
    await expect.element(heading("Moment by Maya, Bench 4")).toBeInTheDocument();
    history.back();
    await expect.element(heading("4 to look at")).toBeVisible();
  });

  test("Enter on a button is that button's, not the card's", async () => {
    await press("j", "j");
    const keep = cardOf("Hot soup").getByRole("button", { name: "Keep private" });
    (await keep.findElement()).focus();
    await press("Enter");
    await expect.element(group("Just decided").getByText("Kept private.")).toBeVisible();
    expect(location.pathname).toBe("/queue");
  });

  test("letters in a note are letters: what is typed decides nothing", async () => {
    await press("j", "j", "b");
    await userEvent.type(sheet().getByLabelText("Your own words"), "a pup by a jug? ");
    await expect.element(sheet().getByLabelText("Your own words")).toHaveValue("a pup by a jug? ");
    await nothingIsDecided(seat);
    await expect.element(page.getByRole("dialog", { name: "Keys for the queue" })).not.toBeInTheDocument();
  });

  test("a browser's own key with Control stays the browser's", async () => {
    await press("j", "j");
    await userEvent.keyboard("{Control>}a{/Control}{Alt>}p{/Alt}");
    await press("j");
    await isChosen("It rained");
    await nothingIsDecided(seat);
  });

  test("a filtered-out card is not decided by a key", async () => {
    await press("j", "j");
    await page.getByRole("button", { name: "The Drum Room" }).click();
    await press("a", "p");
    await expect.element(heading("1 to look at")).toBeVisible();
    await nothingIsDecided(seat);
    await press("j");
    await isChosen("I drummed alone.");
  });
});

describe("the keys themselves", () => {
  test("are all told on a sheet, which a key opens too", async () => {
    await press("?");
    await expect.element(page.getByRole("dialog", { name: "Keys for the queue" })).toBeVisible();
    const keys = sheet().getByRole("term");
    expect(keys.elements().map(({ textContent }) => textContent?.trim())).toEqual([..."JKABP", "Enter", "U", "?"]);
    await press("a", "j");
    await sheet().getByRole("button", { name: "Done" }).click();
    await press("j");
    await isChosen("Dre taught me");
    await nothingIsDecided(seat);
  });

  test("can be switched off for somebody who speaks to the computer, stay off, and come back", async () => {
    const box = () => sheet().getByRole("checkbox", { name: /Use single keys/ });
    await button("Keys").click();
    await box().click();
    await sheet().getByRole("button", { name: "Done" }).click();
    await openApp("/queue");
    await expect.element(heading("4 to look at")).toBeVisible();
    await press("j", "a", "?");
    await expect.element(sheet()).not.toBeInTheDocument();
    await button("Keys").click();
    await expect.element(box()).not.toBeChecked();
    await box().click();
    await sheet().getByRole("button", { name: "Done" }).click();
    await press("j");
    await isChosen("Dre taught me");
    await nothingIsDecided(seat);
  });
});

test("what somebody asks to take down is decided by its own buttons, by no key", async () => {
  await isTold(seat, ball);
  await expect.element(group("Asked to take down")).toBeVisible();
  await press("j", "a", "p", "b");
  await isChosen("I want ball again");
  await expect.element(sheet()).not.toBeInTheDocument();
  await nothingIsDecided(seat);
});

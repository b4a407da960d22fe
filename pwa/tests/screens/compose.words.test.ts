import { describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { drafts } from "../../src/store/drafts";
import type { Seat } from "../../src/store/seat";
import { button, heading, openApp, sheet, until } from "./phone";
import { ana, draftWhen, field, inPart, maya, mayasPhone, part, sam, text, theo } from "./student";
import { keptBodies } from "./teacher";

const quote = part("The words");
const write = button("Write");
const pick = (group: string, name: string) =>
  quote.getByRole("group", { name: group }).getByRole("button", { name, exact: true });
const said = (name: string) => pick("Who said it?", name);
const how = (name: string) => pick("How were the words made?", name);

async function begun(): Promise<Seat> {
  const seat = await mayasPhone();
  await openApp("/new");
  await write.click();
  await expect.element(quote).toBeVisible();
  return seat;
}

/** Saves, and hands out the quotes that go up. */
async function saved(seat: Seat): Promise<unknown> {
  await button("Save").click();
  await expect.element(sheet()).toBeVisible();
  return (await keptBodies(seat, 1))[0]!["quotes"];
}

describe("somebody's words", () => {
  test("are Maya's own to begin with, and typing goes on at once", async () => {
    const seat = await begun();
    await expect.element(field("Your words")).toHaveFocus();
    await expect.element(said("Me")).toHaveAttribute("aria-pressed", "true");
    await expect.element(how("My own words")).toHaveAttribute("aria-pressed", "true");
    await field("Your words").fill("  It waved back.  ");
    expect(await saved(seat)).toEqual([{ words: "It waved back.", made: "own", speaker: maya.id, lang: "en" }]);
  });

  test("are Sam's when Maya wrote down what he said, with who gave a hand", async () => {
    const seat = await begun();
    await said("Sam").click();
    await expect.element(field("What Sam said")).toBeVisible();
    await expect.element(field("Did someone give a hand? Say how.")).not.toBeInTheDocument();
    await how("I wrote what they said").click();
    await field("What Sam said").fill("Again. Louder.");
    await field("Did someone give a hand? Say how.").fill("He used his talker");
    expect(await saved(seat)).toMatchObject([
      { words: "Again. Louder.", made: "scribed", speaker: sam.id, support: "He used his talker" },
    ]);
  });

  test("about somebody are the writer's: the field says so, and they are kept as about", async () => {
    const seat = await begun();
    await said("Theo").click();
    await how("About them, by me").click();
    await expect.element(field("What Theo said")).not.toBeInTheDocument();
    await field("In your words").fill("Theo laughed all day");
    expect(await saved(seat)).toMatchObject([{ made: "about", speaker: theo.id }]);
  });

  test("of somebody who is not on the list name nobody", async () => {
    const seat = await begun();
    await said("Someone else").click();
    await field("What someone else said").fill("Nice hat");
    const [kept] = (await saved(seat)) as object[];
    expect(kept).toMatchObject({ words: "Nice hat" });
    expect(kept).not.toHaveProperty("speaker");
  });

  test("and a hand that was given, taken out again, are kept without it", async () => {
    const seat = await begun();
    await how("Someone wrote what I said").click();
    await field("Your words").fill("Ball!");
    await field("Did someone give a hand? Say how.").fill("x");
    await field("Did someone give a hand? Say how.").fill("");
    const [kept] = (await saved(seat)) as object[];
    expect(kept).not.toHaveProperty("support");
  });

  test("in another language stay as they were written, in their own direction", async () => {
    const seat = await begun();
    await field("Your words").fill("أريد كرة السلة");
    await expect.element(field("Your words")).toHaveAttribute("dir", "auto");
    expect(await saved(seat)).toMatchObject([{ words: "أريد كرة السلة" }]);
  });

  test("are 500 letters at the most, and the field takes no more", async () => {
    const seat = await begun();
    await expect.element(field("Your words")).toHaveAttribute("maxlength", "500");
    await field("Your words").fill("a".repeat(499));
    await userEvent.keyboard("{End}xyz");
    await expect.element(field("Your words")).toHaveValue(`${"a".repeat(499)}x`);
    expect(await saved(seat)).toMatchObject([{ words: `${"a".repeat(499)}x` }]);
  });
});

describe("several people's words", () => {
  test("stand one after the other, each with who said it", async () => {
    const seat = await begun();
    await field("Your words").fill("Mine");
    await write.click();
    await field("Your words").nth(1).fill("Hers");
    await quote.nth(1).getByRole("button", { name: "Ana", exact: true }).click();
    expect(await saved(seat)).toMatchObject([
      { words: "Mine", speaker: maya.id },
      { words: "Hers", speaker: ana.id },
    ]);
  });

  test("an empty place is used first: Write twice makes one, and takes the focus there", async () => {
    const seat = await begun();
    await field("Anything else?").click();
    await write.click();
    await expect.element(field("Your words")).toHaveFocus();
    expect(quote.elements()).toHaveLength(1);
    await inPart("What did you do?", "Food").click();
    await draftWhen(seat, ({ did }) => did.length);
    expect(await saved(seat)).toBeUndefined();
  });

  test("a place that was left empty is nothing to save by itself", async () => {
    const seat = await begun();
    await draftWhen(seat, ({ quotes }) => quotes.length === 1);
    await button("Save").click();
    await expect.element(text("Add one thing first: a photo, a symbol, a word or a tile.")).toBeVisible();
    await expect.element(sheet()).not.toBeInTheDocument();
  });

  test("the ones in the middle are removed, and the others keep their words", async () => {
    const seat = await begun();
    for (const [place, words] of ["One", "Two", "Three"].entries()) {
      await write.click();
      await field("Your words").nth(place).fill(words);
    }
    await quote.nth(1).getByRole("button", { name: "Remove these words" }).click();
    await draftWhen(seat, ({ quotes }) => quotes.length === 2);
    await expect.element(field("Your words").nth(1)).toHaveValue("Three");
    expect(await saved(seat)).toMatchObject([{ words: "One" }, { words: "Three" }]);
  });

  test("are ten at the most: an eleventh leads back to the tenth", async () => {
    const seat = await begun();
    for (let place = 0; place < 10; place++) {
      await write.click();
      await field("Your words").nth(place).fill(`Words ${place}`);
    }
    await write.click();
    await expect.element(field("Your words").nth(9)).toHaveFocus();
    await until(async () => (await drafts(seat))[0]?.quotes[9]?.words === "Words 9");
    expect((await drafts(seat))[0]?.quotes).toHaveLength(10);
    await expect.element(heading("New moment")).toBeVisible();
  });
});

test("the writer's own note is no quote: it goes up as words, with its language", async () => {
  const seat = await mayasPhone();
  await openApp("/new");
  await field("Anything else?").fill("We tried the new table.");
  await button("Save").click();
  await expect.element(sheet()).toBeVisible();
  const [body] = await keptBodies(seat, 1);
  expect(body).toMatchObject({ words: "We tried the new table.", lang: "en" });
  expect(body).not.toHaveProperty("quotes");
});

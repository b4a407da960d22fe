import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { drafts } from "../../src/store/drafts";
import { lunchCircle } from "../../src/store/people.testing";
import type { Seat } from "../../src/store/seat";
import { button, heading, openApp, sheet, shutApp, until } from "./phone";
import { circleRow, draftWhen, field, inPart, isTold, maya, mayasPhone, part, sam, theo } from "./student";
import { keptBodies } from "./teacher";

const message = part("Your message");
const board = part("Symbols");
const tap = async (...words: string[]) => {
  for (const name of words) await board.getByRole("list").getByRole("button", { name, exact: true }).click();
};
const turnTo = (name: string) => board.getByRole("group", { name: "Pages" }).getByRole("button", { name }).click();
const said = () =>
  message
    .getByRole("listitem")
    .elements()
    .map((each) => each.textContent.trim());
const back = button("Back to the rest");

async function atTheBoard(...rows: Parameters<typeof mayasPhone>): Promise<Seat> {
  const seat = await mayasPhone(...rows);
  await openApp("/new");
  await button("Symbols").click();
  await expect.element(message.getByText("Tap a symbol to start.")).toBeVisible();
  return seat;
}

describe("a message in symbols", () => {
  test("is built by touching, from every page of the board, with people and typed words in it", async () => {
    const seat = await atTheBoard();
    await tap("I", "like");
    await turnTo("School");
    await tap("music");
    await turnTo("People");
    await tap("Theo");
    await button("Add a word by typing").click();
    await field("A word").fill("  really  ");
    await button("Add it").click();
    await expect.poll(said).toEqual(["I", "like", "music", "Theo", "really"]);
    await back.click();
    await expect.element(message.getByRole("blockquote")).toHaveTextContent("I like music Theo really");
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect((await keptBodies(seat, 1))[0]!["quotes"]).toEqual([
      {
        words: "I like music Theo really",
        made: "symbols",
        lang: "en",
        speaker: maya.id,
        symbols: ["i", "like", "music", `person:${theo.id}`, "text:really"],
      },
    ]);
  });

  test("is kept with each symbol, and opens again as it was after the tab was shut", async () => {
    const seat = await atTheBoard();
    await tap("we", "want", "more");
    await draftWhen(seat, ({ quotes }) => quotes[0]?.symbols?.length === 3);
    await shutApp();
    await openApp(location.pathname);
    await message.getByRole("button", { name: "Change the symbols" }).click();
    await expect.poll(said).toEqual(["we", "want", "more"]);
    await tap("again");
    const { quotes } = await draftWhen(seat, (draft) => draft.quotes[0]?.symbols?.length === 4);
    expect(quotes).toMatchObject([{ words: "we want more again" }]);
  });

  test("is changed by touching a word in it, and by Undo, down to nothing at all", async () => {
    const seat = await atTheBoard();
    await tap("I", "not", "like");
    await message.getByRole("button", { name: "not, remove" }).click();
    await expect.poll(said).toEqual(["I", "like"]);
    await message.getByRole("button", { name: "Undo last" }).click();
    await message.getByRole("button", { name: "Undo last" }).click();
    await expect.element(message.getByText("Tap a symbol to start.")).toBeVisible();
    await until(async () => (await drafts(seat))[0]?.quotes.length === 0);
  });

  test("is somebody else's when they chose the symbols on Maya's phone", async () => {
    const seat = await atTheBoard();
    await turnTo("Feelings");
    await tap("happy");
    await back.click();
    await message.getByRole("group", { name: "Who said it?" }).getByRole("button", { name: "Sam" }).click();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect((await keptBodies(seat, 1))[0]!["quotes"]).toMatchObject([{ speaker: sam.id, made: "symbols" }]);
  });

  test("is taken out of the moment whole, and the rest of it stays", async () => {
    const seat = await atTheBoard();
    await tap("I");
    await back.click();
    await inPart("What did you do?", "Food").click();
    await message.getByRole("button", { name: "Remove" }).click();
    await expect.element(message).not.toBeInTheDocument();
    const draft = await draftWhen(seat, ({ quotes }) => quotes.length === 0);
    expect(draft.did).toEqual(["food"]);
  });

  test("ends at forty symbols: the next one changes nothing, and nothing breaks", async () => {
    const seat = await atTheBoard();
    const yes = board.getByRole("button", { name: "like", exact: true }).element() as HTMLElement;
    for (let count = 0; count < 45; count++) yes.click();
    const { quotes } = await draftWhen(seat, (draft) => draft.quotes[0]?.symbols?.length === 40);
    expect(quotes[0]!.words.split(" ")).toHaveLength(40);
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
  });

  test("an empty typed word adds nothing, and the field closes", async () => {
    const seat = await atTheBoard();
    await tap("I");
    await button("Add a word by typing").click();
    await field("A word").fill("   ");
    await userEvent.keyboard("{Enter}");
    await expect.element(field("A word")).not.toBeInTheDocument();
    await expect.poll(said).toEqual(["I"]);
    expect((await drafts(seat))[0]?.quotes[0]?.symbols).toEqual(["i"]);
  });
});

describe("the board", () => {
  test("has nine words on a page, whose places never move, and the whole page is heard by its name", async () => {
    const seat = await atTheBoard();
    await expect.element(heading("New moment")).toBeInTheDocument();
    const words = () =>
      board
        .getByRole("list")
        .getByRole("button")
        .elements()
        .map((each) => each.textContent.trim());
    const core = words();
    expect(core).toEqual(["I", "we", "like", "not", "more", "again", "different", "finished", "want"]);
    await turnTo("Feelings");
    await expect.poll(words).toHaveLength(9);
    await tap("no", "no");
    await turnTo("Core");
    await expect.poll(words).toEqual(core);
    await draftWhen(seat, ({ quotes }) => quotes[0]?.words === "no no");
  });

  test("lists the others of the circle as people, and not Maya herself", async () => {
    await atTheBoard();
    await turnTo("People");
    const names = board.getByRole("list").getByRole("button");
    await expect
      .poll(() => names.elements().map((each) => each.querySelector("span:last-child")?.textContent))
      .toEqual(["Theo", "Sam", "Ana"]);
  });

  test("is worked by keys alone: each symbol is a button that the keyboard reaches", async () => {
    const seat = await atTheBoard();
    (await board.getByRole("button", { name: "I", exact: true }).findElement()).focus();
    await userEvent.keyboard("{Enter}{Tab}{Tab} ");
    await expect.poll(said).toEqual(["I", "like"]);
    await expect.element(board.getByRole("button", { name: "like", exact: true })).toHaveFocus();
    await draftWhen(seat, ({ quotes }) => quotes[0]?.words === "I like");
  });

  test("says a person's new name after the school told it: the message names who is meant", async () => {
    const seat = await atTheBoard();
    await turnTo("People");
    await tap("Theo");
    await draftWhen(seat, ({ quotes }) => quotes.length);
    await isTold(seat, circleRow({ ...lunchCircle, members: [maya, { ...theo, name: "Thea" }] }));
    await expect.poll(said).toEqual(["Thea"]);
    await expect.element(page.getByRole("button", { name: "Thea, remove" })).toBeVisible();
  });
});

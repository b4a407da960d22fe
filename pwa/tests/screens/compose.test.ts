import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { drafts, keepDraft } from "../../src/store/drafts";
import { myMoments } from "../../src/store/own";
import { outbox } from "../../src/store/outbox";
import { lunch, lunchCircle } from "../../src/store/people.testing";
import { button, heading, link, openApp, sheet, shutApp, until } from "./phone";
import { draftWhen, field, inPart, mayasPhone, mineTold, part, text } from "./student";
import { keptBodies, spoken } from "./teacher";

const tile = (word: string) => inPart("What did you do?", word);
const save = button("Save");
const empty = "Add one thing first: a photo, a symbol, a word or a tile.";

describe("a moment that is begun", () => {
  test("is kept from the first tap, named in the address, and there again after the tab was shut", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await tile("Food").click();
    const { moment } = await draftWhen(seat, ({ did }) => did.includes("food"));
    expect(location.pathname).toBe(`/new/${moment}`);
    await inPart("How was it?", "Funny").click();
    await field("Anything else?").fill("Soup, twice.");
    await draftWhen(seat, ({ words }) => words === "Soup, twice.");
    await shutApp();
    await openApp(location.pathname);
    await expect.element(tile("Food")).toHaveAttribute("aria-pressed", "true");
    await expect.element(inPart("How was it?", "Funny")).toHaveAttribute("aria-pressed", "true");
    await expect.element(field("Anything else?")).toHaveValue("Soup, twice.");
    expect(await outbox(seat)).toEqual([]);
  });

  test("leaves nothing behind when the page was only looked at", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(tile("Food")).toBeVisible();
    await link("Circles").click();
    await expect.element(heading("My circles")).toBeVisible();
    expect(await drafts(seat)).toEqual([]);
    await expect.element(text("You have one that is not finished.")).not.toBeInTheDocument();
  });

  test("is never thrown away by Back: it stands under My moments as not finished, and goes on from there", async () => {
    const seat = await mayasPhone();
    await openApp("/circles");
    await link("Add a moment").click();
    await field("Anything else?").fill("Half a word");
    await draftWhen(seat, ({ words }) => words === "Half a word");
    history.back();
    await expect.element(heading("My circles")).toBeVisible();
    await link("My moments").click();
    await expect.element(text("Not finished")).toBeVisible();
    await link("Half a word").click();
    await expect.element(field("Anything else?")).toHaveValue("Half a word");
  });

  test("is offered again on an empty page, and no more once this one has something in it", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await tile("Music").click();
    const { moment } = await draftWhen(seat, ({ did }) => did.length);
    await openApp("/new");
    await expect.element(link("Go on with it")).toHaveAttribute("href", `/new/${moment}`);
    await tile("Art").click();
    await expect.element(link("Go on with it")).not.toBeInTheDocument();
    await until(async () => (await drafts(seat)).length === 2);
    expect((await drafts(seat)).map(({ did }) => did.join()).sort()).toEqual(["art", "music"]);
  });

  test("is shared by two tabs of one phone: the other one lists it at once", async () => {
    const seat = await mayasPhone();
    await openApp("/moments");
    await expect.element(text("Nothing yet. Moments you save show up here.")).toBeVisible();
    await keepDraft(seat, { ...newDraft("othertabmoment1", lunch), words: "From the other tab" });
    await expect.element(link("From the other tab")).toHaveAttribute("href", "/new/othertabmoment1");
  });

  test("that this phone does not have is said plainly, with a way to make a new one", async () => {
    await mayasPhone();
    await openApp("/new/nothere00000000");
    await expect.element(text("This one is not on this phone. You can make a new one.")).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "New moment" }).click();
    await expect.element(tile("Food")).toBeVisible();
  });
});

describe("the tiles", () => {
  test("are taken back by a second tap, and several can be chosen", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    for (const word of ["Food", "Games", "Food"]) await tile(word).click();
    await expect.element(tile("Food")).toHaveAttribute("aria-pressed", "false");
    await inPart("Whose idea?", "They showed me").click();
    await inPart("How was it?", "Good").click();
    await inPart("How was it?", "Hard").click();
    await expect.element(inPart("How was it?", "Good")).toHaveAttribute("aria-pressed", "false");
    await draftWhen(seat, ({ feeling }) => feeling === "hard");
    await inPart("Whose idea?", "They showed me").click();
    await inPart("How was it?", "Hard").click();
    const draft = await draftWhen(seat, ({ feeling, turn }) => !feeling && !turn);
    expect(draft.did).toEqual(["games"]);
  });

  test("are eight and More: one chosen further back stays in sight when they are folded again", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(tile("Animals")).not.toBeInTheDocument();
    await expect.element(tile("More")).toHaveAttribute("aria-expanded", "false");
    await tile("More").click();
    await tile("Animals").click();
    await draftWhen(seat, ({ did }) => did.includes("animals"));
    await tile("Fewer").click();
    await expect.element(tile("Animals")).toHaveAttribute("aria-pressed", "true");
    await expect.element(tile("Trip")).not.toBeInTheDocument();
    expect(part("What did you do?").getByRole("button").elements()).toHaveLength(10);
  });

  test("are twelve at the most: the thirteenth is not taken", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await tile("More").click();
    const all = part("What did you do?").getByRole("button").elements().slice(0, 13) as HTMLElement[];
    for (const each of all) each.click();
    const { did } = await draftWhen(seat, (draft) => draft.did.length === 12);
    expect(new Set(did).size).toBe(12);
    expect(part("What did you do?").getByRole("button", { pressed: true }).elements()).toHaveLength(12);
  });

  test("begin with what this circle does most, from its own moments and nobody else's", async () => {
    const elsewhere = { circle: "drumscircle0001", did: ["music"] };
    await mayasPhone(
      mineTold("one", { did: ["trip", "film"] }),
      mineTold("two", { did: ["film"] }),
      ...["a", "b", "c"].map((id) => mineTold(id, elsewhere)),
    );
    await openApp(`/new?circle=${lunch}`);
    await expect.element(tile("Film")).toBeVisible();
    const words = part("What did you do?")
      .getByRole("button")
      .elements()
      .map((each) => each.textContent.trim());
    expect(words.slice(0, 3)).toEqual(["Film", "Trip", "Music"]);
  });
});

describe("saving", () => {
  test("nothing says what to do, and the sentence goes once there is something", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await save.click();
    await expect.element(text(empty)).toBeVisible();
    await expect.element(spoken()).toHaveTextContent(empty);
    await field("Anything else?").fill("   ");
    await save.click();
    await expect.element(text(empty)).toBeVisible();
    await tile("Outside").click();
    await expect.element(text(empty)).not.toBeInTheDocument();
    await draftWhen(seat, ({ did }) => did.length);
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(await outbox(seat)).toEqual([]);
  });

  test("keeps everything that was tapped, once, and says where it is and who can see it", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await tile("Food").click();
    await inPart("How was it?", "Calm").click();
    await inPart("Whose idea?", "We did it together").click();
    await field("Anything else?").fill("  We shared soup.  ");
    await save.dblClick();
    await expect.element(sheet().getByText("It goes to your teacher next. No one else can see it.")).toBeVisible();
    await expect.element(spoken()).toHaveTextContent("Saved on this phone");
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({
      circle: lunch,
      did: ["food"],
      feeling: "calm",
      turn: "together",
      words: "We shared soup.",
      lang: "en",
    });
    expect(await drafts(seat)).toEqual([]);
    await sheet().getByRole("button", { name: "See it" }).click();
    await expect.element(part("Where it is now").getByText("Saved on this phone")).toBeVisible();
    expect(location.pathname).toBe(`/moments/${String(body?.["moment"])}`);
    expect(await outbox(seat)).toHaveLength(1);
  });

  test.each(["Done", "Escape"])(
    "the sheet that is closed with %s leads to the moment, never back to an empty page",
    async (how) => {
      const seat = await mayasPhone();
      await openApp("/new");
      await tile("Food").click();
      await save.click();
      await expect.element(sheet()).toBeVisible();
      if (how === "Escape") await userEvent.keyboard("{Escape}");
      else await sheet().getByRole("button", { name: how }).click();
      await expect.element(heading("Lunch circle, Today")).toBeInTheDocument();
      expect(await myMoments(seat)).toHaveLength(1);
    },
  );

  test("another one starts empty in the same circle, and the first stays as it was kept", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await tile("Food").click();
    await save.click();
    await sheet().getByRole("button", { name: "Add another" }).click();
    await expect.element(tile("Food")).toHaveAttribute("aria-pressed", "false");
    expect(location.pathname).toBe("/new");
    await tile("Art").click();
    await save.click();
    await expect.element(sheet()).toBeVisible();
    const bodies = await keptBodies(seat, 2);
    expect(bodies.map(({ did, circle }) => [did, circle])).toEqual([
      [["food"], lunchCircle.id],
      [["art"], lunchCircle.id],
    ]);
  });
});

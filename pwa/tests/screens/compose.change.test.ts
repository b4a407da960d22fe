import { afterEach, describe, expect, test } from "vitest";
import { newDraft } from "../../src/moment/draft";
import { drafts, keepDraft } from "../../src/store/drafts";
import { mine } from "../../src/store/own";
import { outbox } from "../../src/store/outbox";
import { lunch } from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import type { Seat } from "../../src/store/seat";
import { button, heading, link, openApp, sheet, until } from "./phone";
import {
  aPhoto,
  draftWhen,
  field,
  fifteen,
  fillPhone,
  hand,
  inPart,
  isTold,
  mayasPhone,
  mediaOn,
  meRow,
  mineTold,
  newcomer,
  part,
  sam,
  text,
} from "./student";
import { kept, keptBodies, spoken } from "./teacher";

const words = field("Anything else?");
const tile = (word: string) => inPart("What did you do?", word);
const throwAway = button("Throw it away");

/** A moment of Maya's that is kept on this phone, and open to be changed. */
async function changing(more: Partial<ReturnType<typeof newDraft>> = {}): Promise<{ seat: Seat; id: string }> {
  const seat = await mayasPhone();
  const id = fifteen("soup");
  await saveRevision(seat, { ...newDraft(id, lunch), did: ["food"], words: "We shared soup.", ...more });
  await openApp(`/moments/${id}`);
  await link("Change it").click();
  await expect.element(heading("Change this moment")).toBeVisible();
  return { seat, id };
}

describe("a kept moment that is changed", () => {
  test("opens whole, and goes up as a new version on top of the one before", async () => {
    const quotes = [{ words: "Again.", made: "scribed" as const, speaker: sam.id, support: "a sign" }];
    const { seat, id } = await changing({ people: [sam.id], feeling: "good", turn: "they_showed", quotes });
    await expect.element(words).toHaveValue("We shared soup.");
    await expect.element(field("What Sam said")).toHaveValue("Again.");
    for (const [name, chosen] of [
      ["What did you do?", "Food"],
      ["How was it?", "Good"],
      ["Whose idea?", "They showed me"],
      ["Who is in it?", "Sam"],
    ] as const) {
      await expect.element(inPart(name, chosen)).toHaveAttribute("aria-pressed", "true");
    }
    await words.fill("We shared soup and bread.");
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    const [first, second] = await keptBodies(seat, 2);
    expect(second).toMatchObject({
      ...first,
      revision: second!["revision"],
      base: first!["revision"],
      words: "We shared soup and bread.",
    });
    expect(await mine(seat, id)).toMatchObject({ moment: { words: "We shared soup and bread." } });
  });

  test("is as it was until it is saved: half an edit is listed nowhere, and is there to go on with", async () => {
    const { seat } = await changing();
    await words.fill("Half an edi");
    await draftWhen(seat, (draft) => draft.words === "Half an edi");
    await openApp("/moments");
    await expect.element(link("We shared soup.")).toBeVisible();
    await expect.element(text("Half an edi")).not.toBeInTheDocument();
    await link("We shared soup.").click();
    await link("Change it").click();
    await expect.element(words).toHaveValue("Half an edi");
    expect(await kept(seat)).toHaveLength(1);
  });

  test("that came back opens with what the school has, on a phone that never had it", async () => {
    const seat = await mayasPhone(
      mineTold("back", { words: "Told", state: "back", note: "Who is it?", by: "Ms. Ortiz" }),
    );
    await openApp("/moments");
    await link("Change it").click();
    await expect.element(words).toHaveValue("Told");
    await words.fill("Told, with Sam");
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({
      moment: fifteen("back"),
      base: `rev${fifteen("back").slice(3)}`,
      words: "Told, with Sam",
    });
  });

  test("is not a place for a half-made one: no offer to go on with another stands above it", async () => {
    const seat = await mayasPhone(mineTold("back", { words: "Told", state: "back" }));
    await keepDraft(seat, { ...newDraft(fifteen("left"), lunch), words: "Left" });
    await openApp(`/new/${fifteen("back")}`);
    await expect.element(words).toHaveValue("Told");
    await expect.element(link("Go on with it")).not.toBeInTheDocument();
  });
});

describe("thrown away", () => {
  test("is asked first, and No leaves it", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(tile("Food")).toBeVisible();
    await expect.element(throwAway).not.toBeInTheDocument();
    await tile("Food").click();
    await throwAway.click();
    await expect.element(sheet().getByText("What is not saved yet will be gone.")).toBeVisible();
    await sheet().getByRole("button", { name: "No, leave it" }).click();
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(await drafts(seat)).toHaveLength(1);
    await expect.element(tile("Food")).toHaveAttribute("aria-pressed", "true");
  });

  test("it is gone whole, photo too, and nothing of it goes up", async () => {
    const seat = await mayasPhone();
    await openApp("/circles");
    await link("Add a moment").click();
    await words.fill("Oh no");
    await hand(await aPhoto());
    await draftWhen(seat, ({ pictures }) => pictures.length);
    await throwAway.click();
    await sheet().getByRole("button", { name: "Yes, throw it away" }).click();
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(spoken()).toHaveTextContent("It is gone from this phone.");
    expect([await drafts(seat), await mediaOn(seat), await outbox(seat)]).toEqual([[], [], []]);
    await expect.element(link("Go on with it")).not.toBeInTheDocument();
  });

  test("an edit leaves the moment as it was kept", async () => {
    const { seat, id } = await changing();
    await words.fill("Nonsense");
    await throwAway.click();
    await sheet().getByRole("button", { name: "Yes, throw it away" }).click();
    await expect.element(part("Where it is now")).toBeVisible();
    await expect.element(text("We shared soup.")).toBeVisible();
    expect(await mine(seat, id)).toMatchObject({ moment: { words: "We shared soup." } });
    expect(await kept(seat)).toHaveLength(1);
  });
});

describe("before the orientation", () => {
  const notYet = "First comes your orientation. Ask your teacher. You can start now: it stays here as not finished.";

  test.each([
    ["never had", newcomer],
    ["that ended", meRow({ orientedUntil: "2020-06-30T00:00:00Z" })],
  ])("%s, what Maya makes stays on her phone as not finished, and nothing goes up", async (_, who) => {
    const seat = await mayasPhone(who);
    await openApp("/new");
    await expect.element(text(notYet)).toBeVisible();
    await tile("Food").click();
    await button("Save").click();
    await expect.element(spoken()).toHaveTextContent(notYet);
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(await draftWhen(seat, ({ did }) => did.length)).toMatchObject({ did: ["food"] });
    expect(await outbox(seat)).toEqual([]);
  });

  test("it is kept with one tap once the school says that she had it", async () => {
    const seat = await mayasPhone(newcomer);
    await openApp("/new");
    await tile("Food").click();
    await isTold(seat, meRow());
    await expect.element(text(notYet)).not.toBeInTheDocument();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect(await keptBodies(seat, 1)).toMatchObject([{ did: ["food"] }]);
  });

  test("one that she began while it was current is kept, though it has ended since", async () => {
    const seat = await mayasPhone(meRow({ orientedUntil: "2020-06-30T00:00:00Z" }));
    const begun = newDraft(fifteen("old"), lunch, new Date("2020-06-29T12:00:00Z"));
    await keepDraft(seat, { ...begun, did: ["food"] });
    await openApp(`/new/${begun.moment}`);
    await expect.element(tile("Food")).toHaveAttribute("aria-pressed", "true");
    await expect.element(text(notYet)).not.toBeInTheDocument();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect(await outbox(seat)).toHaveLength(1);
  });
});

describe("a phone that is full", () => {
  let empty = (): void => undefined;
  afterEach(() => empty());

  test("keeps the words, says that the photo is not kept, and sends it once there is room", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await words.fill("Soup");
    await draftWhen(seat, (draft) => draft.words === "Soup");
    empty = fillPhone(["bytes"], true);
    await hand(await aPhoto());
    await expect.element(text("This phone is full. Your words are saved. The photo is not.")).toBeVisible();
    await button("Save").click();
    await expect.element(sheet().getByText("Your words are saved. The photo did not fit.")).toBeVisible();
    expect((await keptBodies(seat, 1))[0]).not.toHaveProperty("pictures");
    empty();
    await sheet().getByRole("button", { name: "Try the photo again" }).click();
    await expect.element(sheet().getByText("It goes to your teacher next.")).toBeVisible();
    const [first, second] = await keptBodies(seat, 2);
    expect(second).toMatchObject({ base: first!["revision"], words: "Soup", pictures: [{ alt: "Lunch circle" }] });
    expect(await mediaOn(seat)).toMatchObject([{ state: "waiting" }]);
  });

  test("that takes nothing says so at the first tap, and after a Save the page stays as it is, to save again", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(tile("Food")).toBeVisible();
    empty = fillPhone(["drafts", "outbox"]);
    await tile("Food").click();
    await expect.element(text("This phone is full. What you make now is only on this page.")).toBeVisible();
    await button("Save").click();
    const full = "This phone is full. Keep this page open. Make some room, then save again.";
    await expect.element(text(full)).toBeVisible();
    await expect.element(spoken()).toHaveTextContent(full);
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(tile("Food")).toHaveAttribute("aria-pressed", "true");
    expect(await outbox(seat)).toEqual([]);
    empty();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    await until(async () => (await outbox(seat)).length === 1);
    expect(await keptBodies(seat, 1)).toMatchObject([{ did: ["food"] }]);
  });
});

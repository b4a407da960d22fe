import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { keepDraft } from "../../src/store/drafts";
import { outbox, park } from "../../src/store/outbox";
import { mine } from "../../src/store/own";
import { lunch } from "../../src/store/people.testing";
import { keepPicture } from "../../src/store/pictures";
import { saveRevision } from "../../src/store/save";
import type { Seat } from "../../src/store/seat";
import type { Moment } from "../../src/store/shapes";
import { button, heading, link, openApp, until } from "./phone";
import { aPhoto, fifteen, isTold, maya, mayasPhone, mineTold, part, sam, text, theo } from "./student";
import { kept, keptBodies } from "./teacher";

const id = fifteen("soup");
const place = (n: number) => part("Where it is now").getByRole("listitem").nth(n);
const shared = { revision: "r", audience: "families", since: "2026-11-17T08:30:00Z" } as const;

/** Maya looks at a moment of hers that the school tells like this. */
async function looksAt(more: Partial<Moment>): Promise<Seat> {
  const seat = await mayasPhone(
    mineTold("soup", { words: "We shared soup.", received: "2026-11-16T12:20:00Z", ...more }),
  );
  await openApp(`/moments/${id}`);
  await expect.element(part("Where it is now")).toBeVisible();
  return seat;
}

describe("where a moment of Maya's is", () => {
  test.each<[string, Partial<Moment>, RegExp, RegExp]>([
    ["with her teacher", {}, /Your teacher has it .* 1:20$/, /^Families Not yet\. Your teacher looks first\.$/],
    ["back to her", { state: "back" }, /It came back to you\. See the note\./, /Not yet/],
    ["kept private", { state: "private" }, /Your teacher keeps it private\./, /Not yet/],
    [
      "approved for ten minutes on",
      { state: "held", heldUntil: "2099-11-16T13:05:00Z" },
      /It goes out at 2:05\./,
      /Not yet/,
    ],
    [
      "approved, with a time that is past",
      { state: "held", heldUntil: "2020-11-16T13:05:00Z" },
      /Approved\. It is not out yet\./,
      /Not yet/,
    ],
    [
      "shared with families",
      { state: "shared", audience: "families", shared },
      /Your teacher has it/,
      /^Families Shared, .*9:30$/,
    ],
    [
      "shared with her circle",
      { state: "shared", audience: "circle", shared },
      /Your teacher has it/,
      /^Your circle Shared, /,
    ],
    ["taken down", { state: "taken_down" }, /Your teacher has it/, /^Families Taken down\.$/],
    ["taken back", { state: "taken_back" }, /Not any more\./, /^Families You took it back\.$/],
  ])("%s is told in three places, in the school's time", async (_, more, teacher, last) => {
    await looksAt(more);
    await expect.element(place(0)).toHaveTextContent(/^Saved on this phone/);
    await expect.element(place(1)).toHaveTextContent(teacher);
    await expect.element(place(2)).toHaveTextContent(last);
    await expect.element(heading(/^Lunch circle, /)).toBeInTheDocument();
  });

  test("is not her teacher's while it waits on the phone, also when the page is opened anew", async () => {
    const seat = await mayasPhone();
    await saveRevision(seat, { ...newDraft(id, lunch), words: "Soup" });
    await openApp(`/moments/${id}`);
    await expect.element(place(1)).toHaveTextContent("Not yet. It waits for internet.");
    await button("Try now").click();
    await until(() => seat.status.rounds > 1);
    await expect.element(place(1)).toHaveTextContent("Not yet. It waits for internet.");
    expect(await kept(seat)).toHaveLength(1);
  });

  test("not finished is said on its own page too, with the way back into it", async () => {
    const seat = await mayasPhone();
    await keepDraft(seat, { ...newDraft(id, lunch), words: "Half" });
    await openApp(`/moments/${id}`);
    await expect.element(place(0)).toHaveTextContent(/^Not finished/);
    await expect.element(link("Go on with it")).toHaveAttribute("href", `/new/${id}`);
  });

  test("changes under her eyes when the school tells it", async () => {
    const seat = await looksAt({});
    await isTold(seat, mineTold("soup", { words: "We shared soup.", state: "shared", audience: "circle", shared }));
    await expect.element(place(2)).toHaveTextContent(/^Your circle Shared/);
    await expect.element(button("Ask to take it down")).toBeVisible();
    await expect.element(button("Take it back")).not.toBeInTheDocument();
  });

  test("a moment that this phone does not have says nothing of why", async () => {
    await mayasPhone();
    await openApp("/moments/nothere00000000");
    await expect.element(text("This moment is not on this phone. It may have been taken back.")).toBeVisible();
    await expect
      .element(page.getByRole("main").getByRole("link", { name: "My moments" }))
      .toHaveAttribute("href", "/moments");
  });
});

describe("a moment that came back with a note", () => {
  const note = "Can you take one without them?";

  test("says who wrote and what, and leads to changing it: once", async () => {
    await looksAt({ state: "back", note, by: "Ms. Ortiz" });
    const card = part("Ms. Ortiz wrote to you");
    await expect.element(card).toHaveTextContent(note);
    await expect.element(card.getByRole("link", { name: "Change it" })).toHaveAttribute("href", `/new/${id}`);
    expect(page.getByRole("main").getByRole("link", { name: "Change it" }).elements()).toHaveLength(1);
    await expect.element(button("Take it back")).toBeVisible();
  });

  test("from a teacher who is not named is from her teacher", async () => {
    await looksAt({ state: "back", note });
    await expect.element(part("Your teacher wrote to you")).toHaveTextContent(note);
  });

  test("that she has answered with a newer version shows the old note no more", async () => {
    const seat = await looksAt({ state: "back", note, by: "Ms. Ortiz" });
    await saveRevision(seat, { ...newDraft(id, lunch), base: `rev${id.slice(3)}`, words: "Without them" });
    await expect.element(text("Without them")).toBeVisible();
    await expect.element(text(/wrote to you/)).not.toBeInTheDocument();
    await expect.element(place(1)).toHaveTextContent("Not yet. It waits for internet.");
  });

  test.each(["with_teacher", "private", "shared"] as const)("is not said any more once it is %s", async (state) => {
    await looksAt({ state, note, by: "Ms. Ortiz" });
    await expect.element(text(/wrote to you/)).not.toBeInTheDocument();
    await expect.element(text(note)).not.toBeInTheDocument();
  });
});

describe("what is in it", () => {
  test("each quote is told with who said it and how it was made; a sentence about somebody is never a quote", async () => {
    await looksAt({
      quotes: [
        { speaker: maya, words: "It waved.", made: "own" },
        { speaker: sam, words: "Again.", made: "scribed", support: "he pointed" },
        { speaker: theo, words: "I like music", made: "symbols", symbols: ["i", "like", "music", "text:x"] },
        { speaker: theo, words: "Theo laughed all day", made: "about" },
        { words: "Nice hat", made: "own" },
      ],
      people: [sam, maya],
      did: ["music", "art", "surfing_on_mars"],
      feeling: "funny",
    });
    const main = page.getByRole("main");
    expect(
      main
        .getByRole("blockquote")
        .elements()
        .map((each) => each.textContent.trim()),
    ).toEqual(["It waved.", "Again.", "I like music", "Nice hat"]);
    for (const line of [
      "You, your own words. With Sam. Lunch circle.",
      "Sam said it. Someone wrote it down. With a hand: he pointed.",
      "Theo chose symbols.",
      "You wrote this.",
      "Someone, own words.",
      "Music and Art. It was: funny.",
    ]) {
      await expect.element(main.getByText(line, { exact: true })).toBeVisible();
    }
    await expect.element(text("Theo laughed all day")).toBeVisible();
  });

  test("words of another language keep their own direction", async () => {
    await looksAt({ quotes: [{ speaker: sam, words: "أريد كرة السلة", made: "own", lang: "ar" }] });
    const quote = page.getByRole("blockquote");
    await expect.element(quote).toHaveAttribute("lang", "ar");
    expect(getComputedStyle(quote.element()).direction).toBe("rtl");
  });

  test("a picture that is still on its way is there in words, and shows itself when it has come", async () => {
    const pictures = [{ media: "mediaofsoup0001", rendition: "renditionsoup01", alt: "A red pot", kept: true }];
    const seat = await looksAt({ pictures });
    await expect.element(text("A red pot")).toBeVisible();
    await expect.element(page.getByRole("img", { name: "A red pot" })).not.toBeInTheDocument();
    await keepPicture(seat, "renditionsoup01", 1600, await (await aPhoto()).arrayBuffer());
    await expect.element(page.getByRole("img", { name: "A red pot" })).toBeVisible();
  });
});

describe("changed on two phones", () => {
  async function both(): Promise<Seat> {
    const seat = await mayasPhone();
    await saveRevision(seat, { ...newDraft(id, lunch), words: "From this phone" });
    await park(seat, (await outbox(seat))[0]!.n, "stale_base", "");
    await isTold(seat, mineTold("soup", { words: "From the tablet" }));
    await openApp(`/moments/${id}`);
    await expect.element(part("There are two of this one")).toBeVisible();
    return seat;
  }
  const here = part("From this phone");
  const there = part("What your teacher has");

  test("both texts stand there side by side, and neither is lost until she says which is right", async () => {
    const seat = await both();
    await expect.element(here.getByText("From this phone").last()).toBeVisible();
    await expect.element(there).toHaveTextContent("From the tablet");
    await expect.element(text("Both are safe. Which one is right?")).toBeVisible();
    await expect.element(link("Change it")).not.toBeInTheDocument();
    expect(await kept(seat)).toHaveLength(1);
  });

  test("this one is right: it goes up on top of what the teacher has", async () => {
    const seat = await both();
    await here.getByRole("button", { name: "This one is right" }).click();
    await expect.element(part("There are two of this one")).not.toBeInTheDocument();
    expect(await keptBodies(seat, 1)).toMatchObject([{ words: "From this phone", base: `rev${id.slice(3)}` }]);
    expect((await outbox(seat))[0]!.state).not.toBe("parked");
  });

  test("that one is right: this phone's goes, and nothing is sent", async () => {
    const seat = await both();
    await there.getByRole("button", { name: "That one is right" }).click();
    await expect.element(part("There are two of this one")).not.toBeInTheDocument();
    await expect.element(text("From the tablet")).toBeVisible();
    expect(await kept(seat)).toEqual([]);
    expect(await mine(seat, id)).toMatchObject({ chip: { state: "with_teacher" } });
  });
});

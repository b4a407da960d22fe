import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { keepDraft } from "../../src/store/drafts";
import { outbox, park } from "../../src/store/outbox";
import { change, lunch, lunchCircle } from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import { tellStatus } from "../../src/store/seat";
import type { Moment } from "../../src/store/shapes";
import { button, heading, link, openApp, until } from "./phone";
import {
  aPhoto,
  askTold,
  circleRow,
  draftWhen,
  fifteen,
  hand,
  isTold,
  longName,
  mayasPhone,
  mineTold,
  row,
  sharedTold,
  text,
} from "./student";

const show = (name: string) => page.getByRole("group", { name: "Show" }).getByRole("button", { name, exact: true });
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const shared = { revision: "r", audience: "circle", since: daysAgo(1) } as const;

/** What the school says of a moment, what Maya reads of it, and under which filter it stands. */
const told: [string, Partial<Moment>, string, string | undefined][] = [
  ["Bread", { state: "with_teacher" }, "Your teacher has it", "Waiting"],
  ["Drums", { state: "held", heldUntil: "2020-01-01T00:00:00Z" }, "Approved. Not out yet", "Waiting"],
  ["Chess", { state: "back", note: "Who is it?" }, "Back to you: see note", "Back to me"],
  ["Kites", { state: "private" }, "Kept private", undefined],
  ["Frogs", { state: "shared", audience: "circle", shared }, "Shared with your circle", "Shared"],
  ["Beans", { state: "shared", audience: "families", shared }, "Shared with families", "Shared"],
  ["Murals", { state: "shared", audience: "school", shared }, "Shared with the school", "Shared"],
  ["Rain", { state: "withdrawn" }, "Not shared now", undefined],
  ["Hats", { state: "taken_down" }, "Taken down", undefined],
  ["Snow", { state: "taken_back" }, "Taken back", undefined],
];
const rows = told.map(([words, more]) => mineTold(words.toLowerCase(), { words, ...more }));

describe("my moments", () => {
  test("say of each where it is, in words beside its name", async () => {
    await mayasPhone(...rows);
    await openApp("/moments");
    for (const [words, , says] of told) {
      await expect.element(row(words)).toHaveTextContent(says);
      await expect
        .element(row(words).getByRole("link", { name: words }))
        .toHaveAttribute("href", `/moments/${fifteen(words.toLowerCase())}`);
    }
    // Nobody learns from the list who said no, and what came back is the only one with something to do.
    await expect.element(row("Rain")).toHaveTextContent(/^\s*Rain Not shared now\s*$/);
    await expect
      .element(row("Chess").getByRole("link", { name: "Change it" }))
      .toHaveAttribute("href", `/new/${fifteen("chess")}`);
    expect(page.getByRole("main").getByRole("link", { name: "Change it" }).elements()).toHaveLength(1);
  });

  test.each(["Waiting", "Shared", "Back to me"])(
    "%s leaves those that stand under it, and keeps the choice in the address",
    async (filter) => {
      await mayasPhone(...rows);
      await openApp("/moments");
      await expect.element(show("All")).toHaveAttribute("aria-pressed", "true");
      await show(filter).click();
      await expect.element(show(filter)).toHaveAttribute("aria-pressed", "true");
      const names = () =>
        page
          .getByRole("heading", { level: 3 })
          .elements()
          .map((each) => each.textContent);
      const expected = told.filter(([, , , under]) => under === filter).map(([words]) => words);
      await expect.poll(() => names().sort()).toEqual([...expected].sort());
      await openApp(location.pathname + location.search);
      await expect.poll(() => names().sort()).toEqual([...expected].sort());
      await expect.element(heading("My moments")).toBeVisible();
    },
  );

  test.each([
    ["All", "Nothing yet. Moments you save show up here."],
    ["Waiting", "Nothing waits."],
    ["Shared", "Nothing is shared yet."],
    ["Back to me", "Nothing is back to you."],
  ])("with nothing under %s say so", async (filter, says) => {
    await mayasPhone();
    await openApp("/moments");
    await show(filter).click();
    await expect.element(text(says)).toBeVisible();
  });

  test("stand by the school's days, newest first", async () => {
    await mayasPhone(
      mineTold("old", { words: "Old", at: "2020-03-05T12:00:00Z" }),
      mineTold("now", { words: "Now", at: daysAgo(0) }),
      mineTold("soon", { words: "Before", at: daysAgo(1) }),
    );
    await openApp("/moments");
    await expect.element(row("Now")).toBeVisible();
    const all = page.getByRole("main").getByRole("heading").elements();
    expect(all.map((each) => each.textContent)).toEqual([
      "My moments",
      "Today",
      "Now",
      "Yesterday",
      "Before",
      "March 5, 2020",
      "Old",
    ]);
  });

  test("are hers alone: what others shared and what asks for her yes are not among them", async () => {
    await mayasPhone(
      mineTold("mine", { words: "Mine" }),
      sharedTold("theirs", { words: "Theirs" }),
      askTold("ask", { words: "Asked" }),
    );
    await openApp("/moments");
    await expect.element(row("Mine")).toBeVisible();
    expect(page.getByRole("heading", { level: 3 }).elements()).toHaveLength(1);
    await expect.element(row("Theirs")).not.toBeInTheDocument();
  });

  test("begin with what was said, else what was done, and a long one stays within the phone", async () => {
    const words = `${longName} `.repeat(6).trim();
    await mayasPhone(
      mineTold("said", { quotes: [{ words: "It waved.", made: "own" }], words: "A note" }),
      mineTold("done", { did: ["music", "art"] }),
      mineTold("long", { words: words.replaceAll(" ", "_") }),
    );
    await openApp("/moments");
    await expect.element(link("It waved.")).toBeVisible();
    await expect.element(link("Music and Art")).toBeVisible();
    const { left, right } = link(/^Abdur/)
      .element()
      .getBoundingClientRect();
    expect([left >= 0, right <= innerWidth]).toEqual([true, true]);
  });
});

describe("a moment that only this phone has", () => {
  const draft = (id: string, words: string) => ({ ...newDraft(fifteen(id), lunch), words });

  test("waits for internet when there is none, and is never called the teacher's before the school has it", async () => {
    const seat = await mayasPhone();
    await saveRevision(seat, draft("soup", "Soup"));
    await openApp("/moments");
    await expect.element(row("Soup")).toHaveTextContent("Waiting for internet");
    await expect.element(row("Soup")).not.toHaveTextContent("Your teacher has it");
    await expect.element(text("No internet. You can still add moments.")).toBeVisible();
  });

  test("needs a look when the school could not read it, and stands under Back to me", async () => {
    const seat = await mayasPhone();
    await saveRevision(seat, draft("soup", "Soup"));
    await park(seat, (await outbox(seat))[0]!.n, "field_invalid", "");
    await openApp("/moments?show=back");
    await expect.element(row("Soup")).toHaveTextContent("Needs a look");
    await expect.element(link("1 thing needs a look")).toHaveAttribute("href", "/needs-a-look");
  });

  test("not finished leads back into its making, a kept one to where it is", async () => {
    const seat = await mayasPhone();
    await keepDraft(seat, draft("half", "Half"));
    await saveRevision(seat, draft("soup", "Soup"));
    await openApp("/moments?show=waiting");
    await expect.element(link("Half")).toHaveAttribute("href", `/new/${fifteen("half")}`);
    await expect.element(link("Soup")).toHaveAttribute("href", `/moments/${fifteen("soup")}`);
  });

  test("lies in the list with its own photo, from this phone's own bytes", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(button("Save")).toBeVisible();
    await hand(await aPhoto());
    await draftWhen(seat, ({ pictures }) => pictures.length);
    await openApp("/moments");
    await expect.element(row("A photo").getByRole("img", { name: "Lunch circle" })).toBeVisible();
    await expect.poll(() => row("A photo").getByRole("img").element()).toHaveProperty("naturalWidth", 400);
  });
});

describe("what the school tells while the page is open", () => {
  test("changes the chip at once, and what is gone at the school is gone here", async () => {
    const seat = await mayasPhone(mineTold("soup", { words: "Soup" }));
    await openApp("/moments");
    await expect.element(row("Soup")).toHaveTextContent("Your teacher has it");
    await isTold(seat, mineTold("soup", { words: "Soup", state: "shared", audience: "families", shared }));
    await expect.element(row("Soup")).toHaveTextContent("Shared with families");
    await change(seat, { does: "gone", key: "seat:maya", kind: "moment", id: fifteen("soup") });
    await expect.element(row("Soup")).not.toBeInTheDocument();
    await expect.element(text("Nothing yet. Moments you save show up here.")).toBeVisible();
  });

  test("is read with its circle's new name on the moment", async () => {
    const seat = await mayasPhone();
    await saveRevision(seat, { ...newDraft(fifteen("soup"), lunch), words: "Soup" });
    await isTold(seat, circleRow({ ...lunchCircle, name: "Long table" }));
    await openApp(`/moments/${fifteen("soup")}`);
    await expect.element(heading("Long table, Today")).toBeInTheDocument();
  });

  test("and an ended session says that all is still there", async () => {
    const seat = await mayasPhone(mineTold("soup", { words: "Soup" }));
    await openApp("/moments");
    await expect.element(row("Soup")).toBeVisible();
    await until(() => seat.status.rounds > 0);
    tellStatus(seat, { signInAgain: true });
    await expect.element(text("Please sign in again. All you saved is still on this phone.")).toBeVisible();
    await expect.element(link("Sign in")).toHaveAttribute("href", "/?who");
    await expect.element(row("Soup")).toBeVisible();
  });
});

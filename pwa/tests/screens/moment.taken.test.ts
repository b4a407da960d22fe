import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { outbox, park } from "../../src/store/outbox";
import { lunchDraft } from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import type { Seat } from "../../src/store/seat";
import type { Moment } from "../../src/store/shapes";
import { button, link, openApp, sheet, until } from "./phone";
import { fifteen, maya, mayasPhone, mineTold, part, row, sharedTold, text, theo } from "./student";
import { kept, keptBodies, spoken } from "./teacher";

const id = fifteen("soup");
const shared = { revision: "r", audience: "families", since: "2026-11-17T08:30:00Z" } as const;
const takeBack = button("Take it back");
const takeDown = button("Ask to take it down");
const yes = (name: string) => sheet().getByRole("button", { name });
const leaveIt = sheet().getByRole("button", { name: "No, leave it" });

async function looksAt(more: Partial<Moment>): Promise<Seat> {
  const seat = await mayasPhone(mineTold("soup", { words: "We shared soup.", ...more }));
  await openApp(`/moments/${id}`);
  await expect.element(part("Where it is now")).toBeVisible();
  return seat;
}

describe("taking a moment back", () => {
  test("is asked first: what it does is said, and No leaves it", async () => {
    const seat = await looksAt({});
    await takeBack.click();
    await expect.element(sheet().getByText("No one will see it. You can't send it again.")).toBeVisible();
    await leaveIt.click();
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(await outbox(seat)).toEqual([]);
  });

  test("without internet is kept and shown at once: the chip says so, and nothing is asked for twice", async () => {
    const seat = await looksAt({});
    await takeBack.click();
    await yes("Yes, take it back").click();
    await expect.element(spoken()).toHaveTextContent("You took it back.");
    await expect.element(text("Taking it back")).toBeVisible();
    for (const gone of [takeBack, takeDown, link("Change it")]) await expect.element(gone).not.toBeInTheDocument();
    await openApp("/moments");
    await expect.element(row("We shared soup.")).toHaveTextContent("Taking it back");
    expect(await kept(seat)).toMatchObject([{ kind: "take_back", body: { moment: id } }]);
  });

  test("of one that never went up goes after it, in that order", async () => {
    const seat = await mayasPhone();
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    await openApp(`/moments/${draft.moment}`);
    await takeBack.click();
    await yes("Yes, take it back").click();
    await until(async () => (await outbox(seat)).length === 2);
    expect((await kept(seat)).map(({ kind }) => kind)).toEqual(["keep_revision", "take_back"]);
  });

  test("that the school refused, because it is shared by now, says what to do instead", async () => {
    const seat = await looksAt({});
    await takeBack.click();
    await yes("Yes, take it back").click();
    await until(async () => (await outbox(seat)).length === 1);
    await park(seat, (await outbox(seat))[0]!.n, "already_shared", "");
    await openApp("/needs-a-look");
    await expect.element(part("A moment")).toHaveTextContent("It is shared already. Ask to take it down.");
  });
});

describe("a moment that is shared", () => {
  test("is taken down, not back: the act goes to her teacher", async () => {
    const seat = await looksAt({ state: "shared", audience: "families", shared });
    await expect.element(takeBack).not.toBeInTheDocument();
    await takeDown.click();
    await expect.element(sheet().getByText("It is hidden at once. Then your teacher looks at it.")).toBeVisible();
    await yes("Yes, take it down").click();
    // Without internet nothing is hidden anywhere yet, and nobody is told that it is.
    await expect.element(spoken()).toHaveTextContent(/^You asked to take it down\.$/);
    await expect.element(text("Asked to take down")).toBeVisible();
    await expect.element(takeDown).not.toBeInTheDocument();
    expect(await keptBodies(seat, 1)).toEqual([{ moment: id, action: "ask" }]);
  });

  test("can still be taken down while a newer version of it is looked at", async () => {
    await looksAt({ state: "with_teacher", shared });
    await expect.element(takeDown).toBeVisible();
    await expect.element(takeBack).not.toBeInTheDocument();
    await expect.element(link("Change it")).toHaveAttribute("href", `/new/${id}`);
  });

  test.each(["withdrawn", "taken_down", "taken_back"] as const)(
    "and is over (%s) offers nothing more",
    async (state) => {
      await looksAt({ state });
      for (const gone of [takeBack, takeDown, link("Change it"), button("Try now")]) {
        await expect.element(gone).not.toBeInTheDocument();
      }
    },
  );
});

describe("somebody else's moment that Maya is in", () => {
  const open = async (more: Partial<Moment>) => {
    const seat = await mayasPhone(sharedTold("soup", { words: "We shared soup.", ...more }));
    await openApp(`/moments/${id}`);
    await expect.element(text("We shared soup.")).toBeVisible();
    return seat;
  };

  test.each<[string, Partial<Moment>]>([
    ["shown", { people: [maya] }],
    ["quoted", { quotes: [{ speaker: maya, words: "Ha.", made: "own" }] }],
    ["one of its makers", { authors: [theo, maya] }],
  ])("as %s is hers to ask down", async (_, more) => {
    const seat = await open(more);
    await takeDown.click();
    await yes("Yes, take it down").click();
    await expect.element(text("You asked to take it down.")).toBeVisible();
    await expect.element(takeDown).not.toBeInTheDocument();
    expect(await kept(seat)).toMatchObject([{ kind: "take_down", body: { moment: id, action: "ask" } }]);
  });

  test("was asked down once: opened again before it went up, it says so and asks for nothing twice", async () => {
    const seat = await open({ people: [maya] });
    await takeDown.click();
    await yes("Yes, take it down").click();
    await expect.element(text("You asked to take it down.")).toBeVisible();
    await openApp(`/moments/${id}`);
    await expect.element(text("You asked to take it down.")).toBeVisible();
    await expect.element(takeDown).not.toBeInTheDocument();
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("is nobody else's to ask down, and nobody else's to change, take back or throw away", async () => {
    await open({ people: [theo] });
    await expect.element(text(/Theo made this\./)).toBeVisible();
    await expect.element(page.getByRole("main").getByRole("button")).not.toBeInTheDocument();
    await expect.element(link("Change it")).not.toBeInTheDocument();
  });
});

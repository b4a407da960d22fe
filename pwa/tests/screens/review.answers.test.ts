import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { decided } from "../../src/screens/desk/fixtures.testing";
import { outbox } from "../../src/store/outbox";
import type { Moment } from "../../src/store/shapes";
import { button, heading, openApp, sheet, until } from "./phone";
import { benchMoment, dre, isRefused, isTold, kept, keptBodies, ortizHas, spoken } from "./teacher";

const held = (more: Partial<Moment> = {}) =>
  decided(
    { kind: "approve", audience: "families" },
    { state: "held", audience: "families", heldUntil: "2099-01-02T15:00:00Z", waitingFor: [dre], ...more },
  );
const shared = decided({ kind: "release", audience: "families", by: "" }, { state: "shared", audience: "families" });
const askedDown = decided({ kind: "take_down", by: "Rosa" }, { state: "taken_down" });

async function opensMoment(moment: Moment) {
  const seat = await ortizHas(moment);
  await openApp(`/queue/${moment.id}`);
  await expect.element(heading("Moment by Maya, Bench 4")).toBeInTheDocument();
  return seat;
}

const inSheet = (name: string) => sheet().getByRole("button", { name, exact: true });
const writeDown = (name: string) => button(`Write down what ${name} says`);

describe("an answer that a student gives face to face", () => {
  test.each([
    ["Yes, share", "yes"],
    ["Not this one", "no"],
  ])("%s is kept as theirs", async (pressed, answer) => {
    const moment = held();
    const seat = await opensMoment(moment);
    await writeDown("Dre").click();
    await expect.element(sheet().getByText("Show the picture and the words. A no counts at once.")).toBeVisible();
    await inSheet(pressed).click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(spoken()).toHaveTextContent("Written down for Dre.");
    const acts = await kept(seat);
    expect(acts).toMatchObject([{ kind: "give_answer", body: { moment: moment.id, person: dre.id, answer } }]);
  });

  test("yes and no weigh the same: one size, side by side", async () => {
    await opensMoment(held());
    await writeDown("Dre").click();
    const box = (name: string) => inSheet(name).element().getBoundingClientRect();
    await expect.element(inSheet("Not this one")).toBeVisible();
    expect(box("Yes, share").width).toBeCloseTo(box("Not this one").width, 0);
    expect(box("Yes, share").height).toBeCloseTo(box("Not this one").height, 0);
  });

  test("comes after the question and the moment, and may wait", async () => {
    const moment = held();
    const seat = await opensMoment(moment);
    await writeDown("Dre").click();
    await expect.element(sheet().getByRole("heading", { name: "Is this OK with you?" })).toBeVisible();
    for (const { words } of moment.quotes) await expect.element(sheet().getByText(words).first()).toBeVisible();
    expect(sheet().element().querySelectorAll("img, .print").length).toBeGreaterThanOrEqual(moment.pictures.length);
    await inSheet("Ask me later").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(spoken()).toHaveTextContent("Nothing is written down. Dre can say it later.");
    expect(await outbox(seat)).toEqual([]);
  });

  test("is none while the sheet is only closed again", async () => {
    const seat = await opensMoment(held());
    await writeDown("Dre").click();
    await inSheet("Cancel").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(writeDown("Dre")).toHaveFocus();
    expect(await outbox(seat)).toEqual([]);
  });

  test.each<[string, Moment]>([
    ["before the approval nobody else knows of it", benchMoment()],
    ["it is kept private", decided({ kind: "keep_private" }, { state: "private" })],
    ["it was sent back", decided({ kind: "send_back" }, { state: "back" })],
  ])("is not asked for while %s", async (_, moment) => {
    await opensMoment(moment);
    await expect.element(page.getByRole("row").filter({ hasText: "Dre" })).toBeVisible();
    await expect.element(button(/^Write down/)).not.toBeInTheDocument();
  });

  test("is never written down for the one who made it", async () => {
    await opensMoment(shared);
    await expect.element(writeDown("Theo")).toBeVisible();
    await expect.element(writeDown("Maya")).not.toBeInTheDocument();
  });

  test("that the school did not take is told with its reason, until somebody has read it", async () => {
    const moment = held();
    const seat = await opensMoment(moment);
    await writeDown("Dre").click();
    await inSheet("Not this one").click();
    await keptBodies(seat, 1);
    await isRefused(seat, moment, "not_found", "This is not here, or it is not yours to see.");
    const told = page.getByText("The school did not take this: This is not here, or it is not yours to see.");
    await expect.element(told).toBeVisible();
    await button("OK").click();
    await expect.element(told).not.toBeInTheDocument();
    expect(await outbox(seat)).toEqual([]);
  });
});

describe("a decision", () => {
  test("that is held is undone from its own page, which then asks again", async () => {
    const moment = held();
    const seat = await opensMoment(moment);
    await expect.element(page.getByText(/Goes out at .*Waiting for Dre to say yes/)).toBeVisible();
    await button("Undo").click();
    await expect.element(spoken()).toHaveTextContent("Taken back. It waits for you again.");
    await expect.element(button(/^Approve for circle/)).toBeVisible();
    expect(await keptBodies(seat, 1)).toMatchObject([{ kind: "undo", seen: moment.hash }]);
    await expect.element(page.getByText(/Goes out at/)).not.toBeInTheDocument();
  });

  test("with a note goes back to the queue, where it stands as decided", async () => {
    const moment = benchMoment();
    const seat = await opensMoment(moment);
    await button("Send back").click();
    await inSheet("Send it back").click();
    await expect.element(sheet().getByText("Choose a line or write one")).toBeVisible();
    await inSheet("Who is in the photo? Please add their names.").click();
    await inSheet("Send it back").click();
    await until(() => location.pathname === "/queue");
    expect(await keptBodies(seat, 1)).toMatchObject([
      { kind: "send_back", note: "Who is in the photo? Please add their names." },
    ]);
    await expect.element(page.getByText(/^Sent back\./).first()).toBeVisible();
  });
});

describe("taking a shared moment down", () => {
  test("asks first, says whom it hides it from, and is then done without asking a second adult", async () => {
    const seat = await opensMoment(shared);
    await button("Take it down").click();
    await expect.element(sheet().getByText(/It hides at once, for the circle and for families\./)).toBeVisible();
    await inSheet("Cancel").click();
    expect(await outbox(seat)).toEqual([]);
    await button("Take it down").click();
    await inSheet("Take it down").click();
    expect(await keptBodies(seat, 2)).toEqual([
      { moment: shared.id, action: "ask" },
      { moment: shared.id, action: "confirm" },
    ]);
    await expect.element(sheet()).not.toBeInTheDocument();
  });

  test("offers no undo that would not hold, and no second taking down, while it is on its way", async () => {
    const seat = await opensMoment(shared);
    await button("Take it down").click();
    await inSheet("Take it down").click();
    await keptBodies(seat, 2);
    await expect.element(page.getByText("It stays down. Will apply when online")).toBeVisible();
    await expect.element(button("Undo")).not.toBeInTheDocument();
    await expect.element(button("Take it down")).not.toBeInTheDocument();
  });

  test.each([
    ["Keep it down", "confirm", "It stays down."],
    ["Put it back", "restore", "Put back."],
  ])("that a family asked for is answered on its page: %s", async (pressed, action, sentence) => {
    const seat = await opensMoment(askedDown);
    await expect.element(page.getByText("Rosa asks to take it down")).toBeVisible();
    await button(pressed).click();
    await until(() => location.pathname === "/queue");
    expect(await keptBodies(seat, 1)).toEqual([{ moment: askedDown.id, action }]);
    await expect.element(spoken()).toHaveTextContent(sentence);
    await expect.element(heading("All looked at")).toBeVisible();
    await expect.element(button(/^Undo/)).not.toBeInTheDocument();
  });

  test("and answered by a colleague meanwhile, the page asks for nothing any more", async () => {
    const seat = await opensMoment(askedDown);
    const history = [
      ...(askedDown.history ?? []),
      { kind: "confirm_take_down", by: "Mr. Bell", at: "2099-01-01T00:00:00Z" },
    ];
    const lines = history.map((line) => ({ ...line, revision: askedDown.revision }));
    await isTold(seat, { ...askedDown, history: lines });
    await expect.element(page.getByText("It was taken down.")).toBeVisible();
    await expect.element(button("Put it back")).not.toBeInTheDocument();
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { keepAct, outbox, park } from "../../src/store/outbox";
import { lunch, lunchDraft, mayasRows, momentRow, people, tell, told } from "../../src/store/people.testing";
import { keepPicture } from "../../src/store/pictures";
import { saveRevision } from "../../src/store/save";
import { tellStatus, type Seat } from "../../src/store/seat";
import type { Status } from "../../src/store/status";
import { heading, link, openApp, seatOf, until } from "./phone";

const maya = { kind: "student", name: "Maya" } as const;
const says = (words: string | RegExp) => page.getByText(words);

const letGo: (() => void)[] = [];
afterEach(() => {
  for (const go of letGo.splice(0)) go();
});

/** Another tab of this seat leads the sync from now on: what it tells is what this tab knows. */
async function anotherTabLeads(seat: Seat): Promise<void> {
  await new Promise<void>((leads) => {
    const held = new Promise<void>((go) => letGo.push(go));
    void navigator.locks.request(`kith-sync:${seat.name}`, async () => {
      leads();
      await held;
    });
  });
}

/** A student's home, with nobody who asks the school. */
async function quietHome(rows = mayasRows): Promise<Seat> {
  const seat = await seatOf(maya, rows);
  await anotherTabLeads(seat);
  await openApp("/circles");
  await expect.element(heading("My circles")).toBeVisible();
  return seat;
}

const lines: [string, Partial<Status>, RegExp][] = [
  ["no internet", { online: false }, /No internet\. You can still add moments\./],
  ["a wifi that wants a sign-in", { online: false, portal: true }, /This wifi wants you to sign in first/],
  ["a session that is over", { signInAgain: true, online: false }, /Please sign in again/],
  ["a clock that is off", { clockOff: true }, /The clock on this phone is off/],
];

describe("the quiet line of a student's pages", () => {
  test.each(lines)("says %s, and that alone", async (_, status, words) => {
    const seat = await quietHome();
    tellStatus(seat, status);
    await expect.element(says(words)).toBeVisible();
    for (const [, , others] of lines.filter((line) => line[2] !== words)) expect(says(others).query()).toBeNull();
    tellStatus(seat, { online: true, portal: false, signInAgain: false, clockOff: false });
    await expect.element(says(words)).not.toBeInTheDocument();
  });

  test("leads to the door when the session is over, where the same person is asked, and nothing is lost", async () => {
    const seat = await quietHome();
    await saveRevision(seat, lunchDraft());
    tellStatus(seat, { signInAgain: true });
    await link("Sign in").click();
    await expect.element(says("Sign in again to send what you saved. It is all still here.")).toBeVisible();
    expect(await outbox(seat)).toHaveLength(1);
  });

  test.each([
    [1, "1 thing needs a look"],
    [2, "2 things need a look"],
  ])("counts what needs a look (%i) and leads to it", async (count, words) => {
    const seat = await quietHome();
    for (let n = 0; n < count; n++) await saveRevision(seat, lunchDraft());
    for (const op of await outbox(seat)) await park(seat, op.n, "field_invalid", "This is too long.");
    tellStatus(seat, { needsLook: count });
    await link(words).click();
    await expect.element(heading("Needs a look")).toBeVisible();
    await expect.element(says(/The school could not read a part of it|This is too long/).first()).toBeVisible();
  });
});

describe("what waited without internet", () => {
  const heard = () => page.getByRole("status");

  test("is said once, when the last of it has gone up", async () => {
    const seat = await quietHome();
    tellStatus(seat, { online: false, waiting: 2 });
    tellStatus(seat, { online: true, sending: true, waiting: 1 });
    await expect.element(says(/No internet/)).not.toBeInTheDocument();
    expect(heard().element().textContent).not.toContain("gone up");
    tellStatus(seat, { sending: false, waiting: 0 });
    await expect.element(heard()).toHaveTextContent("All you saved has gone up.");
  });

  test("is not said to have gone up while something of it needs a look", async () => {
    const seat = await quietHome();
    const before = heard().element().textContent;
    tellStatus(seat, { online: false, waiting: 1 });
    tellStatus(seat, { online: true, waiting: 0, needsLook: 1 });
    await expect.element(link("1 thing needs a look")).toBeVisible();
    expect(heard().element().textContent).toBe(before);
  });
});

describe("the four ways", () => {
  test.each([
    ["a student", maya, ["Circles", "New", "My moments", "About me"]],
    ["a facilitator", { kind: "staff", name: "Ms. Ortiz" }, ["Queue", "Circles", "People", "Insights"]],
    [
      "a coordinator",
      { kind: "staff", name: "Ms. Reyes", coordinator: true },
      ["Today", "Circles", "People", "Reports"],
    ],
    ["a family", { kind: "family", name: "Joan" }, ["Moments", "About", "Settings"]],
  ] as const)("of %s stand in the same order, and the first is where one is", async (_, who, names) => {
    await seatOf(who, mayasRows);
    await openApp("/");
    const ways = page.getByRole("navigation", { name: "Main" }).getByRole("link");
    await expect.element(ways.first()).toHaveAttribute("aria-current", "page");
    expect(ways.elements().map((way) => way.textContent?.trim())).toEqual([...names]);
    expect(ways.elements().filter((way) => way.hasAttribute("aria-current"))).toHaveLength(1);
    for (const way of ways.elements()) expect(way.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
  });
});

describe("a picture in a circle", () => {
  const pictures = [{ media: "theosphoto00001", rendition: "theosrendit0001", alt: "Theo's soup", kept: true }];
  const theos = told("theosmoment0001", { form: "circle", state: "shared", authors: [people.theo], pictures });

  test("appears as soon as it has come, and goes when it was withdrawn", async () => {
    const seat = await quietHome([...mayasRows, momentRow(`circle:${lunch}`, theos)]);
    await expect.element(link(/^Lunch circle/)).toBeVisible();
    const print = page.getByAltText("Theo's soup");
    expect(print.query()).toBeNull();
    await keepPicture(seat, "theosrendit0001", 400, await picture());
    await expect.element(print).toBeInTheDocument();
    const gone = { does: "gone", key: `circle:${lunch}`, kind: "moment", id: theos.id } as const;
    await tell(seat, [], { changes: [gone] });
    await expect.element(print).not.toBeInTheDocument();
  });

  test("is asked for in the size in which it is shown, once", async () => {
    const seat = await quietHome([...mayasRows, momentRow(`circle:${lunch}`, theos)]);
    await keepPicture(seat, "theosrendit0001", 400, await picture());
    await expect.element(page.getByAltText("Theo's soup")).toBeInTheDocument();
    const wanted = () => seat.db.read(["pictures"], (tx) => tx.objectStore("pictures").index("wanted").getAll(1));
    await until(async () => (await wanted()).length === 1);
    expect(await wanted()).toMatchObject([{ rendition: "theosrendit0001", size: 800 }]);
    await keepAct(seat, { kind: "give_answer", subject: "x", body: {} });
    expect(await wanted()).toHaveLength(1);
  });
});

async function picture(): Promise<ArrayBuffer> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  canvas.getContext("2d");
  return await new Promise((made) => canvas.toBlob((blob) => made(blob!.arrayBuffer()), "image/jpeg"));
}

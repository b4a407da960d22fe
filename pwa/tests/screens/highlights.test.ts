import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { outbox, park, textOf } from "../../src/store/outbox";
import { mayaHerself, momentRow, people, tell, told } from "../../src/store/people.testing";
import { keepPicture } from "../../src/store/pictures";
import { writeFact, type Seat } from "../../src/store/seat";
import type { FeedRow, Moment, Quote } from "../../src/store/shapes";
import {
  button,
  goOffline,
  heading,
  link,
  openApp,
  schoolOpens,
  seatOf,
  sheet,
  signInAs,
  storeHere,
  until,
} from "./phone";
import type { OpenSchool } from "./schools";

const sam = { ...people.sam, own: true };
const leo = { id: "leoperson000001", name: "Leo" };
const quote = (words: string, more: Partial<Quote> = {}): Quote => ({ words, made: "own", speaker: sam, ...more });
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** A moment that Joan may see. */
const shared = (id: string, more: Partial<Moment> = {}): FeedRow =>
  momentRow("kin:sam", told(id, { form: "family", state: "shared", authors: [leo], at: daysAgo(0), ...more }));
const ball = (more: Partial<Moment> = {}) =>
  shared("ballmoment00001", { quotes: [quote("I want basketball again")], people: [sam, leo], ...more });
const soup = (more: Partial<Moment> = {}) =>
  shared("soupmoment00001", { words: "We shared soup.", at: daysAgo(20), ...more });

/** Joan's phone: she is Sam's family. */
async function joansPhone(rows: FeedRow[], students = [sam]): Promise<Seat> {
  const me = { ...mayaHerself, seatKind: "family" as const, name: "Joan", students };
  const herself = { key: "seat:joan", kind: "me" as const, id: "me", seq: 1, mark: "me1", me };
  return await seatOf({ kind: "family", name: "Joan" }, [herself, ...rows]);
}

/** A real picture, red all over. */
async function redPicture(): Promise<ArrayBuffer> {
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "red";
  pen.fillRect(0, 0, 40, 30);
  return await new Promise((made) => canvas.toBlob((blob) => made(blob!.arrayBuffer()), "image/jpeg"));
}

const newest = () => page.getByRole("article");
const says = (words: string | RegExp) => page.getByText(words);
const said = (words: string) => expect.element(page.getByRole("status")).toHaveTextContent(words);
const takeDown = button("I want this taken down");

describe("what a family sees first", () => {
  test("is the newest moment: their student's own words, how they were made, who was there and when", async () => {
    const about = quote("Sam liked the ball.", { made: "about" });
    await joansPhone([
      soup(),
      ball({ quotes: [about, quote("Nice shot", { speaker: leo }), ball().moment!.quotes[0]!] }),
    ]);
    await openApp("/");
    await expect.element(heading("Sam: moments")).toBeInTheDocument();
    const words = newest().getByRole("blockquote");
    await expect.element(words.first()).toHaveTextContent("I want basketball again");
    await expect.element(words.nth(1)).toHaveTextContent("Nice shot");
    // What somebody wrote about Sam is told, and never looks like his words.
    await expect.element(newest().getByText("Sam liked the ball.")).toBeVisible();
    expect(words.elements()).toHaveLength(2);
    await expect.element(newest()).toHaveTextContent(/Sam, own words\..*About Sam, by Leo\..*Today/s);
    await expect.element(newest()).toHaveAccessibleName("Moment, Today");
  });

  test("keeps words of another language in their own direction", async () => {
    await joansPhone([ball({ quotes: [quote("أريد كرة السلة", { lang: "ar" })], words: "Hola.", lang: "es" })]);
    await openApp("/highlights");
    const words = newest().getByRole("blockquote");
    await expect.element(words).toHaveAttribute("lang", "ar");
    expect(getComputedStyle(words.element()).direction).toBe("rtl");
    await expect.element(says("Hola.")).toHaveAttribute("lang", "es");
  });

  test("is the picture from the phone's own store; before it is here its description stands in its place", async () => {
    const pictures = [{ media: "ballphoto000001", rendition: "ballrendition01", alt: "Sam with the ball", kept: true }];
    const seat = await joansPhone([ball({ pictures })]);
    await openApp("/highlights");
    await expect.element(says("Sam with the ball")).toBeVisible();
    expect(page.getByRole("img").query()).toBeNull();
    await keepPicture(seat, "ballrendition01", 1600, await redPicture());
    const picture = page.getByRole("img", { name: "Sam with the ball" });
    await expect.element(picture).toBeVisible();
    await until(() => (picture.element() as HTMLImageElement).naturalWidth === 40);
  });

  test.each([
    ["is told that it is looking, before the school was ever reached", false, /Looking for moments/],
    ["is told that nothing is shared yet, once the school has said so", true, /Nothing shared yet/],
  ])("%s", async (_, met, line) => {
    if (met) await joansPhone([]);
    else await seatOf({ kind: "family", name: "Joan" });
    await openApp("/highlights");
    await expect.element(says(line)).toBeVisible();
    expect(takeDown.query()).toBeNull();
  });

  test("without internet is what the phone has kept, and a line says so", async () => {
    await joansPhone([ball()]);
    await openApp("/highlights");
    await expect.element(says("No internet. You see what this phone has kept.")).toBeVisible();
    await expect.element(newest()).toBeVisible();
  });

  test("of two students names both", async () => {
    await joansPhone([ball()], [sam, { ...people.ana, own: true }]);
    await openApp("/highlights");
    await expect.element(heading("Sam and Ana: moments")).toBeInTheDocument();
  });
});

describe("older moments", () => {
  test("stand by week, and one opens on a page of its own from which Back leads here", async () => {
    await joansPhone([ball(), soup()]);
    await openApp("/highlights");
    await expect.element(page.getByRole("region", { name: /^Week of|^Last week/ })).toBeVisible();
    await link("We shared soup.").click();
    await expect.element(heading(/^Moment, /)).toBeInTheDocument();
    expect(location.pathname).toBe("/highlights/soupmoment00001");
    await expect.element(newest()).toHaveTextContent("We shared soup.");
    history.back();
    await expect.element(newest()).toHaveTextContent("I want basketball again");
  });

  test("of more than four weeks are there when they are asked for", async () => {
    const weeks = [1, 2, 3, 4, 5, 6].map((n) =>
      shared(`week${n}moment0001`, { words: `Week ${n}.`, at: daysAgo(n * 7) }),
    );
    await joansPhone([ball(), ...weeks]);
    await openApp("/highlights");
    await expect.element(link("Week 4.")).toBeVisible();
    expect(link("Week 5.").query()).toBeNull();
    await button("Show older ones").click();
    await expect.element(link("Week 6.")).toBeVisible();
    expect(button("Show older ones").query()).toBeNull();
  });

  test("of which one is no longer shared says so, and leads on", async () => {
    await joansPhone([ball()]);
    await openApp("/highlights/longgone0000001");
    await expect.element(heading("This one is not here now")).toBeVisible();
    await link("Moments").first().click();
    await expect.element(newest()).toHaveTextContent("I want basketball again");
  });

  test("that is taken back while it is read goes from the screen at once", async () => {
    const seat = await joansPhone([ball(), soup()]);
    await openApp("/highlights/soupmoment00001");
    await expect.element(newest()).toHaveTextContent("We shared soup.");
    const gone = { does: "gone", key: "kin:sam", kind: "moment", id: "soupmoment00001" } as const;
    await tell(seat, [], { changes: [gone] });
    await expect.element(heading("This one is not here now")).toBeVisible();
    expect(says("We shared soup.").query()).toBeNull();
  });
});

describe("taking a moment down", () => {
  test("hides it at once without internet, keeps the wish for the school and says so", async () => {
    const seat = await joansPhone([ball(), soup()]);
    await openApp("/highlights");
    await expect.element(says(/No internet/)).toBeVisible();
    await takeDown.click();
    await sheet().getByRole("button", { name: "Take it down" }).click();
    await said("It is hidden here. The school hears of it when you are online.");
    await expect.element(newest()).toHaveTextContent("We shared soup.");
    expect(says("I want basketball again").query()).toBeNull();
    const [op, ...more] = await outbox(seat);
    expect(more).toEqual([]);
    expect(JSON.parse(await textOf(seat, op!))).toMatchObject({
      kind: "take_down",
      body: { moment: "ballmoment00001", action: "ask" },
    });
    await openApp("/highlights");
    await expect.element(newest()).toHaveTextContent("We shared soup.");
  });

  test.each([
    ["Leave it", () => sheet().getByRole("button", { name: "Leave it" }).click()],
    ["Escape", () => userEvent.keyboard("{Escape}")],
  ])("that is called off with %s changes nothing", async (_, callOff) => {
    const seat = await joansPhone([ball()]);
    await openApp("/highlights");
    await takeDown.click();
    await expect.element(sheet()).toHaveAccessibleName("Take it down?");
    await callOff();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(newest()).toHaveTextContent("I want basketball again");
    expect(await outbox(seat)).toEqual([]);
    await expect.element(takeDown).toHaveFocus();
  });

  test("on its own page leads back to the others", async () => {
    await joansPhone([ball(), soup()]);
    await openApp("/highlights");
    await link("We shared soup.").click();
    await takeDown.click();
    await sheet().getByRole("button", { name: "Take it down" }).click();
    await until(() => location.pathname === "/highlights");
    await expect.element(newest()).toHaveTextContent("I want basketball again");
    expect(link("We shared soup.").query()).toBeNull();
  });

  test("that the school refused shows it again with a note, until it was read", async () => {
    const seat = await joansPhone([ball()]);
    await openApp("/highlights");
    await takeDown.click();
    await sheet().getByRole("button", { name: "Take it down" }).click();
    await expect.element(says("Nothing shared yet")).toBeVisible();
    const [op] = await outbox(seat);
    await park(seat, op!.n, "not_yours", "This is not about your student.");
    await expect.element(says(/The school could not take this one down/)).toBeVisible();
    await button("OK").click();
    await expect.element(says(/The school could not take this one down/)).not.toBeInTheDocument();
    expect(await outbox(seat)).toEqual([]);
    await expect.element(newest()).toHaveTextContent("I want basketball again");
  });

  describe("on a full phone", () => {
    const { add } = IDBObjectStore.prototype;
    afterEach(() => void (IDBObjectStore.prototype.add = add));

    test("says that it was not done, and can be done once there is room", async () => {
      const seat = await joansPhone([ball()]);
      await openApp("/highlights");
      await takeDown.click();
      IDBObjectStore.prototype.add = () => {
        throw new DOMException("no room", "QuotaExceededError");
      };
      await sheet().getByRole("button", { name: "Take it down" }).click();
      await expect.element(sheet().getByText(/This phone is full, so it could not be done/)).toBeVisible();
      expect(await outbox(seat)).toEqual([]);
      IDBObjectStore.prototype.add = add;
      await sheet().getByRole("button", { name: "Take it down" }).click();
      await expect.element(says("Nothing shared yet")).toBeVisible();
      expect(await outbox(seat)).toHaveLength(1);
    });
  });
});

describe("a family of the school", () => {
  let school: OpenSchool;
  beforeAll(async () => {
    school = await schoolOpens();
  });

  test("that takes one down does not find it again, and the school has heard it", async () => {
    await signInAs(school, "Joan");
    await expect.element(newest()).toBeVisible();
    const seat = await storeHere();
    const before = newest().element().textContent;
    await takeDown.click();
    await sheet().getByRole("button", { name: "Take it down" }).click();
    await said("It is taken down.");
    await until(async () => (await outbox(seat)).length === 0);
    await signInAs(school, "Joan");
    await expect.element(newest()).toBeVisible();
    expect(newest().element().textContent).not.toBe(before);
  });

  test("whose letter has ended still reads what is here, and is told what to do", async () => {
    await signInAs(school, "Rosa");
    await expect.element(newest()).toBeVisible();
    const over = { access: "over", refresh: "over", until: "2020-01-01T00:00:00Z", device: "x" };
    await writeFact(await storeHere(), "session", over);
    await openApp("/highlights");
    await expect.element(says(/Your letter opened this for one school year/)).toBeVisible();
    await expect.element(newest()).toBeVisible();
    goOffline();
  });
});

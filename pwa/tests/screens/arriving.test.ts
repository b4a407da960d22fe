import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { deviceId, forgetSeat, lockSeat, seatsHere } from "../../src/store/device";
import { drafts } from "../../src/store/drafts";
import { lunch, mayasRows } from "../../src/store/people.testing";
import { homeOf } from "../../src/screens/frame/present.svelte";
import { button, heading, link, openApp, seatOf, shutApp, until } from "./phone";

const maya = { kind: "student", name: "Maya" } as const;
const door = heading("Hi. Who's here?");
const at = (path: string) => until(() => location.pathname === path);
const main = () => page.getByRole("main");

describe("an address that is opened", () => {
  test.each([
    ["a student", { kind: "student", name: "Maya" }, "/circles"],
    ["a facilitator", { kind: "staff", name: "Ms. Ortiz" }, "/queue"],
    ["a coordinator", { kind: "staff", name: "Ms. Reyes", coordinator: true }, "/today"],
    ["a family", { kind: "family", name: "Joan" }, "/highlights"],
  ] as const)("at the start leads %s to their own first page", async (_, who, home) => {
    await seatOf(who, mayasRows);
    await openApp("/");
    await at(home);
    expect(homeOf(who)).toBe(home);
    await expect.element(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  });

  test.each([
    "/circles",
    `/circles/${lunch}`,
    "/moments",
    "/new",
    "/queue",
    "/people/someone",
    "/highlights",
    "/today",
  ])("%s leads to the door where nobody is signed in, and Back does not lead into it again", async (path) => {
    await openApp(path);
    await at("/");
    await expect.element(door).toBeVisible();
    expect(page.getByRole("navigation").query()).toBeNull();
  });

  test.each(["/queue", "/people", "/today", "/print/badges", "/highlights", "/about"])(
    "%s is not open to a student, who finds the way home",
    async (path) => {
      await seatOf(maya, mayasRows);
      await openApp(path);
      await expect.element(heading("Nothing here")).toBeVisible();
      expect(location.pathname).toBe(path);
      await link("Go to the start").click();
      await expect.element(heading("My circles")).toBeVisible();
    },
  );

  test.each(["/circle", "/moments/one/two/three", "/MOMENTS", "/%E0%A4%A"])(
    "%s, which nobody knows, says so to whoever is signed in",
    async (path) => {
      await seatOf(maya, mayasRows);
      await openApp(path);
      await expect.element(heading("Nothing here")).toBeVisible();
      await until(() => document.title === "Nothing here · Kith");
    },
  );

  test("that nobody knows says so too where nobody is signed in, and leads to the door", async () => {
    await openApp("/nosuchpage");
    await expect.element(heading("Nothing here")).toBeVisible();
    await link("Go to the start").click();
    await expect.element(door).toBeVisible();
  });

  test("means another page to another person", async () => {
    await seatOf(maya, mayasRows);
    await openApp("/circles");
    await expect.element(link("Add a moment")).toBeVisible();
    await shutApp();
    for (const line of await seatsHere()) await forgetSeat(line.seat);
    await seatOf({ kind: "staff", name: "Ms. Ortiz" });
    await openApp("/circles");
    await expect.element(link("Queue")).toBeVisible();
    expect(link("Add a moment").query()).toBeNull();
  });
});

describe("whose phone it is", () => {
  test("stays with the same person when the page is loaded again, whoever was here last", async () => {
    await seatOf(maya, mayasRows);
    await openApp("/me");
    await expect.element(heading("Maya")).toBeVisible();
    await seatOf({ kind: "student", name: "Theo" });
    const kept = sessionStorage.getItem("kith-seat");
    await openApp("/me");
    sessionStorage.setItem("kith-seat", kept!);
    await openApp("/");
    await expect.element(door).toBeVisible();
    // Two people: a tab that remembers nobody asks.
    expect(button(/Theo|Maya/).elements()).toHaveLength(2);
    await button("Maya").click();
    await at("/circles");
    await expect.element(link(/^Lunch circle/)).toBeVisible();
  });

  test("is asked when somebody wants to change, and the one who was here loses nothing", async () => {
    const seat = await seatOf(maya, mayasRows);
    await seatOf({ kind: "family", name: "Joan" });
    await openApp("/");
    await button("Maya").click();
    await link("Add a moment").click();
    await page.getByLabelText("Anything else?").fill("Soup");
    await until(async () => (await drafts(seat))[0]?.words === "Soup");
    await openApp("/?who");
    await button("Joan").click();
    await at("/highlights");
    expect(page.getByText("Soup").query()).toBeNull();
    expect((await drafts(seat))[0]?.words).toBe("Soup");
  });

  test("knows no name of a person who signed out with nothing left", async () => {
    const seat = await seatOf(maya, mayasRows);
    await lockSeat(seat.id, true);
    await openApp("/");
    await expect.element(door).toBeVisible();
    expect(button("Maya").query()).toBeNull();
    expect(await deviceId()).toMatch(/^[a-z0-9]{15}$/);
  });
});

describe("going from page to page", () => {
  test("moves the focus into the new page, and its title says where one is", async () => {
    await seatOf(maya, mayasRows);
    await openApp("/circles");
    await link("My moments").click();
    await expect.element(heading("My moments")).toBeVisible();
    await expect.element(main()).toHaveFocus();
    await until(() => document.title === "My moments · Kith");
    await expect.element(link("My moments")).toHaveAttribute("aria-current", "page");
    await expect.element(link("Circles")).not.toHaveAttribute("aria-current");
  });

  test("by keyboard begins with a way past everything that stands above", async () => {
    await seatOf(maya, mayasRows);
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await userEvent.keyboard("{Tab}");
    await expect.element(link("Skip to the page")).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    await expect.element(main()).toHaveFocus();
    expect(location.pathname).toBe("/circles");
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("with Back finds the place at which the page was left", async () => {
    const circles = Array.from({ length: 12 }, (_, n) => ({
      ...mayasRows[1]!,
      ...{ key: `circle:${n}`, id: `circle${n}`, seq: n + 10 },
      circle: { ...mayasRows[1]!.circle!, id: `circle${n}`, name: `Circle number ${n}` },
    }));
    await seatOf(maya, [mayasRows[0]!, ...circles]);
    await openApp("/circles");
    await expect.element(link(/^Circle number 9/)).toBeVisible();
    scrollTo({ top: 900, behavior: "instant" });
    await until(() => scrollY > 800);
    const left = scrollY;
    link(/^Circle number 9/)
      .element()
      .dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    await expect.element(heading("Circle number 9")).toBeVisible();
    expect(scrollY).toBe(0);
    history.back();
    await expect.element(heading("My circles")).toBeVisible();
    await until(() => Math.abs(scrollY - left) < 5);
  });

  test("with Back and forward keeps what is being made", async () => {
    const seat = await seatOf(maya, mayasRows);
    await openApp("/circles");
    await link("Add a moment").click();
    await page.getByLabelText("Anything else?").fill("Soup and bread");
    await until(async () => (await drafts(seat))[0]?.words === "Soup and bread");
    history.back();
    await expect.element(heading("My circles")).toBeVisible();
    history.forward();
    await expect.element(page.getByLabelText("Anything else?")).toHaveValue("Soup and bread");
    expect(await drafts(seat)).toHaveLength(1);
  });

  test("a link that opens in another tab, or a download, is the browser's own business", async () => {
    await seatOf(maya, mayasRows);
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    const way = link("My moments").element();
    for (const held of ["ctrlKey", "metaKey", "shiftKey", "altKey"]) {
      const click = new MouseEvent("click", { bubbles: true, cancelable: true, [held]: true });
      // The test keeps the browser from opening a tab; the app must not have followed.
      addEventListener("click", (event) => event.preventDefault(), { once: true });
      way.dispatchEvent(click);
    }
    expect(location.pathname).toBe("/circles");
  });
});

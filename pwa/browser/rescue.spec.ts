import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { beside, cut, inTheWay, small } from "./checks";
import { expect, test } from "./house";
import { cachesOf, lookForUpdate, release, settle } from "./release";

/** What a phone of before keeps, put there without the app: some of it lies open, as it did before there were keys. */
interface Kept {
  name: string;
  locked?: boolean;
  words?: string;
  /** The version of the store. This app knows 1. */
  version?: number;
}

/** Fills the phone. Runs in the page. */
async function fill(people: Kept[]): Promise<void> {
  const done = (request: IDBRequest | IDBTransaction) =>
    new Promise<void>((go, fail) => {
      Object.assign(request, { onsuccess: () => go(), oncomplete: () => go(), onerror: () => fail(request.error) });
    });
  const open = async (name: string, version: number, stores: Record<string, string>) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const [store, keyPath] of Object.entries(stores)) request.result.createObjectStore(store, { keyPath });
    };
    await done(request);
    return request.result;
  };
  const device = await open("kith-device", 1, { seats: "seat", meta: "name" });
  for (const [n, { name, words, locked, version = 9 }] of people.entries()) {
    const db = `kith-${n}`;
    const stores = { outbox: "n", media: "media", bytes: "media", drafts: "moment", meta: "name" };
    const store = await open(db, version, stores);
    const tx = store.transaction(Object.keys(stores), "readwrite");
    if (words) {
      const text = JSON.stringify({ op: `op${n}`, kind: "keep_revision", at: "2026-11-16T12:00:00Z", body: { words } });
      const op = { n: 1, op: `op${n}`, kind: "keep_revision", subject: `moment${n}`, state: "ready", attempts: 0 };
      tx.objectStore("outbox").put({ ...op, nextAt: 0, text: { lies: text } });
    }
    await done(tx);
    store.close();
    const seats = device.transaction("seats", "readwrite");
    seats.objectStore("seats").put({ seat: `seat${n}`, db, name, kind: "student", used: n, ...(locked && { locked }) });
    await done(seats);
  }
  device.close();
}

/** A phone on which these people kept something. */
async function phoneOf(page: Page, address: string, people: Kept[]): Promise<void> {
  await page.goto(`${address}/icons/kith.svg`);
  await page.evaluate(fill, people);
}

const title = "What you kept is still here";
const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const partOf = (page: Page, name: string) => page.locator("section", { has: page.getByRole("heading", { name }) });

test("a store that a newer app has raised leads to the rescue page, which counts what waits", async ({ app, page }) => {
  await phoneOf(page, app.address, [{ name: "Maya", words: "We shared soup." }]);
  await page.goto(app.address);
  await expect(page).toHaveURL(`${app.address}/rescue`);
  await expect(heading(page)).toHaveText(title);
  await expect(partOf(page, "Maya")).toContainText("1 moment waits here.");
});

test("so it does when one of several people taps their name", async ({ app, page }) => {
  await phoneOf(page, app.address, [{ name: "Maya", words: "We shared soup." }, { name: "Theo" }]);
  await page.goto(app.address);
  await page.getByRole("button", { name: "Maya" }).click();
  await expect(page).toHaveURL(`${app.address}/rescue`);
});

test("an app that is not wholly there leads to the rescue page", async ({ app, page }) => {
  await phoneOf(page, app.address, [{ name: "Maya", words: "We shared soup.", version: 1 }]);
  await page.route(/assets\/(index|parts|keeping)-.*\.js/, (route) => route.fulfill({ status: 404 }));
  await page.goto(app.address);
  await expect(heading(page)).toHaveText(title);
  await expect(partOf(page, "Maya")).toContainText("1 moment waits here.");
});

test("a first screen that is not there is tried once more, and then leads to the rescue page", async ({
  app,
  page,
}) => {
  let asked = 0;
  await page.route(/assets\/doors-.*\.js/, (route) => {
    asked++;
    return route.fulfill({ status: 404 });
  });
  await page.goto(app.address);
  await expect(heading(page)).toHaveText(title);
  expect(asked).toBe(2);
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try to open Kith" }).click();
  await expect(heading(page)).toHaveText("Hi. Who's here?");
});

test("the rescue page opens with the server gone", async ({ app, page }) => {
  await page.goto(app.address);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await app.house.close();
  await page.goto(`${app.address}/rescue`);
  await expect(heading(page)).toHaveText(title);
  await expect(page.getByText("Nothing waits on this phone.")).toBeVisible();
});

test("a newer app takes over from one that does not open, which cannot offer it", async ({ app, page }) => {
  await settle(page, app.address);
  await release(app.house, "0123456789ab");
  await lookForUpdate(page);
  await page.goto(`${app.address}/rescue`);
  await page.getByRole("button", { name: "Try to open Kith" }).click();
  await expect(heading(page)).toHaveText("Hi. Who's here?");
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting)).toBeNull();
  expect((await cachesOf(page)).at(-1)).toBe("kith-0123456789ab");
});

test("an app is tried again also when there is neither a newer one nor a server", async ({ app, page }) => {
  await settle(page, app.address);
  await app.house.close();
  await page.goto(`${app.address}/rescue`);
  await page.getByRole("button", { name: "Try to open Kith" }).click();
  await expect(heading(page)).toHaveText("Hi. Who's here?");
});

test("it needs no file that the app also needs", async ({ app, page }) => {
  app.house.asked.length = 0;
  await page.goto(`${app.address}/rescue`);
  await expect(heading(page)).toHaveText(title);
  const ofRescue = app.house.asked.filter((path) => path.startsWith("/assets/"));
  app.house.asked.length = 0;
  await page.goto(app.address);
  await expect(heading(page)).toBeVisible();
  expect(ofRescue.length).toBeGreaterThan(0);
  expect(app.house.asked.filter((path) => ofRescue.includes(path))).toEqual([]);
});

test("words are shown when they are asked for", async ({ app, page }) => {
  await phoneOf(page, app.address, [{ name: "Maya", words: "We shared soup." }]);
  await page.goto(`${app.address}/rescue`);
  await expect(partOf(page, "Maya")).toBeVisible();
  await expect(page.getByText("We shared soup.")).toHaveCount(0);
  await page.getByText("Show the words").click();
  await expect(page.getByText("We shared soup.")).toBeVisible();
});

test("of somebody who signed out it tells how much waits, and neither a word nor a name", async ({ app, page }) => {
  await phoneOf(page, app.address, [
    { name: "Maya", words: "We shared soup.", locked: true },
    { name: "Theo", words: "Drums." },
  ]);
  await page.goto(`${app.address}/rescue`);
  const locked = partOf(page, "Somebody whose place is locked");
  await expect(locked).toContainText("1 moment waits here.");
  await expect(locked.getByRole("button")).toHaveCount(0);
  await expect(page.getByText("Show the words")).toHaveCount(1);
  await page.getByText("Show the words").click();
  await expect(page.getByText("Drums.")).toBeVisible();
  expect(await page.content()).not.toMatch(/Maya|soup/);
});

test("everything is saved as one file", async ({ app, page }) => {
  await phoneOf(page, app.address, [{ name: "Maya", words: "Zwei Töpfe 🍲" }]);
  await page.goto(`${app.address}/rescue`);
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save it as a file" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^kith-unsent-\d{4}-\d\d-\d\d\.json$/);
  const file = JSON.parse(await readFile(await download.path(), "utf8")) as { name: string; ops: { text: string }[] };
  expect(file).toMatchObject({ kith: "unsent", format: 1, seat: "seat0", name: "Maya" });
  expect(file.ops[0]?.text).toContain("Zwei Töpfe 🍲");
  await expect(page.getByRole("status")).toHaveText("It is in the file. Give the file to your teacher.");
});

test("it stands in nobody's way", async ({ app, page }) => {
  await phoneOf(page, app.address, [
    { name: "Maya", words: "We shared soup." },
    { name: "Theo", locked: true },
  ]);
  await page.goto(`${app.address}/rescue`);
  await page.getByText("Show the words").click();
  await expect(page.getByText("We shared soup.")).toBeVisible();
  expect(await inTheWay(page)).toEqual([]);
  for (const check of [beside, cut, small]) expect(await check(page)).toEqual([]);
});

test("what cannot be sent says so and stays", async ({ app, page }) => {
  await phoneOf(page, app.address, [{ name: "Maya", words: "We shared soup." }]);
  await page.goto(`${app.address}/rescue`);
  await page.getByRole("button", { name: "Send it now" }).click();
  await expect(page.getByRole("status")).toHaveText(/The school does not know this phone any more/);
  await page.reload();
  await expect(partOf(page, "Maya")).toContainText("1 moment waits here.");
});

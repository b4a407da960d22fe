import { expect, test } from "./house";
import { cachesOf, lookForUpdate, registered, release, settle } from "./release";

test("the app opens with the server gone, at any of its addresses", async ({ app, page }) => {
  await settle(page, app.address);
  await app.house.close();
  await page.goto(`${app.address}/nothing-here`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  await page.evaluate(() => document.fonts.ready);
  expect(await page.evaluate(() => document.fonts.check('1rem "Atkinson Hyperlegible Next"'))).toBe(true);
});

test("the first visit is not interrupted by a reload", async ({ app, page }) => {
  let loads = 0;
  page.on("load", () => loads++);
  await settle(page, app.address);
  await expect(page.locator("main")).toBeVisible();
  expect(loads).toBe(1);
});

test("a newer app waits until somebody accepts it, then every tab changes over", async ({ app, page, context }) => {
  await settle(page, app.address);
  const other = await context.newPage();
  await other.goto(`${app.address}/nothing-here`);
  await release(app.house, "0123456789ab");
  await lookForUpdate(page);

  const offer = page.getByRole("dialog", { name: "A newer Kith is here" });
  await expect(offer).toBeVisible();
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null)).toBe(true);

  const reloaded = [page.waitForEvent("load"), other.waitForEvent("load")];
  await offer.getByRole("button", { name: "Use it now" }).click();
  await Promise.all(reloaded);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("later means later: the offer goes away and nothing changes over", async ({ app, page }) => {
  await settle(page, app.address);
  await release(app.house, "0123456789ab");
  await lookForUpdate(page);
  await page.getByRole("button", { name: "Later" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null)).toBe(true);
});

test("files of the release before stay for one release", async ({ app, page }) => {
  await settle(page, app.address);
  const [first] = await cachesOf(page);
  for (const print of ["0123456789ab", "ba9876543210"]) {
    await release(app.house, print);
    await lookForUpdate(page);
    const loaded = page.waitForEvent("load");
    await page.getByRole("button", { name: "Use it now" }).click();
    await loaded;
    await page.evaluate(() => navigator.serviceWorker.ready);
  }
  await expect.poll(() => cachesOf(page)).toEqual(["kith-0123456789ab", "kith-ba9876543210"]);
  expect(first).not.toBe("kith-0123456789ab");
});

test("a newer app fetches only the files that changed", async ({ app, page }) => {
  await settle(page, app.address);
  app.house.asked.length = 0;
  await release(app.house, "0123456789ab");
  await lookForUpdate(page);
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(app.house.asked.filter((path) => path.startsWith("/assets/"))).toEqual([]);
  expect(app.house.asked).toContain("/index.html");
});

test("a newer app that the phone has no room for leaves the one that is there, and no half of itself", async ({
  app,
  page,
  context,
}) => {
  await settle(page, app.address);
  const before = await cachesOf(page);
  const devtools = await context.newCDPSession(page);
  const { usage } = await devtools.send("Storage.getUsageAndQuota", { origin: app.address });
  await devtools.send("Storage.overrideQuotaForOrigin", { origin: app.address, quotaSize: usage });
  await release(app.house, "0123456789ab");
  await lookForUpdate(page).catch(() => undefined); // what it says of a failed try is the browser's to word
  await expect.poll(async () => (await registered(page)).installing).toBe(false);
  expect(await registered(page)).toEqual({ active: true, waiting: false, installing: false });
  expect(await cachesOf(page)).toEqual(before);

  await devtools.send("Storage.overrideQuotaForOrigin", { origin: app.address });
  await lookForUpdate(page);
  await expect(page.getByRole("dialog", { name: "A newer Kith is here" })).toBeVisible();
  await app.house.close();
  await page.goto(`${app.address}/nothing-here`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
});

test("the worker keeps no answer of the school's server and never stands in its way", async ({ app, page }) => {
  await settle(page, app.address);
  const through = new Map<string, boolean>();
  page.on("response", (answer) => through.set(new URL(answer.url()).pathname, answer.fromServiceWorker()));
  const answers = await page.evaluate(async () => {
    const paths = ["/kith/v1/pull", "/media/r1/800", "/kith/v1/pull"];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  expect(answers).toEqual([200, 200, 200]);
  expect(through.get("/media/r1/800")).toBe(false);
  expect(through.get("/kith/v1/pull")).toBe(false);
  expect(app.house.asked.filter((path) => path.startsWith("/kith/"))).toHaveLength(2);
  const kept = await page.evaluate(async () => {
    const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return caught.flat().map((request) => new URL(request.url).pathname);
  });
  expect(kept.filter((path) => /^\/(kith|media)/.test(path))).toEqual([]);
  expect(kept).toContain("/index.html");
});

test("an address of the server is the server's to answer, also when it is opened as a page", async ({ app, page }) => {
  await settle(page, app.address);
  app.house.says.set("/kith/v1/calendar", "BEGIN:VCALENDAR");
  await page.goto(`${app.address}/kith/v1/calendar`);
  await expect(page.locator("body")).toHaveText("BEGIN:VCALENDAR");
});

import { expect, test } from "./house";

test("going to another page moves the focus to it and changes the title", async ({ app, page }) => {
  await page.goto(`${app.address}/nothing-here`);
  await expect(page).toHaveTitle("Nothing here · Kith");
  await page.getByRole("link", { name: "Go to the start" }).click();
  await expect(page).toHaveURL(`${app.address}/`);
  await expect(page.locator("main")).toBeFocused();
  await expect(page).not.toHaveTitle("Nothing here · Kith");
});

test("Back returns without loading the app again", async ({ app, page }) => {
  await page.goto(`${app.address}/nothing-here`);
  await page.evaluate(() => Object.assign(window, { stillHere: true }));
  await page.getByRole("link", { name: "Go to the start" }).click();
  await expect(page).toHaveURL(`${app.address}/`);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Nothing here");
  expect(await page.evaluate(() => "stillHere" in window)).toBe(true);
});

test("the skip link is the first thing Tab finds, and it leads to the page", async ({ app, page }) => {
  await page.goto(`${app.address}/nothing-here`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
});

test("a sheet takes the focus, Escape closes it, and the focus goes back", async ({ parts, page }) => {
  await page.goto(parts("parts"));
  const opener = page.getByRole("button", { name: "Open a sheet" });
  await opener.click();
  const sheet = page.getByRole("dialog", { name: "A newer Kith is here" });
  await expect(sheet.getByRole("button", { name: "Later" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(opener).toBeFocused();
});

test("a tile that is chosen stays pressed, by thumb and by keyboard", async ({ parts, page }) => {
  await page.goto(parts("composer"));
  const music = page.getByRole("button", { name: "Music" });
  await music.click();
  await expect(music).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Space");
  await expect(music).toHaveAttribute("aria-pressed", "false");
});

test("the size somebody chose is kept, and folds the page before it is seen", async ({ parts, page }) => {
  const ways = page.getByRole("navigation", { name: "Main" });
  await page.goto(parts("home"));
  expect(await ways.evaluate((bar) => getComputedStyle(bar).display)).toBe("flex");
  await page.goto(parts("home", "size=4"));
  expect(await ways.evaluate((bar) => getComputedStyle(bar).display)).toBe("grid");
});

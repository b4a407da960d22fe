import { expect, test } from "@playwright/test";
import { beside, broken, cut, inTheWay, small, tooFaint, withLargeLetters } from "./checks";

test("the checks are quiet about a page that is as it should be", async ({ page }) => {
  await page.setContent(`<html lang="en"><title>Kith</title><main><h1>My circles</h1>
    <button style="min-width: 3rem; min-height: 3rem">New moment</button></main>`);
  expect(await inTheWay(page)).toEqual([]);
  for (const check of [beside, cut, broken, small]) expect(await check(page)).toEqual([]);
});

test("axe sees a picture that says nothing", async ({ page }) => {
  await page.setContent(`<html lang="en"><title>Kith</title><main><h1>Home</h1><img src="about:blank"></main>`);
  expect((await inTheWay(page)).join()).toContain("image-alt");
});

test("words that are too faint are seen in the colours of the hour alone", async ({ page }) => {
  await page.setContent(`<html lang="en"><title>Kith</title><style>
    @media (prefers-color-scheme: dark) { p { color: #ccc; } }</style><main><h1>Home</h1><p>We found a frog.</p></main>`);
  expect(await tooFaint(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect((await tooFaint(page)).join()).toContain("color-contrast: <p>We found a frog.");
});

test("what stands beside the window is seen, also where nothing scrolls", async ({ page }) => {
  await page.setContent(
    `<body style="overflow: hidden"><p style="position: absolute; left: 95vw; width: 10vw">Late</p>`,
  );
  expect((await beside(page)).join()).toContain("Late");
});

test("a cut word and a broken word are seen", async ({ page }) => {
  await page.setContent(`<button style="width: 4rem; overflow: hidden; white-space: nowrap">Ask my teacher</button>
    <p style="width: 3rem; overflow-wrap: anywhere">Orientation</p>`);
  expect((await cut(page)).join()).toContain("Ask my teacher");
  expect((await broken(page)).join()).toContain("Orientation");
});

test("a button for a needle is seen, in a sheet the sheet's alone", async ({ page }) => {
  const button = (name: string) => `<button style="width: 20px; height: 20px">${name}</button>`;
  await page.setContent(`<main>${button("page")}<dialog>${button("sheet")}</dialog></main>`);
  expect((await small(page)).join()).toContain("page");
  await page.evaluate(() => document.querySelector("dialog")?.showModal());
  const found = (await small(page)).join();
  expect(found).toContain("sheet");
  expect(found).not.toContain("page");
});

test("large letters are there while they are looked at, and gone after", async ({ page }) => {
  await page.setContent(`<style>[data-size="4"] { font-size: 32px }</style><p>Moments</p>`);
  const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  expect(await withLargeLetters(page, size)).toBe("32px");
  expect(await size()).toBe("16px");
});

import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hatch, stored, type Canary } from "./canary";
import { keepMoment } from "./compose";
import { scanProfile } from "./profile";
import { refusalsOf } from "./refusals";
import { School } from "./school";
import { ready } from "./worker";

const drums = "The Drum Room";
const canary = "zebrafinch in the wall";

test("somebody who copies the browser's folder finds no word and no photo in it", async ({ playwright, launchOptions }) => {
  const school = await School.open("demo");
  const folder = await mkdtemp(join(tmpdir(), "kith-profile-"));
  const open = () =>
    playwright.chromium.launchPersistentContext(folder, {
      ...launchOptions,
      viewport: { width: 390, height: 844 },
    });
  let browser: BrowserContext | undefined;
  const refused: string[][] = [];
  try {
    browser = await open();
    refused.push(refusalsOf(browser));
    let page = await browser.newPage();
    await page.goto(school.person("Maya").link);
    await expect(page.getByRole("link", { name: /The Drum Room/ }).first()).toBeVisible();
    const bird = await hatch(page, [canary], "zebrafinch-at-rest.jpg");
    await ready(page);
    await browser.setOffline(true);
    await keep(page, bird);
    const moment = page.url().split("/").at(-1) ?? "";
    await page.getByRole("link", { name: "New", exact: true }).click();
    await page.getByLabel("Anything else?").fill(`${canary}, half said`);
    // Somewhere in the store, and nowhere else: the search opens what is sealed.
    await expect.poll(async () => (await stored(page, ["half said"])).join()).toContain("/drafts");

    await test.step("the browser is shut, and the folder is copied", async () => {
      await browser!.close();
      const found = await scanProfile(folder, moment, "zebrafinch");
      expect(found.named, "the scan reads what lies open").not.toEqual([]);
      expect(found.words).toEqual([]);
      expect(found.photos).toEqual([]);
    });

    await test.step("for Maya everything is there", async () => {
      browser = await open();
      refused.push(refusalsOf(browser));
      page = await browser.newPage();
      await page.goto(`${school.origin}/moments/${moment}`);
      await expect(page.getByText(canary).first()).toBeVisible();
    });
    expect(refused.flat()).toEqual([]);
  } finally {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
    await school.close();
  }
});

async function keep(page: Page, bird: Canary): Promise<void> {
  const photo = {
    name: bird.fileName,
    mimeType: "image/jpeg",
    buffer: bird.photo,
  };
  await keepMoment(page, {
    circle: drums,
    photo,
    quote: `${canary}, she said`,
    words: canary,
  });
}

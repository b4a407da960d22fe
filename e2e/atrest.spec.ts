import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hatch, stored, type Canary } from "./canary";
import { keepMoment } from "./compose";
import { School } from "./school";

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
  try {
    browser = await open();
    let page = await browser.newPage();
    await page.goto(school.person("Maya").link);
    await expect(page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
    const bird = await hatch(page, [canary], "zebrafinch-at-rest.jpg");
    await browser.setOffline(true);
    await keep(page, bird);
    const moment = page.url().split("/").at(-1) ?? "";
    await page.getByRole("link", { name: "New", exact: true }).click();
    await page.getByLabel("Anything else?").fill(`${canary}, half said`);
    // Somewhere in the store, and nowhere else: the search opens what is sealed.
    await expect.poll(async () => (await stored(page, ["half said"])).join()).toContain("/drafts");

    await test.step("the browser is shut, and the folder is copied", async () => {
      await browser!.close();
      const found = await scan(folder, moment);
      expect(found.named, "the scan reads what lies open").not.toEqual([]);
      expect(found.words).toEqual([]);
      expect(found.photos).toEqual([]);
    });

    await test.step("for Maya everything is there", async () => {
      browser = await open();
      page = await browser.newPage();
      await page.goto(`${school.origin}/moments/${moment}`);
      await expect(page.getByText(canary).first()).toBeVisible();
    });
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

/** The files of a browser's folder that hold a moment's id, the canary in any spelling, or the beginning of a JPEG. */
async function scan(folder: string, moment: string): Promise<{ named: string[]; words: string[]; photos: string[] }> {
  const found = {
    named: [] as string[],
    words: [] as string[],
    photos: [] as string[],
  };
  const spellings = [Buffer.from("zebrafinch"), Buffer.from("zebrafinch", "utf16le")];
  const jpeg = Buffer.from("ffd8ffe000104a464946", "hex");
  for (const entry of await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (bytes.includes(moment)) found.named.push(file);
    if (spellings.some((word) => bytes.includes(word))) found.words.push(file);
    if (bytes.includes(jpeg)) found.photos.push(file);
  }
  return found;
}

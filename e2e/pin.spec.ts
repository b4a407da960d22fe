import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hatch, stored } from "./canary";
import { keepMoment } from "./compose";
import { Desk } from "./online";
import { scanProfile } from "./profile";
import { refusalsOf } from "./refusals";
import { School } from "./school";
import { ready } from "./worker";

const drums = "The Drum Room";
const canary = "goldcrest under the bleachers";

async function types(page: Page, pin: string): Promise<void> {
  await page.getByLabel("My phone PIN").fill(pin);
  await page.getByRole("button", { name: "Open", exact: true }).click();
}

test("ten wrong PINs open nothing and lose nothing: what Maya kept arrives, once, when she signs in with her badge", async ({
  playwright,
  launchOptions,
}) => {
  const school = await School.open("demo");
  const reyes = await Desk.of(school, school.person("Ms. Reyes"));
  const folder = await mkdtemp(join(tmpdir(), "kith-pin-"));
  const open = () =>
    playwright.chromium.launchPersistentContext(folder, { ...launchOptions, viewport: { width: 390, height: 844 } });
  let phone: BrowserContext | undefined;
  const refused: string[][] = [];
  try {
    phone = await open();
    refused.push(refusalsOf(phone));
    const page = await phone.newPage();
    let moment = "";

    await test.step("Maya sets a PIN", async () => {
      await page.goto(school.person("Maya").link);
      await expect(page.getByRole("link", { name: new RegExp(drums) }).first()).toBeVisible();
      await ready(page);
      await page.getByRole("link", { name: "About me", exact: true }).click();
      await page.getByRole("button", { name: "Set a PIN" }).click();
      const sheet = page.getByRole("dialog", { name: "Set a PIN" });
      await sheet.getByLabel("My new PIN").fill("270814");
      await sheet.getByLabel("The new PIN once more").fill("270814");
      await sheet.getByRole("button", { name: "Set a PIN" }).click();
      await expect(page.getByText("Your PIN is set.").first()).toBeVisible();
    });

    await test.step("she keeps a moment with a photo without internet, and begins another", async () => {
      const bird = await hatch(page, [canary], "goldcrest.jpg");
      await phone!.setOffline(true);
      const photo = { name: bird.fileName, mimeType: "image/jpeg", buffer: bird.photo };
      await keepMoment(page, { circle: drums, photo, words: canary });
      moment = page.url().split("/").at(-1) ?? "";
      await page.getByRole("link", { name: "New", exact: true }).click();
      await page.getByLabel("Anything else?").fill(`${canary}, half said`);
      await expect(page).toHaveURL(/\/new\/.+/);
    });

    await test.step("opened anew it asks for the PIN, and the tenth wrong one leads to the door", async () => {
      await page.reload();
      await expect(page.getByRole("heading", { level: 1, name: "Hi, Maya" })).toBeVisible();
      await expect(page.getByText(canary)).toHaveCount(0);
      for (let left = 9; left > 0; left--) {
        await types(page, "000000");
        await expect(page.getByText(new RegExp(`${left} (try|tries) left`)).first()).toBeVisible();
      }
      await types(page, "000000");
      await expect(page.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
      await expect(page.getByText(/^That was too many tries/)).toBeVisible();
      await expect(page.getByRole("button", { name: "Maya" })).toHaveCount(0);
    });

    await test.step("whoever copies the phone's browser finds nothing of it", async () => {
      await phone!.close();
      const found = await scanProfile(folder, moment, "goldcrest");
      expect(found.named, "the scan reads what lies open").not.toEqual([]);
      expect(found.words).toEqual([]);
      expect(found.photos).toEqual([]);
    });

    await test.step("she signs in with her badge, and is told that there is no PIN any more", async () => {
      phone = await open();
      refused.push(refusalsOf(phone));
      const again = await phone.newPage();
      await again.goto(school.origin);
      await expect(again.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
      await expect(again.getByRole("button", { name: "Maya" })).toHaveCount(0);
      await again.goto(school.person("Maya").link);
      const told = again.getByRole("dialog", { name: "Your PIN is gone" });
      await told.getByRole("button", { name: "Not now" }).click();
      await again.getByRole("link", { name: "Go on" }).first().click();
      await expect(again.getByLabel("Anything else?")).toHaveValue(`${canary}, half said`);
      expect(await stored(again, ["half said"]), "it opens with the key that lies there again").not.toEqual([]);
    });

    await test.step("her teacher has the moment, once, with its photo", async () => {
      type Waiting = { moments: { words?: string; pictures: { kept: boolean }[] }[] };
      const arrived = async () => (await reyes.call<Waiting>("GET", "/waiting")).moments.filter(({ words }) => words === canary);
      await expect.poll(async () => (await arrived())[0]?.pictures).toMatchObject([{ kept: true }]);
      expect(await arrived()).toHaveLength(1);
    });
    expect(refused.flat()).toEqual([]);
  } finally {
    await phone?.close();
    await rm(folder, { recursive: true, force: true });
    await school.close();
  }
});

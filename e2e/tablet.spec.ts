import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hatch, stored } from "./canary";
import { makeMoment } from "./compose";
import { Phone } from "./phone";
import { scanProfile } from "./profile";
import { refusalsOf } from "./refusals";
import { School } from "./school";
import { ready } from "./worker";

const canary = "kingfisher on the goalpost";

/** Signs whoever is here out, by the button on a student's own page. */
async function signOut(page: Page): Promise<void> {
  await page.getByRole("link", { name: "About me", exact: true }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
}

test("what Maya keeps on a class tablet is brought by Sam, who cannot read it, and is hers", async ({
  browser,
  playwright,
  launchOptions,
}) => {
  const school = await School.open("demo");
  const folder = await mkdtemp(join(tmpdir(), "kith-tablet-"));
  const open = () =>
    playwright.chromium.launchPersistentContext(folder, { ...launchOptions, viewport: { width: 820, height: 1180 } });
  let tablet: BrowserContext | undefined;
  const refused: string[][] = [];
  try {
    tablet = await open();
    refused.push(refusalsOf(tablet));
    const page = await tablet.newPage();

    await test.step("Ms. Ortiz makes it a class tablet", async () => {
      await page.goto(school.person("Ms. Ortiz").link);
      await page.getByRole("link", { name: "Insights" }).click();
      await page.getByRole("link", { name: "Settings" }).click();
      await page.getByRole("button", { name: "Make this a class tablet" }).click();
      await expect(page.getByText("This device is a class tablet.").first()).toBeVisible();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Sign out", exact: true }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
    });

    await test.step("Maya keeps a moment without internet, and signs out", async () => {
      await page.goto(school.person("Maya").link);
      await expect(page.getByRole("link", { name: /The Drum Room/ }).first()).toBeVisible();
      const bird = await hatch(page, [canary], "kingfisher.jpg");
      const photo = { name: bird.fileName, mimeType: "image/jpeg", buffer: bird.photo };
      await ready(page);
      await tablet!.setOffline(true);
      await makeMoment(page, { circle: "The Drum Room", photo, words: canary });
      const kept = page.getByRole("dialog", { name: "Kept" });
      await expect(kept.getByText("It is sealed on this device.")).toBeVisible();
      await kept.getByRole("button", { name: "Done" }).click();
      await expect(page.getByText("1 thing is sealed here.")).toBeVisible();
      await expect(page.getByText(canary)).toHaveCount(0);
      await signOut(page);
      await expect(page.getByRole("button", { name: "Maya" })).toHaveCount(0);
    });

    await test.step("the rescue page only counts it", async () => {
      await page.goto(`${school.origin}/rescue`);
      await expect(page.getByText("1 sealed thing waits here.")).toBeVisible();
      await expect(page.getByRole("button", { name: "Send it now" })).toHaveCount(0);
      await expect(page.getByText(canary)).toHaveCount(0);
    });

    await test.step("whoever copies the tablet's browser finds nothing of it", async () => {
      const { sealKey } = (await (await fetch(`${school.origin}/kith/v1/hello`)).json()) as { sealKey: string };
      await tablet!.close();
      const found = await scanProfile(folder, sealKey.split(".")[0]!, "kingfisher");
      expect(found.named, "the scan reads what lies open").not.toEqual([]);
      expect(found.words).toEqual([]);
      expect(found.photos).toEqual([]);
    });

    await test.step("Sam signs in, and brings it without knowing", async () => {
      tablet = await open();
      refused.push(refusalsOf(tablet));
      const next = await tablet.newPage();
      await next.goto(school.person("Sam").link);
      await expect(next.getByRole("link", { name: /The Drum Room/ }).first()).toBeVisible();
      await expect(next.getByText("1 thing is sealed here.")).toHaveCount(0);
      expect(await stored(next, [canary])).toEqual([]);
      await expect(next.getByText(canary)).toHaveCount(0);
    });

    await test.step("on her own phone it is hers, words and photo", async () => {
      const mayas = await Phone.of(browser, school, "Maya");
      await mayas.open(school.person("Maya").link);
      await mayas.page.getByRole("link", { name: "My moments", exact: true }).click();
      await mayas.page.getByRole("link", { name: canary }).first().click();
      await expect(mayas.page.getByText("Your teacher has it").first()).toBeVisible();
      await mayas.close();
    });
    expect(refused.flat()).toEqual([]);
  } finally {
    await tablet?.close();
    await rm(folder, { recursive: true, force: true });
    await school.close();
  }
});

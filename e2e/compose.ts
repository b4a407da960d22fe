import { expect, type Page } from "@playwright/test";

/** What a student puts into a moment, by the labels that are on the screen. */
export interface Making {
  /** Left out where there is only one. */
  circle?: string;
  photo?: { name: string; mimeType: string; buffer: Buffer };
  words?: string;
  quote?: string;
  people?: string[];
  did?: string;
}

/** Keeps one moment, tap by tap, and waits until the phone has it. */
export async function keepMoment(page: Page, making: Making): Promise<void> {
  await makeMoment(page, making);
  const saved = page.getByRole("dialog", { name: "Saved on this phone" });
  await expect(saved).toBeVisible();
  await saved.getByRole("button", { name: "See it" }).click();
  await expect(page.getByRole("heading", { name: "Where it is now" })).toBeVisible();
}

/** Makes one moment, tap by tap, and presses Save. */
export async function makeMoment(page: Page, making: Making): Promise<void> {
  await page.getByRole("link", { name: "New", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New moment" })).toBeVisible();
  if (making.circle) {
    await page.getByRole("button", { name: /^Circle:/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: making.circle }).click();
  }
  if (making.photo) {
    await page.locator('input[data-photo="gallery"]').first().setInputFiles(making.photo);
    await expect(page.getByRole("heading", { name: "Your photo" }).first()).toBeAttached();
  }
  if (making.quote) {
    await page.getByRole("button", { name: "Write", exact: true }).click();
    await page.getByLabel("Your words").fill(making.quote);
  }
  if (making.words) await page.getByLabel("Anything else?").fill(making.words);
  if (making.did) await page.getByRole("button", { name: making.did, exact: true }).click();
  const inIt = page.getByRole("region", { name: "Who is in it?" });
  for (const person of making.people ?? []) await inIt.getByRole("button", { name: person }).click();
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

import { expect, type Browser, type Locator, type Page } from "@playwright/test";
import { Phone } from "./phone";
import type { School } from "./school";

/** The phones of one test, closed together. */
export class Pockets {
  private readonly phones: Phone[] = [];

  constructor(
    private readonly browser: Browser,
    readonly school: School,
  ) {}

  /** A fresh phone, where nobody is signed in. */
  async fresh(name: string, width?: number): Promise<Phone> {
    const phone = await Phone.of(this.browser, this.school, name, width);
    this.phones.push(phone);
    return phone;
  }

  /** A phone of somebody of the demo school, who has arrived on their first page. */
  async of(name: string, width?: number): Promise<Phone> {
    const phone = await this.fresh(name, width);
    await phone.open(this.school.person(name).link);
    await expect(phone.page).toHaveURL(/\/(circles|queue|highlights|today)$/);
    await expect(phone.page.getByRole("heading", { level: 1 })).toBeVisible();
    return phone;
  }

  async close(): Promise<void> {
    for (const phone of this.phones) await phone.close();
  }
}

/** The phone comes to the front, which is when it asks the school. */
export async function nudge(page: Page): Promise<void> {
  const asked = page
    .waitForResponse((answer) => answer.url().endsWith("/kith/v1/sync"), {
      timeout: 20_000,
    })
    .catch(() => undefined);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await asked;
}

/** Nudges until it is so: what happens between a job and a phone takes a moment. */
export async function eventually(page: Page, holds: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await nudge(page);
    await holds();
  }).toPass({ timeout: 60_000 });
}

/** The card, or the line that it became, with these words. */
export function cardOf(page: Page, words: string): Locator {
  return page.getByRole("main").getByRole("listitem").filter({ hasText: words });
}

/** What the app's one live region said last. */
export function spoken(page: Page): Locator {
  return page.locator("[role=status].unseen").last();
}

import { expect, test } from "@playwright/test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refusalsOf } from "./refusals";
import { School } from "./school";

test("a browser that keeps nothing for the school still shows the door, and says why nobody can come in", async ({
  playwright,
  launchOptions,
}) => {
  const school = await School.open("demo");
  const folder = await mkdtemp(join(tmpdir(), "kith-private-"));
  // As a private window of some browsers, and as a device whose owner forbids sites to keep anything.
  await mkdir(join(folder, "Default"), { recursive: true });
  const never = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(join(folder, "Default", "Preferences"), JSON.stringify(never));
  const browser = await playwright.chromium.launchPersistentContext(folder, { ...launchOptions, baseURL: school.origin });
  const refused = refusalsOf(browser);
  try {
    const page = await browser.newPage();
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hi. Who's here?");
    const kept = await page.evaluate(() =>
      new Promise((tell) => {
        const request = indexedDB.open("anything");
        request.onsuccess = () => tell(true);
        request.onerror = () => tell(false);
      }).catch(() => false),
    );
    expect(kept, "this browser keeps nothing").toBe(false);

    await page.goto(new URL(school.person("Maya").link).pathname + new URL(school.person("Maya").link).hash);
    await expect(page.getByText("This window can keep nothing.").first()).toBeVisible();
    await page.goto("/rescue");
    await expect(page.getByText("This window can keep nothing, or it cannot be read here.")).toBeVisible();
    await page.getByRole("button", { name: "Try to open Kith" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hi. Who's here?");
    expect(refused).toEqual([]);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
    await school.close();
  }
});

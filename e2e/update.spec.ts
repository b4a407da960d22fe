import { expect, test } from "@playwright/test";
import { mark, nextRelease } from "./release";
import { refusalsOf } from "./refusals";
import { School } from "./school";

test("a page of the release before opens a late part of itself after the school was updated", async ({ browser }) => {
  const next = await nextRelease();
  const school = await School.open("serve");
  // Without a worker: the phone has only the part that the page has asked for, and the school has to have the rest.
  const context = await browser.newContext({ baseURL: school.origin, serviceWorkers: "block" });
  const refused = refusalsOf(context);
  try {
    const page = await context.newPage();
    await page.goto("/code");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const asked: string[] = [];
    page.on("response", (answer) => asked.push(`${answer.status()} ${new URL(answer.url()).pathname}`));
    let loads = 0;
    page.on("load", () => loads++);

    await school.stop();
    school.binary = next.binary;
    await school.start();
    const fresh = await (await fetch(`${school.origin}/service-worker.js`)).text();
    expect(fresh, "the school runs on the next release").toContain(`Nowhere-${mark}`);

    await page.evaluate(() => history.pushState({}, "", "/nothing-here"));
    await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
    const parts = asked.filter((line) => line.includes("/assets/"));
    expect(parts.join()).toMatch(/200 \/assets\/Nowhere-/);
    expect(parts.filter((line) => !line.startsWith("200") || line.includes(`-${mark}`))).toEqual([]);
    expect(loads, "the page was not loaded anew").toBe(0);
    await page.reload();
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
    expect(asked.join()).toContain(`200 /assets/Nowhere-${mark}`);
    expect(refused).toEqual([]);
  } finally {
    await context.close();
    await school.close();
    await next.remove();
  }
});

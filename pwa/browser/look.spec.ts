import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./house";

const pages = ["home", "composer", "moments", "moment", "queue", "parts"];

const modes = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "more contrast": { contrast: "more" },
  "forced colours": { forcedColors: "active" },
  "less motion": { reducedMotion: "reduce" },
} as const;

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "wcag2aaa"];

for (const [mode, media] of Object.entries(modes)) {
  for (const name of pages) {
    test(`${name} has nothing in anybody's way: ${mode}`, async ({ parts, page }) => {
      await page.emulateMedia(media);
      await page.goto(parts(name));
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 90)).join(" | ")}`),
      ).toEqual([]);
    });
  }
}

/** What stands wholly or partly beside the window, by its own rectangle: scrollWidth misses what is clipped. */
function beside(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((element) => !element.closest(".unseen, .skip, [hidden]") && element.getClientRects().length > 0)
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        // A pocket's picture leans, so its corners reach a little beyond its own box.
        return left < -1 || right > document.documentElement.clientWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 90)),
  );
}

for (const name of pages) {
  test(`${name} fits a window 320 px wide`, async ({ parts, page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(parts(name));
    expect(await beside(page)).toEqual([]);
  });

  test(`${name} fits with letters twice as large`, async ({ parts, page }) => {
    await page.goto(parts(name, "size=4"));
    expect(await beside(page)).toEqual([]);
  });

  test(`${name} reads from right to left without losing an edge`, async ({ parts, page }) => {
    await page.goto(parts(name, "dir=rtl"));
    expect(await beside(page)).toEqual([]);
  });

  test(`${name} has nothing to press that is smaller than 44 px`, async ({ parts, page }) => {
    await page.goto(parts(name));
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("main :is(a, button), .shelf :is(a, button)")]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        // A link that covers its whole card is pressed by its ::after, which is as large as the card.
        .filter(({ element }) => !element.matches("h3 > a"))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(
          ({ element, box }) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${element.textContent.trim()}`,
        ),
    );
    expect(small).toEqual([]);
  });
}

test("with large letters the shelf lies at the end of the page instead of over it", async ({ parts, page }) => {
  const place = () => page.locator(".shelf").evaluate((shelf) => getComputedStyle(shelf).position);
  await page.goto(parts("home"));
  expect(await place()).toBe("sticky");
  await page.goto(parts("home", "size=4"));
  expect(await place()).toBe("static");
});

test("at a desk the shelf stands up as a spine beside the page", async ({ parts, page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(parts("queue"));
  const spine = await page.getByRole("navigation").boundingBox();
  const main = await page.locator("main").boundingBox();
  expect(spine?.height).toBe(800);
  expect((spine?.x ?? 0) + (spine?.width ?? 0)).toBeLessThanOrEqual(main?.x ?? 0);
});

test("what Tab reaches is seen: every stop has a ring", async ({ parts, page }) => {
  await page.goto(parts("parts"));
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
    });
    expect(ring).toBeGreaterThanOrEqual(2);
  }
});

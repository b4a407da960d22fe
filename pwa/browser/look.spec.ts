import { beside, inTheWay, small, standard } from "./checks";
import { expect, test } from "./house";

const pages = ["home", "composer", "moments", "moment", "queue", "parts"];

const modes = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "more contrast": { contrast: "more" },
  "forced colours": { forcedColors: "active" },
  "less motion": { reducedMotion: "reduce" },
} as const;

const tags = [...standard, "wcag2aaa"];

for (const [mode, media] of Object.entries(modes)) {
  for (const name of pages) {
    test(`${name} has nothing in anybody's way: ${mode}`, async ({ parts, page }) => {
      await page.emulateMedia(media);
      await page.goto(parts(name));
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
      expect(await inTheWay(page, tags)).toEqual([]);
    });
  }
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
    expect(await small(page)).toEqual([]);
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

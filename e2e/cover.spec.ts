import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { eventually, Pockets } from "./arrive";
import { keepMoment } from "./compose";
import { Desk } from "./online";
import { School } from "./school";

const words = "Two of us at the wall";

test("a face that nobody named is covered by keyboard, and a family sees it covered", async ({
  browser,
}) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const reyes = await Desk.of(school, school.person("Ms. Reyes"));
    await reyes.call("PATCH", "/school", { holdSeconds: 1 });
    const maya = await pockets.of("Maya");
    const buffer = await readFile(join(import.meta.dirname, "two-faces.jpg"));
    const photo = { name: "wall.jpg", mimeType: "image/jpeg", buffer };
    await keepMoment(maya.page, {
      circle: "The Drum Room",
      photo,
      words,
      people: ["Sam"],
    });

    const ortiz = await pockets.of("Ms. Ortiz");
    const { page } = ortiz;
    await test.step("the queue says that there are more faces than names", async () => {
      await page.goto("/queue");
      const card = page.getByRole("listitem").filter({ hasText: words });
      await eventually(
        page,
        async () =>
          await expect(card).toContainText("2 faces, 1 person named", {
            timeout: 2_000,
          }),
      );
      await card.getByRole("link").first().click();
      await expect(
        page.getByRole("button", { name: /^Can't share yet: 2 faces/ }),
      ).toBeVisible();
    });

    await test.step("Ms. Ortiz covers the face on the right with keys alone, and approves", async () => {
      await page.getByRole("button", { name: "Cover or crop" }).focus();
      await page.keyboard.press("Enter");
      const editor = page.getByRole("dialog", { name: "Cover or crop" });
      for (const face of ["Cover face 1", "Cover face 2"]) {
        await editor.getByRole("button", { name: face, exact: true }).focus();
        await page.keyboard.press("Enter");
        const cover = editor.getByRole("button", { name: /^Cover 1: / });
        await expect(cover).toBeFocused();
        const left = Number(
          /(\d+) percent from the left/.exec(
            (await cover.getAttribute("aria-label")) ?? "",
          )?.[1],
        );
        if (left > 50) break;
        await page.keyboard.press("Delete");
      }
      await page.keyboard.press("Escape");
      await page
        .getByRole("button", { name: /^Approve for circle and/ })
        .focus();
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/queue$/);
    });

    await test.step("Sam says yes, and Sam's family sees a picture in which one colour covers that face", async () => {
      const sam = await pockets.of("Sam");
      await sam.page.goto("/moments");
      await sam.page.getByRole("button", { name: "Yes, share" }).click();
      const joan = await pockets.of("Joan");
      await eventually(
        joan.page,
        async () =>
          await expect(joan.page.getByText(words)).toBeVisible({
            timeout: 2_000,
          }),
      );
      const picture = joan.page
        .getByRole("article")
        .filter({ hasText: words })
        .getByRole("img")
        .first();
      await expect(picture).toBeVisible();
      const shown = await colours(joan.page, await picture.getAttribute("src"));
      expect(shown.right.every(({ away }) => away <= 12)).toBe(true);
      expect(shown.left.some(({ away }) => away > 12)).toBe(true);
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

/** How far the pixels of either face are from the fill, in a picture that is on a screen. */
async function colours(page: Page, src: string | null) {
  return await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address ?? "";
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    pen.drawImage(image, 0, 0);
    const around = (x: number) => {
      const scale = image.naturalWidth / 640;
      const { data } = pen.getImageData(
        (x - 40) * scale,
        160 * scale,
        80 * scale,
        80 * scale,
      );
      return Array.from({ length: data.length / 4 }, (_, at) => {
        const pixel = [
          data[4 * at] ?? 0,
          data[4 * at + 1] ?? 0,
          data[4 * at + 2] ?? 0,
        ];
        const fill = [0x3a, 0x34, 0x2c];
        return {
          away: Math.max(
            ...fill.map((value, channel) =>
              Math.abs(value - (pixel[channel] ?? 0)),
            ),
          ),
        };
      });
    };
    return { left: around(160), right: around(460) };
  }, src);
}

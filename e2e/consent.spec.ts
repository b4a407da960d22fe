import { expect, test, type Page } from "@playwright/test";
import { eventually, nudge, Pockets } from "./arrive";
import { School } from "./school";

const photosOf = (page: Page) => page.getByRole("region", { name: "Photos" });
const ball = "I want ball again";

test("photos that a family withdraws without internet are gone from another family's phone once it is back", async ({
  browser,
}) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const rosa = await pockets.of("Rosa");
    const picture = rosa.page.getByRole("img", {
      name: /throws for the basket/,
    });
    await expect(picture).toBeVisible();

    const joan = await pockets.of("Joan");
    const photos = photosOf(joan.page);
    await test.step("Joan reads what is asked and withdraws photos in one tap, without internet", async () => {
      await joan.page.evaluate(async () => await navigator.serviceWorker.ready);
      joan.wire.goDown();
      await joan.page.goto("/about");
      await joan.page
        .getByRole("link", { name: "See and change what you allow" })
        .click();
      await expect(
        photos.getByText(/Students in a circle take photos/),
      ).toBeVisible();
      await photos.getByRole("button", { name: "Nobody" }).click();
      await expect(photos.getByText("Now: Nobody.")).toBeVisible();
      await expect(
        photos.getByText(
          "Kept on this phone. It counts when you have internet.",
        ),
      ).toBeVisible();
      await expect(picture).toBeVisible();
    });

    await test.step("it stands after the phone was put away, and counts once the phone is back", async () => {
      await joan.killTab();
      await joan.page.goto("/consents");
      await expect(photosOf(joan.page).getByText("Now: Nobody.")).toBeVisible();
      joan.wire.comeBack();
      await nudge(joan.page);
      await eventually(
        rosa.page,
        async () => await expect(picture).toHaveCount(0, { timeout: 2_000 }),
      );
      await expect(
        rosa.page.getByRole("blockquote").filter({ hasText: ball }),
      ).toHaveCount(0);
    });

    await test.step("Joan's phone is told that it counts, and the law of reading holds", async () => {
      await eventually(joan.page, async () => {
        await expect(
          photosOf(joan.page).getByText(/It counts when you have internet/),
        ).toHaveCount(0, { timeout: 2_000 });
      });
      await expect(
        photosOf(joan.page).getByRole("button", { name: "Nobody" }),
      ).toHaveAttribute("aria-pressed", "true");
      expect(await school.run("verify")).toContain("The law of reading holds.");
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

import { expect, test } from "@playwright/test";
import { eventually, nudge, Pockets } from "./arrive";
import { Desk } from "./online";
import { School } from "./school";

const ball = "I want ball again";
const dumplings = "We made 41. We ate 41.";

test("a family reads its student's moments, also without internet, and takes one down", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const joan = await pockets.of("Joan");
    const { page } = joan;
    const words = (text: string) => page.getByRole("blockquote").filter({ hasText: text });

    await test.step("the newest stands large with the student's own words, who was there and the picture", async () => {
      await expect(words(ball)).toBeVisible();
      await expect(page.getByRole("article").getByText(/Sam chose these symbols\. With .*Maya/)).toBeVisible();
      await expect(page.getByRole("img", { name: /throws for the basket/ })).toBeVisible();
    });

    await test.step("older ones stand by week, and each has a page of its own", async () => {
      await page.getByRole("link", { name: dumplings }).click();
      await expect(words(dumplings)).toBeVisible();
      await expect(page).toHaveURL(/\/highlights\/\w{15}$/);
      await page.getByRole("link", { name: "Moments" }).first().click();
      await expect(words(ball)).toBeVisible();
    });

    await test.step("without internet, what was seen stays readable after the phone was put away", async () => {
      await page.evaluate(async () => await navigator.serviceWorker.ready);
      await page.reload();
      await expect(page.getByRole("img", { name: /throws for the basket/ })).toBeVisible();
      joan.wire.goDown();
      await joan.killTab();
      await joan.page.goto("/highlights");
      await expect(joan.page.getByRole("blockquote").filter({ hasText: ball })).toBeVisible();
      await expect(joan.page.getByRole("img", { name: /throws for the basket/ })).toBeVisible();
    });

    await test.step("a moment that is not wanted hides at once, also there, and the school hears of it later", async () => {
      await joan.page.getByRole("button", { name: "I want this taken down" }).click();
      await joan.page.getByRole("dialog").getByRole("button", { name: "Take it down" }).click();
      await expect(joan.page.getByRole("blockquote").filter({ hasText: ball })).toHaveCount(0);
      await joan.page.reload();
      await expect(joan.page.getByRole("blockquote").filter({ hasText: dumplings })).toBeVisible();
      await expect(joan.page.getByRole("blockquote").filter({ hasText: ball })).toHaveCount(0);
      joan.wire.comeBack();
      await nudge(joan.page);
      const rosa = await pockets.of("Rosa");
      await expect(rosa.page.getByRole("blockquote").filter({ hasText: dumplings })).toBeVisible();
      await eventually(rosa.page, async () => {
        await expect(rosa.page.getByRole("blockquote").filter({ hasText: ball })).toHaveCount(0, { timeout: 2_000 });
      });
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

test("a family that is closed out loses everything, and one that never was let in sees that nothing is there", async ({
  browser,
}) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const joan = await pockets.of("Joan");
    await expect(joan.page.getByRole("blockquote").filter({ hasText: ball })).toBeVisible();
    const vera = await pockets.of("Vera");
    await expect(vera.page.getByText("Nothing shared yet")).toBeVisible();

    const ortiz = await pockets.of("Ms. Ortiz");
    await ortiz.page.goto("/people");
    await ortiz.page.getByRole("link", { name: "Sam" }).click();
    await ortiz.page.getByRole("button", { name: "Close for Joan" }).click();
    await expect(ortiz.page.getByText("May not see anything")).toBeVisible();
    await expect(ortiz.page.getByRole("button", { name: "Open for Joan again" })).toHaveCount(0);

    await eventually(joan.page, async () => {
      await expect(joan.page.getByRole("blockquote")).toHaveCount(0, {
        timeout: 2_000,
      });
    });
    await expect(joan.page.getByRole("img", { name: /basket/ })).toHaveCount(0);

    await test.step("only a coordinator opens it again", async () => {
      const reyes = await pockets.of("Ms. Reyes");
      await reyes.page.goto("/people");
      await reyes.page.getByRole("link", { name: "Sam" }).click();
      await reyes.page.getByRole("button", { name: "Open for Joan again" }).click();
      await eventually(joan.page, async () => {
        await expect(joan.page.getByRole("blockquote").first()).toBeVisible({
          timeout: 2_000,
        });
      });
    });
    expect(await school.run("verify")).toContain("The law of reading holds.");
  } finally {
    await pockets.close();
    await school.close();
  }
});

test("a family signs out and leaves nothing to read", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const { page } = await pockets.of("Joan");
    await expect(page.getByRole("blockquote").first()).toBeVisible();
    await page.getByRole("link", { name: "About" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "About Kith" })).toBeVisible();
    await page.getByRole("link", { name: "Settings" }).click();
    await expect(page.getByText("You see moments of Sam.")).toBeVisible();
    await page.getByRole("button", { name: "Sign out" }).click();
    const sheet = page.getByRole("dialog", { name: "Sign out here?" });
    await sheet.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
    await page.goto("/highlights");
    await expect(page.getByRole("blockquote")).toHaveCount(0);
    const kept = await page.evaluate(async () => {
      const texts: string[] = [];
      for (const { name } of await indexedDB.databases()) texts.push(name ?? "");
      return texts;
    });
    expect(kept.filter((name) => name !== "kith-device")).toEqual([]);
  } finally {
    await pockets.close();
    await school.close();
  }
});

test("a consent that is withdrawn at the desk hides the moment at home", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const rosa = await pockets.of("Rosa");
    const atHome = rosa.page.getByRole("blockquote").filter({ hasText: ball });
    await expect(atHome).toBeVisible();
    const ortiz = await pockets.of("Ms. Ortiz", 1280);
    await ortiz.page.goto("/circles");
    await ortiz.page.getByRole("link", { name: "The Drum Room" }).click();
    await ortiz.page.getByRole("link", { name: "Consents" }).click();
    await ortiz.page.getByRole("button", { name: "Words of Sam: Families. Change" }).click();
    const sheet = ortiz.page.getByRole("dialog", { name: "Words of Sam" });
    await sheet.getByRole("button", { name: "Nobody" }).click();
    await expect(sheet.getByText("This hides at once what others see of Sam")).toBeVisible();
    await sheet.getByRole("button", { name: "In person" }).click();
    await sheet.getByRole("button", { name: "Save" }).click();
    await expect(ortiz.page.getByRole("button", { name: "Words of Sam: Nobody. Change" })).toBeVisible();
    await eventually(rosa.page, async () => await expect(atHome).toHaveCount(0, { timeout: 2_000 }));

    await test.step("the law of reading holds, also when it is given again", async () => {
      const desk = await Desk.of(school, school.person("Ms. Ortiz"));
      const { ids } = await desk.members("The Drum Room");
      await desk.act("record_consent", {
        person: ids["Sam"],
        kind: "words",
        widest: "families",
        how: "paper",
      });
      await nudge(rosa.page);
      await nudge(rosa.page);
      expect(await school.run("verify")).toContain("The law of reading holds.");
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

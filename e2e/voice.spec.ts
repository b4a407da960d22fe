import { expect, test, type Page } from "@playwright/test";
import { cardOf, eventually, nudge, Pockets, spoken } from "./arrive";
import { Desk } from "./online";
import { School } from "./school";

// A microphone that beeps, and a browser that lets the app listen to it.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...microphone] });
  },
});

const said = "Beep, beep, says the drum.";

/** The note on a page plays from the phone's own store, to its end. */
async function plays(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Listen/ }).first().click();
  await expect.poll(() => page.locator("audio").first().evaluate((sound) => (sound as HTMLAudioElement).currentTime)).toBeGreaterThan(0);
  expect(await page.locator("audio").first().getAttribute("src")).toMatch(/^blob:/);
}

test("what a student says without internet is heard by a teacher, who writes it down, and then by a family", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const reyes = await Desk.of(school, school.person("Ms. Reyes"));
    await reyes.call("PATCH", "/school", { holdSeconds: 1 });
    const maya = await pockets.of("Maya");
    const { page } = maya;

    await test.step("five taps without internet: New, Say it, Record, Stop, Save", async () => {
      await page.evaluate(async () => await navigator.serviceWorker.ready);
      maya.wire.goDown();
      await page.getByRole("link", { name: "New", exact: true }).click();
      await page.getByRole("button", { name: "Say it" }).click();
      await expect(page.getByRole("button", { name: "Record" })).toBeFocused();
      await page.getByRole("button", { name: "Record" }).click();
      await expect(page.getByText("2 of 60 seconds")).toBeVisible();
      await page.getByRole("button", { name: "Stop" }).click();
      await expect(spoken(page)).toContainText("Recorded.");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const saved = page.getByRole("dialog", { name: "Saved on this phone" });
      await saved.getByRole("button", { name: "See it" }).click();
      await expect(page.getByText("Nobody has put it in words yet.")).toBeVisible();
      await plays(page);
    });

    await test.step("the tab is killed and the sound is still there", async () => {
      const { pathname } = new URL(page.url());
      await maya.killTab();
      await maya.page.goto(pathname);
      await plays(maya.page);
    });

    await test.step("with internet it goes up, and its author is told so", async () => {
      maya.wire.comeBack();
      await eventually(maya.page, async () => {
        await expect(maya.page.getByRole("main").getByText("Your teacher has it").first()).toBeVisible({ timeout: 2_000 });
      });
    });

    await test.step("the teacher listens, and approves nothing without its words", async () => {
      const ortiz = await pockets.of("Ms. Ortiz");
      const card = cardOf(ortiz.page, "Nobody has put it in words yet.");
      await expect(card).toContainText("A voice note has no words yet");
      await card.getByRole("link", { name: "Open and decide" }).click();
      await plays(ortiz.page);
      await ortiz.page.getByRole("button", { name: /^Can.t share yet/ }).click();
      await expect(ortiz.page.getByText("A voice note has no words yet").first()).toBeVisible();
      await ortiz.page.getByLabel("What is said in the voice note").fill(said);
      await ortiz.page.getByRole("button", { name: /^Approve/ }).click();
      await nudge(ortiz.page);
    });

    await test.step("the family reads it and hears it, also without internet", async () => {
      const rosa = await pockets.of("Rosa");
      await eventually(rosa.page, async () => {
        await expect(rosa.page.getByText(said).first()).toBeVisible({ timeout: 2_000 });
        await expect(rosa.page.getByRole("button", { name: /^Listen/ }).first()).toBeVisible({ timeout: 2_000 });
      });
      await rosa.page.evaluate(async () => await navigator.serviceWorker.ready);
      rosa.wire.goDown();
      await rosa.page.reload();
      await plays(rosa.page);
    });
    expect(await school.run("verify")).toContain("The law of reading holds.");
  } finally {
    await pockets.close();
    await school.close();
  }
});

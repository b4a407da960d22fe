import { expect, test, type Browser } from "@playwright/test";
import { cardOf, eventually, nudge, Pockets, spoken } from "./arrive";
import { Desk } from "./online";
import { School } from "./school";

const worms = "Nobody asked the worms.";
const music = "I like music more";
const arm = "Dre taught me the arm.";
const scary = "Ivy read the scary part twice.";

/** A demo school of its own for each test: what one decides, no other finds. */
async function atSchool(browser: Browser, act: (school: School, pockets: Pockets) => Promise<void>): Promise<void> {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    await act(school, pockets);
  } finally {
    await pockets.close();
    await school.close();
  }
}

test("only what was wholly in view is approved together, and never what needs a look", async ({ browser }) => {
  await atSchool(browser, async (school, pockets) => {
    const { page } = await pockets.of("Ms. Ortiz");
    await expect(page.getByRole("heading", { level: 1, name: "4 to look at" })).toBeVisible();
    await expect(page.getByRole("button", { name: /you've seen/ })).toHaveCount(0);

    await cardOf(page, worms).getByRole("img").scrollIntoViewIfNeeded();
    for (const words of [worms, music]) {
      await cardOf(page, words).getByRole("blockquote").scrollIntoViewIfNeeded();
      await expect(page.getByRole("button", { name: /you've seen/ })).toBeVisible();
    }
    await expect(page.getByRole("button", { name: "Approve 2 you've seen" })).toBeVisible();
    await page.getByRole("button", { name: "Approve 2 you've seen" }).click();

    await expect(spoken(page)).toContainText("Approved 2. 2 left.");
    for (const words of [worms, music])
      await expect(cardOf(page, words)).toContainText("Approved for circle and families.");
    for (const words of [arm, scary]) {
      await expect(cardOf(page, words).getByRole("button", { name: /Approve/ })).toHaveCount(0);
      await expect(cardOf(page, words).getByRole("link", { name: "Open and decide" })).toBeVisible();
    }
    expect(await school.run("verify")).toContain("The law of reading holds.");
  });
});

test("the queue is worked by keys, and they can be switched off", async ({ browser }) => {
  await atSchool(browser, async (_, pockets) => {
    const { page } = await pockets.of("Ms. Ortiz", 1280);
    await expect(cardOf(page, arm)).toBeVisible();
    const card = page.locator("li[aria-current]");

    await test.step("J and K go from card to card, and A does nothing to one that needs a look", async () => {
      await page.keyboard.press("j");
      await expect(card).toContainText(arm);
      await expect(card).toBeFocused();
      await page.keyboard.press("a");
      await expect(page.getByRole("heading", { level: 1, name: "4 to look at" })).toBeVisible();
      await page.keyboard.press("j");
      await page.keyboard.press("j");
      await page.keyboard.press("k");
      await expect(card).toContainText(scary);
    });

    await test.step("A approves a ready one, the next card takes the focus, U takes it back", async () => {
      await page.keyboard.press("j");
      await expect(card).toContainText(worms);
      await page.keyboard.press("a");
      await expect(spoken(page)).toContainText("Approved for circle and families.");
      await expect(card).toContainText(music);
      await expect(card).toBeFocused();
      await expect(page.getByRole("heading", { level: 1, name: "3 to look at" })).toBeVisible();
      await page.keyboard.press("u");
      await expect(page.getByRole("heading", { level: 1, name: "4 to look at" })).toBeVisible();
    });

    await test.step("B opens the note, in which letters are letters", async () => {
      await page.keyboard.press("b");
      const sheet = page.getByRole("dialog", { name: "Send back with a note" });
      await sheet.getByLabel("Your own words").fill("");
      await sheet.getByLabel("Your own words").pressSequentially("a pp a");
      await sheet.getByRole("button", { name: "Cancel" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "4 to look at" })).toBeVisible();
    });

    await test.step("switched off, a letter does nothing", async () => {
      await page.getByRole("button", { name: "Keys" }).click();
      const sheet = page.getByRole("dialog", { name: "Keys for the queue" });
      await sheet.getByLabel("Use single keys").uncheck();
      await sheet.getByRole("button", { name: "Done" }).click();
      await page.reload();
      await expect(cardOf(page, worms)).toBeVisible();
      await page.keyboard.press("j");
      await expect(card).toHaveCount(0);
    });
  });
});

test("decided without internet, killed and opened again, it applies when the phone is online", async ({ browser }) => {
  await atSchool(browser, async (_, pockets) => {
    const ortiz = await pockets.of("Ms. Ortiz");
    await expect(cardOf(ortiz.page, worms)).toBeVisible();
    await ortiz.page.evaluate(async () => await navigator.serviceWorker.ready);
    await ortiz.page.reload();
    await expect(cardOf(ortiz.page, worms).getByRole("img")).toBeVisible();

    ortiz.wire.goDown();
    await cardOf(ortiz.page, worms).getByRole("button", { name: "Approve for circle and families" }).click();
    await cardOf(ortiz.page, music).getByRole("button", { name: "Keep private" }).click();
    await expect(cardOf(ortiz.page, music)).toContainText("Kept private.");
    await ortiz.killTab();
    await ortiz.page.goto("/queue");
    await expect(ortiz.page.getByText("No internet. You can decide now")).toBeVisible();
    await expect(cardOf(ortiz.page, worms)).toContainText("Will apply when online");

    await test.step("what never left the phone is taken back without a trace", async () => {
      await cardOf(ortiz.page, music).getByRole("button", { name: "Undo" }).click();
      await expect(cardOf(ortiz.page, music).getByRole("button", { name: "Keep private" })).toBeVisible();
    });

    ortiz.wire.comeBack();
    await eventually(ortiz.page, async () => {
      await expect(cardOf(ortiz.page, worms)).toContainText("Goes out at", {
        timeout: 2_000,
      });
    });
    await expect(cardOf(ortiz.page, music).getByRole("button", { name: "Keep private" })).toBeVisible();
  });
});

test("whoever decides second is told who was first", async ({ browser }) => {
  await atSchool(browser, async (school, pockets) => {
    const ortiz = await pockets.of("Ms. Ortiz");
    await expect(cardOf(ortiz.page, worms)).toBeVisible();
    ortiz.wire.goDown();
    await cardOf(ortiz.page, worms).getByRole("button", { name: "Approve for circle and families" }).click();
    await expect(cardOf(ortiz.page, worms)).toContainText("Approved for circle and families.");

    const reyes = await Desk.of(school, school.person("Ms. Reyes"));
    const page = await reyes.call<{
      moments: {
        id: string;
        revision: string;
        hash: string;
        quotes: { words: string }[];
      }[];
    }>("GET", "/waiting");
    const found = page.moments.find(({ quotes }) => quotes.some(({ words }) => words === worms));
    const { id: moment = "", revision, hash: seen } = found ?? {};
    const elsewhere = await Desk.of(school, school.person("Ms. Ortiz"));
    await elsewhere.act("decide", {
      moment,
      revision,
      seen,
      kind: "keep_private",
    });

    ortiz.wire.comeBack();
    await nudge(ortiz.page);
    await expect(cardOf(ortiz.page, worms).or(ortiz.page.getByText("has been decided already")).first()).toContainText(
      /faster with this one|decided already/,
    );
  });
});

test("a moment that may not be shared says who stands in the way, and opens when the consent is there", async ({
  browser,
}) => {
  await atSchool(browser, async (school, pockets) => {
    const { page } = await pockets.of("Ms. Ortiz", 1280);
    await cardOf(page, arm).getByRole("link", { name: "Open and decide" }).click();
    await page.getByRole("button", { name: "Can't share yet: Theo" }).click();
    await expect(page.getByRole("region", { name: "Before it can be shared" })).toBeFocused();
    await expect(page.getByRole("radio", { name: /The circle/ })).toBeDisabled();
    await expect(page.getByRole("row", { name: /Theo/ })).toContainText("No photos");

    const desk = await Desk.of(school, school.person("Ms. Ortiz"));
    const { ids } = await desk.members("Bench 4");
    await desk.act("record_consent", {
      person: ids["Theo"],
      kind: "photo",
      widest: "circle",
      how: "paper",
    });
    await eventually(page, async () => {
      await expect(page.getByRole("radio", { name: /The circle/ })).toBeEnabled({ timeout: 2_000 });
    });
    await expect(page.getByRole("radio", { name: /Circle and families/ })).toBeDisabled();
    await page.getByRole("radio", { name: /The circle/ }).check();
    await page.getByLabel("Description for someone who can't see it").fill("Dre holds the arm of a small rover");
    await page.getByRole("button", { name: "Approve for the circle" }).click();
    await expect(page).toHaveURL(/\/queue$/);
    await expect(cardOf(page, arm)).toContainText("Approved for the circle.");
  });
});

test("a description cannot be emptied away, and a note cannot be empty", async ({ browser }) => {
  await atSchool(browser, async (_, pockets) => {
    const { page } = await pockets.of("Ms. Ortiz", 1280);
    await cardOf(page, worms).getByRole("link", { name: "Open", exact: true }).click();
    await page.getByLabel("Description for someone who can't see it").fill("");
    await expect(
      page.getByRole("button", {
        name: /Can't share yet: A photo has no description/,
      }),
    ).toBeVisible();
    await page.getByRole("button", { name: "Send back" }).click();
    const sheet = page.getByRole("dialog", { name: "Send back with a note" });
    await sheet.getByRole("button", { name: "Send it back" }).click();
    await expect(sheet.getByText("Choose a line or write one")).toBeVisible();
    await sheet.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("link", { name: "Queue" }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "4 to look at" })).toBeVisible();
  });
});

test("what a family asks to take down stands first, and can be put back or kept down", async ({ browser }) => {
  await atSchool(browser, async (school, pockets) => {
    const rosa = await pockets.of("Rosa");
    const ortiz = await pockets.of("Ms. Ortiz", 1280);
    const ball = "I want ball again";
    const atHome = rosa.page.getByRole("blockquote").filter({ hasText: ball });
    await expect(atHome).toBeVisible();
    await rosa.page.getByRole("button", { name: "I want this taken down" }).click();
    await rosa.page.getByRole("dialog").getByRole("button", { name: "Take it down" }).click();
    await expect(atHome).toHaveCount(0);

    await eventually(ortiz.page, async () => {
      await expect(ortiz.page.getByRole("heading", { name: "Asked to take down" })).toBeVisible({ timeout: 2_000 });
    });
    await expect(ortiz.page.getByRole("main").getByRole("listitem").first()).toBeVisible();
    await expect(cardOf(ortiz.page, ball)).toContainText("Rosa asks to take it down");
    await cardOf(ortiz.page, ball).getByRole("button", { name: "Put it back" }).click();
    await eventually(rosa.page, async () => await expect(atHome).toBeVisible({ timeout: 2_000 }));

    await rosa.page.getByRole("button", { name: "I want this taken down" }).click();
    await rosa.page.getByRole("dialog").getByRole("button", { name: "Take it down" }).click();
    await eventually(ortiz.page, async () => {
      await expect(cardOf(ortiz.page, ball).getByRole("button", { name: "Keep it down" })).toBeVisible({
        timeout: 2_000,
      });
    });
    await cardOf(ortiz.page, ball).getByRole("button", { name: "Keep it down" }).click();
    await eventually(rosa.page, async () => await expect(atHome).toHaveCount(0, { timeout: 2_000 }));
    expect(await school.run("verify")).toContain("The law of reading holds.");
  });
});

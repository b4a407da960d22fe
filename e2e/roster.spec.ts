import { expect, test, type Page } from "@playwright/test";
import { nudge, Pockets } from "./arrive";
import { stored } from "./canary";
import { School } from "./school";

test("a student gets in by a code read out, by a new badge, and with a PIN", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const { page } = await pockets.of("Ms. Ortiz");
    await page.goto("/circles");
    await page.getByRole("link", { name: "The Drum Room" }).click();

    await test.step("Leo types the code that Ms. Ortiz reads out, once", async () => {
      await page.getByRole("button", { name: "Let Leo in" }).click();
      const code = (await page.locator(".big-code").textContent())?.trim() ?? "";
      expect(code).toMatch(/^[A-Z0-9-]{8,9}$/);
      await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
      const leo = await pockets.fresh("Leo");
      await typeCode(leo.page, code);
      await expect(leo.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      const nobody = await pockets.fresh("nobody");
      await typeCode(nobody.page, code);
      await expect(nobody.page.getByRole("heading", { level: 1, name: "My circles" })).toHaveCount(0);
    });

    await test.step("a new badge opens and the one before does not; a lost one is ended with the phones that it opened", async () => {
      const old = school.person("Maya").badge ?? "";
      const first = await pockets.fresh("Maya");
      await first.open(old);
      await expect(first.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      await page.goto("/people");
      await page.getByRole("link", { name: "Maya" }).click();
      await page.getByRole("button", { name: "Make a new badge" }).click();
      await expect(page.getByRole("dialog").getByText("The old badge stops working at once")).toBeVisible();
      await page.getByRole("dialog").getByRole("button", { name: "Make a new badge" }).click();
      await expect(page.getByRole("img", { name: "Code of Maya" })).toBeVisible();
      const secret = (await page.locator(".printed-badge .link-line").textContent())?.trim() ?? "";
      const second = await pockets.fresh("Maya");
      await second.open(`${school.origin}/b#${secret}`);
      await expect(second.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      const late = await pockets.fresh("Maya");
      await late.open(old);
      await expect(late.page.getByRole("heading", { level: 1, name: "My circles" })).toHaveCount(0);
      await first.page.goto("/circles");
      await expect(first.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      await page.getByRole("button", { name: "End the badge" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "End the badge" }).click();
      await expect(page.getByText("Has no badge.")).toBeVisible();
      await nudge(first.page);
      await expect(first.page.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
    });

    await test.step("a PIN is shown once, and the badge asks for it", async () => {
      await page.goto("/people");
      await page.getByRole("link", { name: "Leo" }).click();
      await page.getByRole("button", { name: "Make a badge" }).click();
      const secret = (await page.locator(".printed-badge .link-line").textContent())?.trim() ?? "";
      await page.getByRole("button", { name: "Give a PIN" }).click();
      await expect(page.locator(".big-code")).toHaveText(/^\d{6}$/);
      const pin = (await page.locator(".big-code").textContent()) ?? "";
      await page.reload();
      await expect(page.getByText("Has a PIN.")).toBeVisible();
      await expect(page.locator(".big-code")).toHaveCount(0);
      const leo = await pockets.fresh("Leo");
      await leo.open(`${school.origin}/b#${secret}`);
      await leo.page.getByLabel(/PIN|numbers/).fill(pin);
      await leo.page.keyboard.press("Enter");
      await expect(leo.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
    });

    await test.step("signed out everywhere, the phone goes to the door, and what it has is kept for its person", async () => {
      const theo = await pockets.fresh("Theo");
      await page.goto("/circles");
      await page.getByRole("link", { name: "Bench 4" }).click();
      await page.getByRole("button", { name: "Let Theo in" }).click();
      await typeCode(theo.page, (await page.locator(".big-code").textContent())?.trim() ?? "");
      await expect(theo.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      await page.goto("/people");
      await page.getByRole("link", { name: "Theo" }).click();
      await page.getByRole("button", { name: "Sign out everywhere" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
      await nudge(theo.page);
      await expect(theo.page.getByRole("heading", { level: 1, name: "Hi. Who's here?" })).toBeVisible();
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

async function typeCode(page: Page, code: string): Promise<void> {
  await page.goto("/let-in");
  await page.getByRole("textbox").first().fill(code);
  await page.keyboard.press("Enter");
}

test("badges and letters of a circle: nobody's working one is ended unless it is chosen", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const { page } = await pockets.of("Ms. Ortiz", 1280);
    await page.goto("/circles");
    await page.getByRole("link", { name: "The Drum Room" }).click();
    await page.getByRole("link", { name: "Print badges" }).click();
    await expect(page.getByText("Making badges ends the old ones at once.")).toBeVisible();
    for (const [name, chosen] of [
      ["Ana", true],
      ["Leo", true],
      ["Maya", false],
      ["Sam", false],
    ] as const) {
      await expect(page.getByRole("checkbox", { name: new RegExp(`^${name}`) })).toBeChecked({ checked: chosen });
    }
    await page.getByRole("button", { name: "Make 2 badges" }).click();
    await expect(page.getByText("Ready to print. This is shown only now.").first()).toBeVisible();
    await expect(page.getByRole("img", { name: /^Code of/ })).toHaveCount(2);
    const maya = await pockets.fresh("Maya");
    await maya.open(school.person("Maya").badge ?? "");
    await expect(maya.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();

    await test.step("on paper stands what is printed and nothing else", async () => {
      await page.emulateMedia({ media: "print" });
      await expect(page.getByRole("img", { name: "Code of Ana" })).toBeVisible();
      await expect(page.getByRole("navigation")).toBeHidden();
      await expect(page.getByRole("button", { name: "Print", exact: true })).toBeHidden();
      await page.emulateMedia({ media: "screen" });
    });

    await test.step("a restricted family member is offered no letter", async () => {
      await page.getByRole("link", { name: "The circle" }).click();
      await page.getByRole("link", { name: "Print family letters" }).click();
      await expect(page.getByRole("checkbox", { name: /^Rosa/ })).toBeVisible();
      await expect(page.getByRole("checkbox", { name: /^Vera/ })).toHaveCount(0);
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

test("a coordinator covers a circle for some days, and reads the school without keeping it", async ({ browser }) => {
  const school = await School.open("demo");
  const pockets = new Pockets(browser, school);
  try {
    const { page } = await pockets.of("Ms. Reyes", 1280);
    await test.step("what is left to get going stands first", async () => {
      await expect(page.getByRole("heading", { name: "To get going" })).toBeVisible();
      await expect(page.getByRole("link", { name: "Badges are printed" })).toBeVisible();
    });

    await test.step("the school's moments are read when asked for, and are not in the store", async () => {
      await page.getByRole("button", { name: "Read them" }).click();
      await expect(page.getByText("Nobody asked the worms.")).toBeVisible();
      expect(await stored(page, ["Ms. Reyes"])).not.toEqual([]);
      expect(await stored(page, ["Nobody asked the worms."])).toEqual([]);
    });

    await test.step("a cover needs a last day", async () => {
      await page.goto("/circles");
      await page.getByRole("link", { name: "The Drum Room" }).click();
      await page.getByRole("button", { name: "Add an adult" }).click();
      const sheet = page.getByRole("dialog", { name: "Add an adult" });
      await sheet.getByLabel("Who").selectOption({ label: "Ms. Reyes" });
      await sheet.getByRole("button", { name: "Covers for the teacher" }).click();
      await sheet.getByRole("button", { name: "Add an adult" }).click();
      await expect(sheet.getByRole("alert")).not.toBeEmpty();
      const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
      await sheet.getByLabel("Last day").fill(soon);
      await sheet.getByRole("button", { name: "Add an adult" }).click();
      await expect(page.getByText(/Covers for the teacher, until/)).toBeVisible();
    });

    await test.step("a student is taken out of the circle and put into it again", async () => {
      await page.getByRole("button", { name: "Take Leo out of the circle?" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Take out of the circle" }).click();
      await expect(page.getByRole("link", { name: "Leo" })).toHaveCount(0);
      await page.getByRole("button", { name: "Add a student" }).click();
      const sheet = page.getByRole("dialog", { name: "Add a student" });
      await sheet.getByLabel("Who").selectOption({ label: "Leo" });
      await sheet.getByRole("button", { name: "Note taker" }).click();
      await sheet.getByRole("button", { name: "Add a student" }).click();
      await expect(page.getByRole("link", { name: "Leo" })).toBeVisible();
      await expect(page.getByText("Note taker")).toBeVisible();
    });

    await test.step("what the school calls a role stands on every roster", async () => {
      await page.goto("/school");
      await page.getByLabel("Note taker").fill("Scribe");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.locator("[role=status].unseen").last()).toContainText("Saved.");
      await page.goto("/circles");
      await page.getByRole("link", { name: "The Drum Room" }).click();
      await expect(page.getByText("Scribe")).toBeVisible();
    });
  } finally {
    await pockets.close();
    await school.close();
  }
});

import { expect, test, type Page } from "@playwright/test";
import { keepMoment } from "./compose";
import { Phone } from "./phone";
import { School } from "./school";

test("from an empty folder, through the setup link, to the first shared moment", async ({ browser }) => {
  const school = await School.open("serve");
  const phones: Phone[] = [];
  const phone = async (name: string, width?: number) => {
    const made = await Phone.of(browser, school, name, width);
    phones.push(made);
    return made;
  };
  try {
    const printed = await school.run("setup");
    const link = /http\S+/.exec(printed)?.[0] ?? "";
    const hill = await phone("Ms. Hill", 1280);
    const page = hill.page;

    await test.step("the coordinator names the school", async () => {
      await hill.open(link);
      await page.getByLabel("Name of the school").fill("Eastside");
      await page.getByLabel("Your name").fill("Ms. Hill");
      await page.getByLabel("My school mail").fill("hill@eastside.example");
      await page.getByLabel("My password").fill("paper boats in the rain");
      await page.getByRole("button", { name: "Start the school" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Today" })).toBeVisible();
    });

    let colleague = "";
    await test.step("adds a facilitator, two students and a family by hand", async () => {
      colleague = await add(page, "Colleagues", "Add a colleague", "Mr. Moss");
      await add(page, "Students", "Add a student", "Noor");
      await add(page, "Students", "Add a student", "Eli");
      await page.goto("/people");
      await page.getByRole("link", { name: /^Noor/ }).click();
      await page.getByRole("button", { name: "Add a family member" }).click();
      const sheet = page.getByRole("dialog");
      await sheet.getByLabel("Name").fill("Samira");
      await sheet.getByRole("button", { name: "Add a family member" }).click();
      await expect(page.getByText("Samira").first()).toBeVisible();
    });

    await test.step("makes a circle with both students and the facilitator", async () => {
      await page.goto("/circles");
      await page.getByRole("button", { name: "Add a circle" }).click();
      const sheet = page.getByRole("dialog");
      await sheet.getByLabel("Name of the circle").fill("Paper Boats");
      await sheet.getByRole("button", { name: "Add a circle" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Paper Boats" })).toBeVisible();
      for (const name of ["Noor", "Eli"]) await choose(page, "Add a student", name);
      await choose(page, "Add an adult", "Mr. Moss");
    });

    await test.step("writes down orientation and consents, and shortens the hold", async () => {
      for (const name of ["Noor", "Eli"]) {
        await page.getByRole("button", { name: `Orientation of ${name}: done on paper` }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
        await expect(page.getByText("Orientation counts until").first()).toBeVisible();
      }
      await page.getByRole("link", { name: "Consents" }).click();
      for (const name of ["Noor", "Eli"]) {
        for (const what of ["Words", "Name"]) {
          await page.getByRole("button", { name: new RegExp(`^${what} of ${name}`) }).click();
          const sheet = page.getByRole("dialog");
          await sheet.getByText("Families", { exact: true }).click();
          await sheet.getByRole("button", { name: "Save" }).click();
          await expect(page.getByRole("button", { name: new RegExp(`^${what} of ${name}: Families`) })).toBeVisible();
        }
      }
      await page.goto("/school");
      await page.getByText("Not at all", { exact: true }).click();
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Saved.").first()).toBeAttached();
    });

    let letter = "";
    let badge = "";
    await test.step("prints badges and family letters", async () => {
      const code = await printOf(page, "Print badges", /Make \d+ badge/, "Noor");
      badge = `${school.origin}/b#${code}`;
      letter = await printOf(page, "Print family letters", /Make \d+ letter/, "Samira");
    });

    const noor = await phone("Noor");
    await test.step("Noor comes in by the printed badge and keeps a moment", async () => {
      await noor.open(badge);
      await expect(noor.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      await expect(noor.page.getByText("Paper Boats").first()).toBeVisible();
      await keepMoment(noor.page, { words: "Ours sank last.", did: "Outside" });
      await expect(noor.page.getByText("Your teacher has it").first()).toBeVisible();
    });

    await test.step("Mr. Moss chooses a password, and approves", async () => {
      const moss = await phone("Mr. Moss");
      await moss.open(colleague);
      await moss.page.getByRole("button", { name: "Open", exact: true }).click();
      await moss.page.getByLabel("My password").fill("forty folded paper boats");
      await moss.page.getByRole("button", { name: "Open", exact: true }).click();
      await expect(moss.page.getByText("Ours sank last.")).toBeVisible();
      await moss.page.getByRole("button", { name: "Approve for circle and families" }).click();
      await expect(moss.page.getByRole("main").getByText("Approved for circle and families.")).toBeVisible();
    });

    await test.step("Samira opens the letter and reads it", async () => {
      const samira = await phone("Samira");
      await samira.open(letter);
      await samira.page.getByRole("button", { name: "Open", exact: true }).click();
      await expect(samira.page.getByText("Ours sank last.").last()).toBeVisible();
    });
    expect(await school.run("verify")).toContain("The law of reading holds.");
  } finally {
    for (const each of phones) await each.close();
    await school.close();
  }
});

/** Adds somebody on the page of all people, and returns the link that is shown for a colleague. */
async function add(page: Page, kind: string, button: string, name: string): Promise<string> {
  await page.goto("/people");
  await page.getByRole("button", { name: kind, exact: true }).click();
  await page.getByRole("button", { name: button }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel(/^(First name|Name)/).fill(name);
  if (kind === "Colleagues") await sheet.getByLabel("Mail address").fill("moss@eastside.example");
  await sheet.getByRole("button", { name: button }).click();
  if (kind !== "Colleagues") {
    await expect(page.getByText(`${name} is added.`).first()).toBeAttached();
    return "";
  }
  const link = page.getByText(/^http.*\/i#/);
  await expect(link).toBeVisible();
  return (await link.textContent())?.trim() ?? "";
}

/** Chooses somebody in the sheet that a button of the circle opens. */
async function choose(page: Page, button: string, name: string): Promise<void> {
  await page.getByRole("button", { name: button }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("Who").selectOption({ label: name });
  await sheet.getByRole("button", { name: button }).click();
  await expect(page.getByText(name).first()).toBeVisible();
}

/** Makes what is printed, and reads what stands under the code that is somebody's. They come one after the other. */
async function printOf(page: Page, link: string, make: RegExp, whose: string): Promise<string> {
  await page.goto("/circles");
  await page.getByRole("link", { name: /Paper Boats/ }).click();
  await page.getByRole("link", { name: link }).click();
  await page.getByRole("button", { name: make }).click();
  const address = page.getByRole("article").filter({ hasText: whose }).locator(".link-line");
  await expect(address).toBeVisible();
  return (await address.textContent())?.trim() ?? "";
}

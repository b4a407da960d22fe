import { expect, test } from "@playwright/test";
import { Phone } from "./phone";
import { School } from "./school";

const words = "zebrafinch behind the stage";

test("a student tells an adult in two taps with no internet, and whoever is named in it learns nothing", async ({ browser }) => {
  const school = await School.open("demo");
  const phones: Phone[] = [];
  const phone = async (name: string, width?: number) => {
    const made = await Phone.of(browser, school, name, width);
    phones.push(made);
    await made.open(school.person(name).link);
    await made.page.waitForURL(/\/(circles|queue|today|highlights)$/);
    return made;
  };
  try {
    const [maya, sam, rosa] = [await phone("Maya"), await phone("Sam"), await phone("Rosa")];
    const [ortiz, reyes] = [await phone("Ms. Ortiz"), await phone("Ms. Reyes", 1280)];
    await expect(maya.page.getByRole("link", { name: /^The Drum Room/ })).toBeVisible();
    await maya.page.evaluate(() => navigator.serviceWorker.ready);

    await test.step("offline, from the middle of a moment, two taps are enough", async () => {
      await maya.page.getByRole("link", { name: "Add a moment" }).click();
      await expect(maya.page.getByRole("heading", { level: 1, name: "New moment" })).toBeVisible();
      maya.wire.goDown();
      await maya.page.getByRole("link", { name: "Tell an adult" }).click();
      await maya.page.getByRole("button", { name: "Tell an adult now" }).click();
      await expect(maya.page.getByRole("heading", { level: 1, name: "You told an adult" })).toBeVisible();
    });

    await test.step("and she tells one more, about her teacher", async () => {
      await maya.page.getByRole("button", { name: "Go back" }).click();
      await maya.page.getByRole("link", { name: "Tell an adult" }).click();
      await maya.page.getByRole("button", { name: "Ms. Ortiz" }).click();
      await maya.page.getByLabel("Say it in words").fill(words);
      await maya.page.getByRole("button", { name: "Tell an adult now" }).click();
      await expect(maya.page.getByRole("heading", { level: 1, name: "You told an adult" })).toBeVisible();
    });

    await test.step("online again it reaches the coordinator, and not the teacher who is named", async () => {
      maya.wire.comeBack();
      await maya.page.evaluate(() => dispatchEvent(new Event("online")));
      await expect(reyes.page.getByRole("heading", { name: "Someone wants to tell you something" })).toBeVisible({ timeout: 30_000 });
      await expect(reyes.page.getByText("2 wait for an adult.")).toBeVisible({ timeout: 30_000 });
      await expect(ortiz.page.getByText("1 waits for an adult.")).toBeVisible({ timeout: 30_000 });
      await ortiz.page.getByRole("link", { name: "Look now" }).click();
      await expect(ortiz.page.getByRole("link", { name: "Maya wants to tell an adult something" })).toHaveCount(1);
    });

    const about = await test.step("the coordinator reads it and says so", async () => {
      await reyes.page.getByRole("link", { name: "Look now" }).click();
      await reyes.page.getByRole("link", { name: "Maya wants to tell an adult something" }).first().click();
      await expect(reyes.page.getByText(words)).toBeVisible();
      await expect(reyes.page.getByText("It is about Ms. Ortiz")).toBeVisible();
      await reyes.page.getByRole("button", { name: "I have seen it" }).click();
      await expect(reyes.page.getByText("Ms. Reyes has seen it")).toBeVisible();
      return new URL(reyes.page.url()).pathname;
    });

    await test.step("a line whose answer was lost and that is changed then is two lines, and sent again one", async () => {
      const add = reyes.page.getByRole("button", { name: "Add the line" });
      const line = reyes.page.getByLabel("A line for the other adults");
      const loseAnswer = async () => {
        const steps = (url: URL) => url.pathname.endsWith("/steps");
        await reyes.page.route(steps, async (route) => {
          await route.fetch();
          await route.abort();
        });
        await add.click();
        await expect(reyes.page.getByRole("alert")).not.toBeEmpty();
        await reyes.page.unroute(steps);
      };
      await line.fill("I call her home at three.");
      await loseAnswer();
      await add.click();
      await expect(line).toHaveValue("");
      await line.fill("I call her home at four.");
      await loseAnswer();
      await line.fill("I call her home at five.");
      await add.click();
      await expect(line).toHaveValue("");
      for (const hour of ["three", "four", "five"]) {
        await expect(reyes.page.getByText(`I call her home at ${hour}.`)).toHaveCount(1);
      }
    });

    await test.step("the teacher's phone finds nothing at its address", async () => {
      await ortiz.page.goto(about);
      await expect(ortiz.page.getByRole("alert")).not.toBeEmpty();
      await expect(ortiz.page.getByText(words)).toHaveCount(0);
    });

    await test.step("Maya sees who has seen it, in its own place alone", async () => {
      await maya.page.getByRole("link", { name: "About me" }).click();
      await maya.page.getByRole("link", { name: "What I told an adult" }).click();
      await expect(maya.page.getByText("An adult has seen it: Ms. Reyes")).toBeVisible({ timeout: 30_000 });
      await maya.page.getByRole("link", { name: "My moments" }).click();
      await expect(maya.page.getByText(words)).toHaveCount(0);
    });

    for (const other of [sam, rosa]) {
      await other.page.reload();
      await expect(other.page.getByText("zebrafinch")).toHaveCount(0);
    }
  } finally {
    for (const made of phones) await made.close();
    await school.close();
  }
});

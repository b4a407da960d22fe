import { expect, test, type Locator, type Page } from "@playwright/test";
import { hatch, tracesOf } from "./canary";
import { keepMoment } from "./compose";
import { Desk } from "./online";
import { Phone } from "./phone";
import { School } from "./school";

const drums = "The Drum Room";
const words = {
  shared: "zebrafinch quartet in the hall",
  back: "zebrafinch behind the curtain",
  kept: "zebrafinch asleep at noon",
  quote: "We named the drum zebrafinch.",
};

test("a moment goes from an offline phone, past a teacher, to a family's screen", async ({ browser }) => {
  const school = await School.open("demo");
  const phones: Phone[] = [];
  const phone = async (name: string, width?: number) => {
    const made = await Phone.of(browser, school, name, width);
    phones.push(made);
    return made;
  };
  try {
    const reyes = await Desk.of(school, school.person("Ms. Reyes"));
    await reyes.call("PATCH", "/school", { holdSeconds: 1 });
    const { circle, ids } = await reyes.members(drums);

    const [maya, sam, bell] = [await phone("Maya"), await phone("Sam"), await phone("Mr. Bell")];
    const [rosa, joan, vera] = [await phone("Rosa"), await phone("Joan"), await phone("Vera")];
    const ortiz = await phone("Ms. Ortiz", 1280);
    const others = [sam, bell, rosa, joan, vera];
    await test.step("everybody signs in, Maya by her badge", async () => {
      await maya.open(school.person("Maya").badge ?? "");
      await expect(maya.page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
      for (const other of [...others, ortiz]) await signIn(other, school);
      await installed(maya.page);
    });

    const canary = await test.step("offline, Maya keeps three moments with photos, a quote and words", async () => {
      const bird = await hatch(maya.page, Object.values(words), "zebrafinch-4711.jpg");
      const photo = { name: bird.fileName, mimeType: "image/jpeg", buffer: bird.photo };
      maya.wire.goDown();
      await keepMoment(maya.page, { circle: drums, photo, quote: words.quote, words: words.shared, people: ["Sam", "Ana"] });
      await keepMoment(maya.page, { circle: drums, photo, words: words.back, people: ["Sam"] });
      await keepMoment(maya.page, { circle: drums, photo, words: words.kept, people: ["Sam"], did: "Music" });
      return bird;
    });

    await test.step("the tab is killed and opened again: all three are there", async () => {
      await maya.killTab();
      await maya.page.goto("/moments");
      for (const text of [words.quote, words.back, words.kept]) await expect(rowOf(maya.page, text)).toBeVisible();
      await expect(rowOf(maya.page, words.back)).toContainText(/Saved on this phone|Waiting for internet/);
    });

    await test.step("online again, with answers lost after the school had written, they arrive once", async () => {
      maya.wire.loseAnswerTo(/^POST \/kith\/v1\/sync/);
      maya.wire.comeBack();
      await nudge(maya.page);
      await expect.poll(() => maya.wire.lost).toBe(1);
      maya.wire.loseAnswerTo(/^(POST|PATCH) \/kith\/v1\/media/);
      await nudge(maya.page);
      await expect.poll(() => maya.wire.lost).toBe(2);
      for (const text of [words.quote, words.back, words.kept]) {
        await eventually(maya.page, rowOf(maya.page, text), "Your teacher has it");
      }
      const { moments } = await reyes.call<{ moments: { words?: string }[] }>("GET", "/waiting");
      expect(moments.filter((moment) => moment.words?.includes("zebrafinch"))).toHaveLength(3);
    });

    await test.step("no other phone and no family has received a byte of them", async () => {
      for (const other of others) {
        await nudge(other.page);
        expect(await tracesOf(canary, other), other.name).toEqual([]);
      }
      const own = await tracesOf(canary, maya);
      expect(own.join("\n")).toContain(words.kept);
      expect(own.join("\n")).toContain("holds the picture");
    });

    await test.step("Ms. Ortiz approves one for families, sends one back, keeps one private", async () => {
      await nudge(ortiz.page);
      const card = (text: string) => ortiz.page.getByRole("listitem").filter({ hasText: text });
      await card(words.shared).getByRole("button", { name: "Approve for circle and families" }).click();
      await expect(card(words.quote)).toContainText("Approved for circle and families.");
      await card(words.back).getByRole("button", { name: "Send back" }).click();
      const note = ortiz.page.getByRole("dialog", { name: "Send back with a note" });
      await note.getByText("Can you add a few words about it?").click();
      await note.getByRole("button", { name: "Send it back" }).click();
      await card(words.kept).getByRole("button", { name: "Keep private" }).click();
      await expect(card(words.kept)).toContainText("Kept private.");
    });

    await test.step("Sam answers on the own phone, Ana face to face", async () => {
      await sam.page.goto("/moments");
      await expect(sam.page.getByText(words.shared)).toBeVisible();
      await sam.page.getByRole("button", { name: "Yes, share" }).click();
      await expect(sam.page.getByRole("button", { name: "Yes, share" })).toHaveCount(0);
      expect(await tracesOf(canary, joan), "Sam's yes alone shares nothing").toEqual([]);
      const card = ortiz.page.getByRole("listitem").filter({ hasText: words.quote });
      await card.getByRole("link", { name: "Look again" }).click();
      await ortiz.page.getByRole("button", { name: "Write down what Ana says" }).click();
      await ortiz.page.getByRole("dialog").getByRole("button", { name: "Yes, share" }).click();
    });

    await test.step("after the hold the family sees exactly one", async () => {
      await eventually(joan.page, joan.page.getByRole("main"), words.shared);
      await eventually(rosa.page, rosa.page.getByRole("main"), words.shared);
      const seen = (await tracesOf(canary, joan)).join("\n");
      expect(seen).toContain("holds the picture");
      for (const text of [words.back, words.kept, canary.fileName]) expect(seen).not.toContain(text);
    });

    await test.step("Maya mends the returned one offline, and it returns to the queue", async () => {
      await eventually(maya.page, rowOf(maya.page, words.back), "Back to you: see note");
      maya.wire.goDown();
      await rowOf(maya.page, words.back).getByRole("link", { name: "Change it" }).click();
      await maya.page.getByLabel("Anything else?").fill(`${words.back}, and we laughed`);
      await maya.page.getByRole("button", { name: "Save", exact: true }).click();
      await maya.page.getByRole("dialog", { name: "Saved on this phone" }).getByRole("button", { name: "See it" }).click();
      maya.wire.comeBack();
      await maya.page.goto("/moments");
      await eventually(maya.page, rowOf(maya.page, `${words.back}, and we laughed`), "Your teacher has it");
      await ortiz.page.goto("/queue");
      await expect(ortiz.page.getByText(`${words.back}, and we laughed`)).toBeVisible();
    });

    await test.step("an edit of the shared one leaves the family on the approved revision", async () => {
      await rowOf(maya.page, words.quote).getByRole("link").first().click();
      await maya.page.getByRole("link", { name: "Change it" }).click();
      await maya.page.getByLabel("Anything else?").fill(`${words.shared}, second thoughts`);
      await maya.page.getByRole("button", { name: "Save", exact: true }).click();
      await maya.page.getByRole("dialog", { name: "Saved on this phone" }).getByRole("button", { name: "See it" }).click();
      await ortiz.page.goto("/queue");
      await expect(ortiz.page.getByText("second thoughts")).toBeVisible();
      await nudge(joan.page);
      await expect(joan.page.getByText(words.shared)).toBeVisible();
      expect((await tracesOf({ ...canary, words: ["second thoughts"] }, joan)).join("\n")).not.toContain("second thoughts");
    });

    await test.step("consent for Sam's photo is withdrawn: the family's phone loses it at its next contact", async () => {
      const desk = await Desk.of(school, school.person("Ms. Ortiz"));
      await desk.act("record_consent", { person: ids["Sam"], kind: "photo", widest: "none", how: "paper" });
      await nudge(joan.page);
      await expect(joan.page.getByText(words.shared)).toHaveCount(0);
      joan.wire.down.length = 0;
      expect(await tracesOf(canary, joan)).toEqual([]);
    });

    await test.step("Sam leaves: the phone loses the circle", async () => {
      await sam.page.goto("/circles");
      await expect(sam.page.getByRole("heading", { name: drums })).toBeVisible();
      await reyes.call("DELETE", `/circles/${circle}/members/${ids["Sam"]}`);
      await nudge(sam.page);
      await expect(sam.page.getByRole("heading", { name: drums })).toHaveCount(0);
    });

    await test.step("the restricted family never saw anything, and the law of reading holds", async () => {
      await nudge(vera.page);
      expect(await tracesOf(canary, vera)).toEqual([]);
      await expect(vera.page.getByText("Nothing shared yet")).toBeVisible();
      expect(await school.run("verify")).toContain("The law of reading holds.");
    });
  } finally {
    for (const each of phones) await each.close();
    await school.close();
  }
});

async function signIn(phone: Phone, school: School): Promise<void> {
  await phone.open(school.person(phone.name).link);
  await expect(phone.page).toHaveURL(/\/(circles|queue|highlights|today)$/);
  await expect(phone.page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** From the second visit on the app's own worker answers, also offline. */
async function installed(page: Page): Promise<void> {
  await page.evaluate(async () => await navigator.serviceWorker.ready);
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

function rowOf(page: Page, text: string): Locator {
  return page.getByRole("listitem").filter({ hasText: text });
}

/** The phone comes to the front, which is when it asks the school. */
async function nudge(page: Page): Promise<void> {
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/kith/v1/sync"), { timeout: 20_000 }).catch(() => undefined);
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await asked;
}

/** Nudges until the place says so: what happens between a job and a phone takes a moment. */
async function eventually(page: Page, place: Locator, text: string): Promise<void> {
  await expect(async () => {
    await nudge(page);
    await expect(place).toContainText(text, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
}

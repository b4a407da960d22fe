import { expect, test } from "@playwright/test";
import { keepMoment } from "./compose";
import { Desk } from "./online";
import { Phone } from "./phone";
import { School } from "./school";

const drums = "The Drum Room";
const words = "zebrafinch under the ice";

test("a page that was frozen, while its line died and the school began anew, catches up as soon as it thaws", async ({
  browser,
}) => {
  const school = await School.open("demo");
  const maya = await Phone.of(browser, school, "Maya");
  const { page, wire } = maya;
  try {
    const reyes = await Desk.of(school, school.person("Ms. Reyes"));
    const { circle } = await reyes.members(drums);
    const arrived = async () => {
      const { moments } = await reyes.call<{ moments: { words?: string }[] }>("GET", "/waiting");
      return moments.filter((moment) => moment.words?.startsWith(words)).length;
    };
    await maya.open(school.person("Maya").link);
    await expect(page.getByRole("heading", { name: drums })).toBeVisible();
    const devtools = await maya.context.newCDPSession(page);

    await test.step("nothing waits: what changed at school is heard without waiting for the next minute", async () => {
      await keepMoment(page, { circle: drums, words, people: ["Sam"] });
      await expect.poll(arrived).toBe(1);
      // It has heard the school since it was opened, and listens.
      const heard = page.waitForResponse((answer) => answer.url().endsWith("/kith/v1/sync"));
      await page.goto("/circles");
      await heard;
      await expect(page.getByRole("heading", { name: drums })).toBeVisible();
      await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
      wire.goDown();
      await reyes.call("PATCH", `/circles/${circle}`, { name: "The Night Drums" });
      await school.kill();
      await school.start();
      wire.comeBack();
      await devtools.send("Page.setWebLifecycleState", { state: "active" });
      await expect(page.getByRole("heading", { name: "The Night Drums" })).toBeVisible();
    });

    await test.step("something waits: it goes up, once", async () => {
      wire.goDown();
      await keepMoment(page, { circle: "The Night Drums", words: `${words}, again`, people: ["Sam"] });
      await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
      wire.comeBack();
      await devtools.send("Page.setWebLifecycleState", { state: "active" });
      await expect.poll(arrived).toBe(2);
    });
  } finally {
    await maya.close();
    await school.close();
  }
});

test("a page whose line is cut while it fetches the part that talks to the school asks for it again", async ({ browser }) => {
  const school = await School.open("demo");
  const maya = await Phone.of(browser, school, "Maya");
  try {
    let cut = 0;
    await maya.page.route(/\/assets\/loop-/, (route) => (cut++ ? route.continue() : route.abort()));
    await maya.open(school.person("Maya").link);
    await expect(maya.page.getByRole("heading", { name: drums })).toBeVisible();
    expect(cut).toBeGreaterThan(0);
  } finally {
    await maya.close();
    await school.close();
  }
});

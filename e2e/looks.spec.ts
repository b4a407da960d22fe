import { expect, test, type Page } from "@playwright/test";
import { beside, broken, cut, inTheWay, small, tooFaint, withLargeLetters } from "../pwa/browser/checks";
import { Phone } from "./phone";
import { School } from "./school";
import { coordinators, doors, emptyFamilies, facilitators, families, students, type Screen } from "./screens";

let school: School;

// A worry is there before anybody walks, so that each walk can be taken alone.
test.beforeAll(async ({ browser }) => {
  school = await School.open("demo");
  const maya = await Phone.of(browser, school, "Maya");
  await signIn(maya);
  await maya.page.goto("/tell");
  await maya.page.getByRole("button", { name: "Tell an adult now" }).click();
  await maya.page.goto("/me/told");
  await expect(maya.page.getByText("Sent")).toBeVisible();
  await maya.close();
});

test.afterAll(async () => {
  await school.close();
});

const walks: { who: string; name?: string; screens: readonly Screen[]; touch?: boolean }[] = [
  { who: "nobody in particular", screens: doors, touch: true },
  { who: "a student", name: "Maya", screens: students, touch: true },
  { who: "a facilitator", name: "Ms. Ortiz", screens: facilitators },
  { who: "a coordinator", name: "Ms. Reyes", screens: coordinators },
  { who: "a family", name: "Joan", screens: families, touch: true },
  { who: "a family that may see nothing", name: "Vera", screens: emptyFamilies, touch: true },
];

for (const { who, name, screens, touch } of walks) {
  test(`no screen of ${who} has anything in anybody's way`, async ({ browser }) => {
    const phone = await Phone.of(browser, school, name ?? "nobody");
    const said = listen(phone.page);
    try {
      if (name) await signIn(phone);
      for (const screen of screens) {
        await test.step(screen.name, async () => {
          await reach(phone.page, screen);
          expect.soft(await look(phone.page, touch ?? false), screen.name).toEqual([]);
          const heard = said
            .splice(0)
            .filter((line) => !(screen.answersNo && line.includes("Failed to load resource")));
          expect.soft(heard, screen.name).toEqual([]);
        });
      }
    } finally {
      await phone.close();
    }
  });
}

test("at a desk the same screens stand beside their spine", async ({ browser }) => {
  const phone = await Phone.of(browser, school, "Ms. Ortiz", 1280);
  try {
    await signIn(phone);
    for (const screen of facilitators) {
      await test.step(screen.name, async () => {
        await reach(phone.page, screen);
        expect.soft([...(await inTheWay(phone.page)), ...(await fits(phone.page))], screen.name).toEqual([]);
      });
    }
  } finally {
    await phone.close();
  }
});

/** Everything that is wrong with the page as it stands, each line with where it was seen. */
async function look(page: Page, touch: boolean): Promise<string[]> {
  const wrong: string[] = [];
  const note = (where: string, found: readonly string[]) => wrong.push(...found.map((each) => `${where}: ${each}`));
  const headings = await page.locator("h1").count();
  if (headings !== 1) note("headings", [`${headings} h1`]);
  note("light", await inTheWay(page));
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  note("dark", await tooFaint(page));
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  if (touch) note("target", await small(page));
  note("390 px, large letters", await withLargeLetters(page, () => fits(page)));
  await page.setViewportSize({ width: 320, height: 640 });
  note("320 px", await fits(page));
  // So narrow and so large at once a long word may break, but nothing may be lost.
  note(
    "320 px, large letters",
    await withLargeLetters(page, async () => [...(await beside(page)), ...(await cut(page))]),
  );
  await page.setViewportSize({ width: 390, height: 844 });
  return wrong;
}

/** Nothing beside the window, nothing cut off, no word broken. */
async function fits(page: Page): Promise<string[]> {
  return [...(await beside(page)), ...(await cut(page)), ...(await broken(page))];
}

async function reach(page: Page, screen: Screen): Promise<void> {
  await page.goto("about:blank"); // a link that differs after the # alone would not open anew
  await page.goto(screen.at);
  await still(page);
  if (!screen.reach) return;
  await screen.reach(page);
  await still(page);
}

/** The page has its heading and nothing on it changes any more. */
async function still(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, includeHidden: true })).toHaveCount(1);
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        let timer = setTimeout(done, 250);
        new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 250);
        }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      }),
  );
}

/** What the browser complains about: errors, and whatever the content policy stops. */
function listen(page: Page): string[] {
  const said: string[] = [];
  page.on("console", (message) => message.type() === "error" && said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  return said;
}

async function signIn(phone: Phone): Promise<void> {
  await phone.open(school.person(phone.name).link);
  await expect(phone.page).toHaveURL(/\/(circles|queue|highlights|today)$/);
  await still(phone.page);
}

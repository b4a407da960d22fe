import type { Page } from "@playwright/test";
import { join } from "node:path";

/** One screen in one state: where it is, and what is done there until it is the one that is meant. */
export interface Screen {
  name: string;
  at: string;
  reach?: (page: Page) => Promise<void>;
  /** What a console may say here, because the screen is about it: an address of the school that answers no. */
  answersNo?: boolean;
}

const press = (name: string | RegExp) => (page: Page) => page.getByRole("button", { name }).first().click();
const follow = (name: string | RegExp) => (page: Page) => page.getByRole("link", { name }).first().click();
const after =
  (...steps: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const step of steps) await step(page);
  };
const fill = (label: string, words: string) => (page: Page) => page.getByLabel(label).fill(words);

const photo = join(import.meta.dirname, "../backend/cmd/kith/demo/photos/garden.jpg");
const addPhoto = async (page: Page) => {
  await page.locator('input[data-photo="gallery"]').first().setInputFiles(photo);
  await page.getByRole("button", { name: "Take it again" }).waitFor();
};

/** Sets a phone PIN on the page where it is set. */
const setPin = async (page: Page) => {
  await page.getByRole("button", { name: "Set a PIN" }).first().click();
  const sheet = page.getByRole("dialog");
  await sheet.getByLabel("My new PIN").fill("270814");
  await sheet.getByLabel("The new PIN once more").fill("270814");
  await sheet.getByRole("button", { name: "Set a PIN" }).click();
  await page.getByText("Your PIN is set.").first().waitFor();
};

/** What nobody in particular sees. */
export const doors: readonly Screen[] = [
  { name: "the door", at: "/" },
  { name: "the door with how it looks", at: "/", reach: press("How it looks") },
  { name: "a badge without a camera", at: "/scan" },
  { name: "a code", at: "/code" },
  {
    name: "a code that is wrong",
    at: "/code",
    reach: after(fill("My code", "ABCD-EFGH"), press("Open")),
    answersNo: true,
  },
  { name: "let in by a teacher", at: "/let-in" },
  { name: "staff", at: "/staff" },
  { name: "a badge that is wrong", at: "/b#nobodysbadge", answersNo: true },
  { name: "a badge link that is empty", at: "/b" },
  { name: "a letter", at: "/i#nobodysletter", answersNo: true },
  { name: "a setup link", at: "/s#nobodyssetup", answersNo: true },
  { name: "a demo link that is wrong", at: "/d#nobodysplace", answersNo: true },
  { name: "nowhere", at: "/nothing-here" },
];

/** What Maya sees: an ask on her home, one moment in every place, and what she makes. */
export const students: readonly Screen[] = [
  { name: "circles with an ask", at: "/circles" },
  { name: "a circle", at: "/circles", reach: follow(/^The Drum Room/) },
  { name: "new, empty", at: "/new" },
  { name: "new, which circle", at: "/new", reach: press(/^Circle:/) },
  { name: "new, with symbols", at: "/new", reach: after(press("Symbols"), press(/^I$/)) },
  { name: "new, with a quote", at: "/new", reach: after(press("Write"), fill("Your words", "We found a frog.")) },
  { name: "new, with a photo", at: "/new", reach: addPhoto },
  { name: "new, nothing to save", at: "/new", reach: press("Save") },
  { name: "my moments", at: "/moments" },
  { name: "my moments, shared", at: "/moments", reach: press("Shared") },
  { name: "a moment that waits", at: "/moments", reach: follow("Dre taught me the arm.") },
  { name: "a moment that came back", at: "/moments", reach: follow("New table, same joke.") },
  { name: "a moment kept private", at: "/moments", reach: follow("We walked the long way.") },
  {
    name: "taking a moment back",
    at: "/moments",
    reach: after(follow("Dre taught me the arm."), press("Take it back")),
  },
  { name: "about me", at: "/me" },
  { name: "where I am shown", at: "/me/shown" },
  { name: "about me, how it looks", at: "/me", reach: press("How it looks") },
  { name: "about me, signing out", at: "/me", reach: press("Sign out") },
  { name: "telling an adult", at: "/tell" },
  { name: "telling an adult, where it was", at: "/tell", reach: press("Where") },
  { name: "an adult is told", at: "/tell", reach: press("Tell an adult now") },
  { name: "what was told an adult", at: "/me/told" },
  { name: "needs a look, nothing", at: "/needs-a-look" },
  { name: "a moment that is not here", at: "/moments/nothere00000000" },
  { name: "about me, setting a PIN", at: "/me", reach: press("Set a PIN") },
  { name: "about me with a PIN", at: "/me", reach: setPin },
  { name: "a place with a PIN", at: "/circles", reach: press("I do not know it") },
  {
    name: "a wrong PIN",
    at: "/circles",
    reach: after(fill("My phone PIN", "000000"), press("Open"), (page) =>
      page
        .getByText(/9 tries left/)
        .first()
        .waitFor(),
    ),
  },
];

const inCircle = follow(/^The Drum Room/);
const toSam = follow(/^Sam/);

/** What a facilitator sees. */
export const facilitators: readonly Screen[] = [
  { name: "the queue", at: "/queue" },
  { name: "the queue's keys", at: "/queue", reach: press("Keys") },
  { name: "sending back", at: "/queue", reach: press("Send back") },
  { name: "a review that is ready", at: "/queue", reach: follow(/^Open$/) },
  { name: "a review that needs a look", at: "/queue", reach: follow("Open and decide") },
  { name: "a review that is gone", at: "/queue/nothere00000000" },
  { name: "circles", at: "/circles" },
  { name: "a circle's people", at: "/circles", reach: inCircle },
  { name: "consents", at: "/circles", reach: after(inCircle, follow("Consents")) },
  { name: "a consent", at: "/circles", reach: after(inCircle, follow("Consents"), press(/^Photos of Sam/)) },
  { name: "badges to print", at: "/circles", reach: after(inCircle, follow("Print badges")) },
  { name: "letters to print", at: "/circles", reach: after(inCircle, follow("Print family letters")) },
  { name: "people", at: "/people" },
  { name: "a person", at: "/people", reach: toSam },
  { name: "told to an adult", at: "/worries" },
  { name: "a worry", at: "/worries", reach: follow(/wants to tell an adult/) },
  { name: "corrections asked for", at: "/amendments" },
  { name: "insights", at: "/insights" },
  { name: "settings", at: "/settings" },
  { name: "staff who are nowhere", at: "/nothing-here" },
];

/** What a coordinator sees beside it. */
export const coordinators: readonly Screen[] = [
  { name: "today", at: "/today" },
  { name: "the school", at: "/school" },
  { name: "circles of the school", at: "/circles" },
  { name: "a sheet of consents", at: "/consent-sheet" },
  { name: "a new circle", at: "/circles", reach: press("Add a circle") },
  { name: "a circle of the school", at: "/circles", reach: inCircle },
  { name: "people of the school", at: "/people" },
  { name: "colleagues", at: "/people", reach: press("Colleagues") },
  { name: "families", at: "/people", reach: press("Families") },
  { name: "a new student", at: "/people", reach: press("Add a student") },
  { name: "a family to add", at: "/people", reach: after(toSam, press("Add a family member")) },
  { name: "reports", at: "/reports" },
];

/** What a family sees: with moments, and with none. */
export const families: readonly Screen[] = [
  { name: "highlights", at: "/highlights" },
  { name: "one highlight", at: "/highlights", reach: (page) => page.locator("main .weeks a").first().click() },
  { name: "taking one down", at: "/highlights", reach: press("I want this taken down") },
  { name: "saying what is not right", at: "/highlights", reach: follow("Something here is not right") },
  { name: "what is not right", at: "/not-right" },
  { name: "about", at: "/about" },
  { name: "what a family allows", at: "/consents" },
  { name: "a family's settings", at: "/settings" },
  { name: "leaving", at: "/settings", reach: press("Sign out") },
];

export const emptyFamilies: readonly Screen[] = [{ name: "no highlights", at: "/highlights" }];

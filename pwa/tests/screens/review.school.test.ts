import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { outbox } from "../../src/store/outbox";
import { button, comeBack, goOffline, heading, openApp, schoolOpens, sheet, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { elsewhere, type Elsewhere } from "./teacher";

const worms = "Nobody asked the worms.";
const ball = "I want ball again";
const dumplings = "We made 41. We ate 41.";
const louder = "Again. Louder.";

let school: OpenSchool;
let desk: Elsewhere;

beforeAll(async () => {
  school = await schoolOpens();
  const reyes = await elsewhere(school, "Ms. Reyes");
  await reyes.call("PATCH", "/school", { holdSeconds: 0 });
});

beforeEach(async () => {
  desk = await elsewhere(school, "Ms. Ortiz");
});

/** Ms. Ortiz opens the page of a moment of her circles. */
async function opensMoment(words: string): Promise<void> {
  await signInAs(school, "Ms. Ortiz");
  await openApp(`/queue/${(await desk.moment(words))?.id}`);
  await expect.element(heading(/^Moment by/)).toBeInTheDocument();
  await expect.element(page.getByText(words).first()).toBeVisible();
}

async function writesDown(name: string, answer: string): Promise<void> {
  await button(`Write down what ${name} says`).click();
  await sheet().getByRole("button", { name: answer }).click();
  await expect.element(sheet()).not.toBeInTheDocument();
}

const row = (name: string) => page.getByRole("row").filter({ hasText: name });
const reads = async (reader: Elsewhere, words: string) => (await reader.moment(words)) !== undefined;
const nothingWaits = () => until(async () => (await outbox(await storeHere())).length === 0);

test("the teacher's own description is what a family's screen reader says, after a yes on the student's phone", async () => {
  const rosa = await elsewhere(school, "Rosa");
  const maya = await elsewhere(school, "Maya");
  await opensMoment(worms);
  await page.getByLabelText("Description for someone who can't see it").fill("Two friends kneel by a row of beans");
  await button("Approve for circle and 2 families").click();
  await until(async () => (await maya.moment(worms))?.form === "ask");
  expect(await reads(rosa, worms)).toBe(false);
  await maya.act("give_answer", { moment: (await maya.moment(worms))?.id, answer: "yes" });
  await until(() => reads(rosa, worms));
  expect((await rosa.moment(worms))?.pictures[0]?.alt).toBe("Two friends kneel by a row of beans");
});

describe("a no that is said face to face", () => {
  test("takes a shared moment from families and students at once, and stands in the table", async () => {
    const joan = await elsewhere(school, "Joan");
    const maya = await elsewhere(school, "Maya");
    expect(await reads(joan, ball)).toBe(true);
    await opensMoment(ball);
    await expect.element(row("Maya")).toHaveTextContent("Said yes");
    await writesDown("Maya", "Not this one");
    await expect.element(row("Maya")).toHaveTextContent("Not this one");
    await until(async () => !(await reads(joan, ball)) && !(await reads(maya, ball)));
    await expect.element(page.getByText("It was shared. Now a no or a changed consent hides it.")).toBeVisible();
  });

  test("without internet is kept, and counts as soon as the school is there again", async () => {
    const rosa = await elsewhere(school, "Rosa");
    await opensMoment(dumplings);
    goOffline();
    await writesDown("Sam", "Not this one");
    await expect.element(page.getByText("No internet. You can decide now")).toBeVisible();
    expect(await reads(rosa, dumplings)).toBe(true);
    comeBack(school);
    await until(async () => !(await reads(rosa, dumplings)));
    await nothingWaits();
  });
});

test("a moment that its teacher takes down is gone for the circle, and its page tells who did it", async () => {
  const maya = await elsewhere(school, "Maya");
  expect(await reads(maya, louder)).toBe(true);
  await opensMoment(louder);
  await button("Take it down").click();
  await sheet().getByRole("button", { name: "Take it down" }).click();
  await until(async () => !(await reads(maya, louder)));
  await expect.element(page.getByText("It was taken down.")).toBeVisible();
  await nothingWaits();
  await page.getByText("What happened so far").click();
  await expect.element(page.getByText("Ms. Ortiz kept it down")).toBeVisible();
});

test("what a student says once for all stands in the table, and changes with them while the page is open", async () => {
  const sam = await elsewhere(school, "Sam");
  await opensMoment("New table, same joke.");
  await expect.element(row("Sam")).toHaveTextContent("Asked next");
  await sam.act("give_answer", { answer: "no" });
  await expect.element(row("Sam")).toHaveTextContent("Says no to being shown");
  await sam.act("give_answer", { answer: "yes" });
  await expect.element(row("Sam")).toHaveTextContent("Always yes");
});

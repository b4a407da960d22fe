import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newId } from "../../src/moment/ids";
import { outbox } from "../../src/store/outbox";
import { button, comeBack, goOffline, heading, openApp, schoolOpens, sheet, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { cardOf, elsewhere, group, kept, type Elsewhere } from "./teacher";

const worms = "Nobody asked the worms.";
const scary = "Ivy read the scary part twice.";
const music = "I like music more";

let school: OpenSchool;
let colleague: Elsewhere;

beforeAll(async () => {
  school = await schoolOpens();
});

/** Ms. Ortiz arrives at her queue, and a second Ms. Ortiz sees on another device what the school has of it. */
async function arrives(): Promise<void> {
  colleague = await elsewhere(school, "Ms. Ortiz");
  await signInAs(school, "Ms. Ortiz");
  await expect.element(cardOf(worms)).toBeVisible();
}

const approve = (words: string) =>
  cardOf(words)
    .getByRole("button", { name: /^Approve/ })
    .click();
const keepPrivate = (words: string) => cardOf(words).getByRole("button", { name: "Keep private" }).click();
const stateAtSchool = async (words: string) => (await colleague.moment(words))?.state;
const becomes = (words: string, state: string) => until(async () => (await stateAtSchool(words)) === state);
const nothingWaits = () => until(async () => (await outbox(await storeHere())).length === 0);

/** What the phone decides while the school is out of reach. */
async function offline(act: () => Promise<void>): Promise<void> {
  goOffline();
  await act();
  await expect.element(page.getByText("No internet. You can decide now")).toBeVisible();
}

test("a note that was written without internet reaches its student, and only when the school is there", async () => {
  await arrives();
  const sam = await elsewhere(school, "Sam");
  await offline(async () => {
    await cardOf(music).getByRole("button", { name: "Send back" }).click();
    await sheet().getByLabelText("Your own words").fill("Which song was it?");
    await sheet().getByRole("button", { name: "Send it back" }).click();
    await expect.element(group("Just decided").getByText("Sent back. Will apply when online")).toBeVisible();
  });
  expect(await sam.moment(music)).toMatchObject({ state: "with_teacher" });
  await openApp("/queue");
  comeBack(school);
  await until(async () => (await sam.moment(music))?.state === "back");
  expect(await sam.moment(music)).toMatchObject({ note: "Which song was it?" });
  await expect.element(heading("3 to look at")).toBeVisible();
});

test("what was decided after the session had ended is kept, and goes up once she has signed in again", async () => {
  await arrives();
  const reyes = await elsewhere(school, "Ms. Reyes");
  const { people } = await reyes.call<{ people: { id: string; name: string }[] }>("GET", "/people?kind=staff");
  const ortiz = people.find(({ name }) => name === "Ms. Ortiz")?.id ?? "";
  goOffline();
  await reyes.call("DELETE", `/people/${ortiz}/sessions`);
  await keepPrivate(scary);
  comeBack(school);
  await expect.element(heading("Hi. Who's here?")).toBeVisible();
  expect(await kept(await storeHere())).toMatchObject([{ kind: "decide", body: { kind: "keep_private" } }]);
  await signInAs(school, "Ms. Ortiz");
  await expect.element(cardOf(scary)).not.toBeInTheDocument();
  colleague = await elsewhere(school, "Ms. Ortiz");
  await becomes(scary, "private");
});

describe("an approval", () => {
  beforeEach(arrives);

  test("is told to nobody any more once it was undone in the pause", async () => {
    const maya = await elsewhere(school, "Maya");
    await approve(worms);
    await expect.element(group("Just decided").getByText(/Goes out at .* Waiting for Maya to say yes/)).toBeVisible();
    await until(async () => (await maya.moment(worms))?.form === "ask");
    await button(`Undo: Noor, ${worms}`).click();
    await expect.element(group("Ready").getByText(worms)).toBeVisible();
    await becomes(worms, "with_teacher");
    await until(async () => (await maya.moment(worms)) === undefined);
    await nothingWaits();
  });

  test("that was taken back without internet never goes out, whatever had left the phone", async () => {
    await offline(async () => {
      await approve(worms);
      await button(`Undo: Noor, ${worms}`).click();
    });
    comeBack(school);
    await nothingWaits();
    await becomes(worms, "with_teacher");
    await expect.element(cardOf(worms).getByRole("button", { name: /^Approve/ })).toBeVisible();
  });

  test("after which a student says no comes back to its teacher with the name", async () => {
    const maya = await elsewhere(school, "Maya");
    await approve(worms);
    await until(async () => (await maya.moment(worms))?.form === "ask");
    await maya.act("give_answer", { moment: (await maya.moment(worms))?.id, answer: "no" });
    await expect.element(group("Needs a look").getByText("Maya said not this one")).toBeVisible();
    await expect.element(cardOf(worms).getByRole("link", { name: "Open and decide" })).toBeVisible();
  });
});

describe("what the school did not take", () => {
  beforeEach(async () => {
    school = await schoolOpens();
    await arrives();
  });

  test("because a co-teacher was faster is told with the name, also after the page was closed", async () => {
    const bell = await coTeacher();
    await offline(() => approve(worms));
    const { id: moment, revision, hash: seen } = (await bell.moment(worms))!;
    await bell.act("decide", { moment, revision, seen, kind: "keep_private" });
    comeBack(school);
    const told = cardOf(worms).getByText("Mr. Bell was faster with this one. What you chose did not count.");
    await expect.element(told).toBeVisible();
    expect(await stateAtSchool(worms)).toBe("private");
    await openApp("/queue");
    await expect.element(told).toBeVisible();
    await expect.element(group("Just decided").getByText("Kept private.")).toBeVisible();
    await cardOf(worms).getByRole("button", { name: "OK" }).click();
    await expect.element(cardOf(worms)).not.toBeInTheDocument();
    expect(await outbox(await storeHere())).toEqual([]);
  });

  test("because it was changed meanwhile shows the new one, which can be decided", async () => {
    const sam = await elsewhere(school, "Sam");
    await offline(() => approve(music));
    const { id: moment, revision: base, circle } = (await sam.moment(music))!;
    const quotes = [{ words: "I like it loud", made: "own" as const }];
    await sam.act("keep_revision", { moment, revision: newId(), base, circle, did: ["music"], quotes, lang: "en" });
    comeBack(school);
    const card = cardOf("I like it loud");
    await expect.element(card.getByText("It was changed while you looked. This is the new one.")).toBeVisible();
    await expect.element(cardOf(music)).not.toBeInTheDocument();
    await card.getByRole("button", { name: "Keep private" }).click();
    await becomes("I like it loud", "private");
    await nothingWaits();
  });

  test("because a consent was withdrawn meanwhile says where to look, and stands there until it was read", async () => {
    const { id: sam } = (await colleague.moment(music))!.authors[0]!;
    await offline(() => approve(music));
    await colleague.act("record_consent", { person: sam, kind: "words", widest: "none", how: "paper" });
    comeBack(school);
    const card = group("Needs a look").getByRole("listitem", { name: "Moment by Sam" });
    await expect.element(card.getByText("It can't be shared yet. Open it to see why.")).toBeVisible();
    await expect.element(card.getByText("Sam: no words")).toBeVisible();
    await card.getByRole("button", { name: "OK" }).click();
    await expect.element(card.getByText("It can't be shared yet. Open it to see why.")).not.toBeInTheDocument();
    await expect.element(card.getByText("Sam: no words")).toBeVisible();
    expect(await stateAtSchool(music)).toBe("with_teacher");
  });

  test("because it had gone out before the undo says so, and leads to where it can be taken down", async () => {
    const reyes = await elsewhere(school, "Ms. Reyes");
    await reyes.call("PATCH", "/school", { holdSeconds: 0 });
    await approve(music);
    await becomes(music, "held");
    await offline(() => button(`Undo: Sam, ${music}`).click());
    const { id: moment, people } = (await colleague.moment(music))!;
    await colleague.act("give_answer", { moment, person: people[0]?.id, answer: "yes" });
    await becomes(music, "shared");
    comeBack(school);
    await expect.element(cardOf(music).getByText("It went out before the undo. You can take it down.")).toBeVisible();
    await expect.element(cardOf(music).getByRole("button", { name: /^Undo/ })).not.toBeInTheDocument();
    await cardOf(music).getByRole("link", { name: "Look again" }).click();
    await expect.element(button("Take it down")).toBeVisible();
  });

  /** Mr. Bell becomes a teacher of the circle too. */
  async function coTeacher(): Promise<Elsewhere> {
    const reyes = await elsewhere(school, "Ms. Reyes");
    const { circle } = (await colleague.moment(worms))!;
    const { people } = await reyes.call<{ people: { id: string; name: string }[] }>("GET", "/people?kind=staff");
    const person = people.find(({ name }) => name === "Mr. Bell")?.id;
    await reyes.call("POST", `/circles/${circle}/staff`, { person, role: "facilitator" });
    return await elsewhere(school, "Mr. Bell");
  }
});

import { beforeEach, describe, expect, test } from "vitest";
import { page, type Locator } from "vitest/browser";
import { newId } from "../../src/moment/ids";
import { keepAct, outbox } from "../../src/store/outbox";
import { me } from "../../src/store/rows";
import { sealAll } from "../../src/store/sealing";
import { heading, link, schoolOpens, sheet, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { keptSealed, recordedNote, takenPhoto } from "./sealed";
import { cardOf, elsewhere } from "./teacher";

const words = "For a circle that is gone";
const card = (): Locator => page.getByRole("region", { name: "A story by Maya needs you" });
const press = (name: string) => card().getByRole("button", { name, exact: true }).click();
let school: OpenSchool;

beforeEach(async () => {
  school = await schoolOpens();
  await signInAs(school, "Maya");
});

describe("a story that could not be filed", () => {
  test("is seen with its photo, is filed by its teacher, and waits in the queue as Maya's", async () => {
    const photo = await takenPhoto();
    const { media, sha256, width, height } = photo;
    const lost = newId();
    const pictures = [media, lost].map((each) => ({ media: each, sha256, width, height, alt: "A teal wall" }));
    await keptSealed({ words, pictures }, [photo]);
    await signInAs(school, "Ms. Ortiz");
    await expect.element(card()).toHaveTextContent(words);
    await expect.element(card()).toHaveTextContent("It is for a circle that its author is not in.");
    await expect.element(card().getByRole("img", { name: "A teal wall" })).toBeVisible();
    await expect.element(card()).toHaveTextContent("1 photo has not come in.");
    expect(card().getByText("Meant for").query()).toBeNull();
    expect(page.getByRole("button", { name: /^File it/ }).query()).toBeNull();
    await press("The Drum Room");
    await press("File it in The Drum Room");
    await expect.element(card()).not.toBeInTheDocument();
    await expect.element(cardOf(words)).toBeVisible();
    const ortiz = await elsewhere(school, "Ms. Ortiz");
    const filed = await ortiz.moment(words);
    expect(filed).toMatchObject({ state: "with_teacher", circleName: "The Drum Room", authors: [{ name: "Maya" }] });
    expect(filed?.pictures).toMatchObject([
      { media, kept: true },
      { media: lost, kept: false },
    ]);
  });

  test("is offered only for the circle that its author meant, and names it", async () => {
    const ortiz = await elsewhere(school, "Ms. Ortiz");
    const drums = (await ortiz.moments()).find(({ circleName }) => circleName === "The Drum Room")!.circle;
    await keptSealed({ words, circle: drums, people: [newId()] });
    await signInAs(school, "Ms. Ortiz");
    await expect.element(card()).toHaveTextContent("Meant for The Drum Room.");
    expect(card().getByRole("button", { name: "The Drum Room", exact: true }).query()).toBeNull();
    await press("File it in The Drum Room");
    await expect.element(cardOf(words)).toBeVisible();
    expect(await ortiz.moment(words)).toMatchObject({ circle: drums, others: true, authors: [{ name: "Maya" }] });
  });

  test("is heard with its voice note, which comes with it when it is filed", async () => {
    const note = await recordedNote();
    const lost = newId();
    const heard = [(await me(await storeHere()))!.person];
    const voice = [note.media, lost].map((media) => ({ media, words: "", heard }));
    await keptSealed({ words, pictures: [], voice }, [note]);
    await signInAs(school, "Ms. Ortiz");
    await expect.element(card()).toHaveTextContent("1 voice note has not come in.");
    await press("Listen");
    await expect.poll(() => document.querySelector("audio")?.currentTime).toBeGreaterThan(0);
    await press("The Drum Room");
    await press("File it in The Drum Room");
    await expect.element(cardOf(words)).toBeVisible();
    const filed = await (await elsewhere(school, "Ms. Ortiz")).moment(words);
    expect(filed).toMatchObject({ authors: [{ name: "Maya" }], state: "with_teacher" });
    expect(filed?.voice).toMatchObject([
      { media: note.media, kept: true, heard: [{ name: "Maya" }] },
      { media: lost, kept: false },
    ]);
  });

  test("is put away for good once that is meant", async () => {
    await keptSealed({ words });
    await signInAs(school, "Ms. Ortiz");
    await press("Done with it");
    await sheet().getByRole("button", { name: "Cancel" }).click();
    await expect.element(card()).toHaveTextContent(words);
    await press("Done with it");
    await expect.element(sheet()).toHaveTextContent("cannot be filed any more");
    await sheet().getByRole("button", { name: "Put it away" }).click();
    await expect.element(card()).not.toBeInTheDocument();
    await link("Insights").click();
    await expect.element(heading("Insights")).toBeVisible();
    await link("Queue").click();
    await expect.element(heading(/to look at/)).toBeVisible();
    await expect.element(card()).not.toBeInTheDocument();
    expect(await outbox(await storeHere())).toEqual([]);
  });
});

test("what is no story says what to do by hand, and cannot be filed", async () => {
  const maya = await storeHere();
  await keepAct(maya, { kind: "take_back", subject: "none", body: { moment: newId() } });
  await until(() => sealAll(maya));
  await signInAs(school, "Ms. Ortiz");
  const wish = page.getByRole("region", { name: "Maya asked for something" });
  await expect.element(wish).toHaveTextContent("Open that story and keep it private.");
  expect(wish.getByRole("button", { name: /^File/ }).query()).toBeNull();
});

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { addFamily } from "../../src/online/people";
import { outbox } from "../../src/store/outbox";
import { tell } from "../../src/store/people.testing";
import type { Circle, CircleMember } from "../../src/store/shapes";
import { circleInTheBooks, openCircle } from "./office";
import { button, comeBack, goOffline, heading, openApp, schoolOpens, seatOf, sheet, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { bench, elsewhere, isRefused, kept, ortizsRows, spoken, waits } from "./teacher";

const cell = (what: string, name: string) => button(new RegExp(`^${what} of ${name}: `));
const says = (what: string, name: string, widest: string) => button(`${what} of ${name}: ${widest}. Change`);
const inSheet = (name: string) => sheet().getByRole("button", { name, exact: true });
const isPressed = (name: string) => expect.element(inSheet(name)).toHaveAttribute("aria-pressed", "true");

/** Opens the sheet of one cell, chooses how wide, and writes it down. */
async function writesDown(what: string, name: string, widest: string): Promise<void> {
  await cell(what, name).click();
  await inSheet(widest).click();
  await inSheet("Save").click();
  await expect.element(sheet()).not.toBeInTheDocument();
}

describe("what a circle allows, on a phone without internet", () => {
  const theo: CircleMember = {
    id: "theoperson00001",
    name: "Theo",
    consents: [
      { kind: "photo", widest: "families", until: "2099-06-30T12:00:00Z" },
      { kind: "words", widest: "none", until: "2099-06-30T12:00:00Z" },
    ],
  };
  const circle: Circle = { ...bench, members: [theo, { id: "dreperson000001", name: "Dre" }] };

  beforeEach(async () => {
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, ortizsRows({}, [circle]));
    await openApp(`/circles/${circle.id}/consents`);
    await expect.element(heading("Consents of Bench 4")).toBeVisible();
  });

  test("is told for each kind, with its end; what nobody wrote down is nobody, what is not here is not known", async () => {
    await expect.element(says("Photos", "Theo", "Families")).toHaveTextContent(/until .*2099/);
    await expect.element(says("Words", "Theo", "Nobody")).not.toHaveTextContent(/until/);
    await expect.element(says("Voice", "Theo", "Nobody")).toBeVisible();
    await expect.element(says("Photos", "Dre", "Not on this phone")).toBeVisible();
  });

  test("is changed here at once and kept for the school, with who said it and how", async () => {
    await cell("Photos", "Theo").click();
    await isPressed("Families");
    await inSheet("Circle").click();
    await expect.element(sheet().getByText("What others see beyond this hides at once.")).toBeVisible();
    await inSheet("In person").click();
    await inSheet("Theo").click();
    await sheet().getByLabelText("Until").fill("2099-01-31");
    await inSheet("Save").click();
    await expect.element(spoken()).toHaveTextContent("Written down.");
    await expect.element(says("Photos", "Theo", "Circle")).toHaveTextContent("Will apply when online");
    const [act] = await kept(await storeHere());
    expect(act).toMatchObject({
      kind: "record_consent",
      body: { person: theo.id, kind: "photo", widest: "circle", how: "in_person", giver: theo.id, lang: "en" },
    });
    expect(act?.body["until"]).toBe("2099-01-31T23:59:59.000Z");
  });

  test("withdrawing says what it does, and asks for no end", async () => {
    await cell("Photos", "Theo").click();
    await inSheet("Nobody").click();
    await expect.element(sheet().getByText("This hides at once what others see of Theo")).toBeVisible();
    await expect.element(sheet().getByLabelText("Until")).not.toBeInTheDocument();
    await inSheet("Save").click();
    await expect.element(says("Photos", "Theo", "Nobody")).toBeVisible();
    const [act] = await kept(await storeHere());
    expect(act?.body).toMatchObject({ widest: "none", how: "paper" });
    expect(act?.body).not.toHaveProperty("giver");
    expect(act?.body).not.toHaveProperty("until");
  });

  test("whom to ask again is listed with the reason, and nobody whose answer holds", async () => {
    const asked: CircleMember = {
      ...theo,
      consents: [
        { kind: "photo", widest: "families", until: "2099-06-30T12:00:00Z", due: "ends_soon" },
        { kind: "words", widest: "none", until: "2099-06-30T12:00:00Z" },
        { kind: "voice", widest: "none", due: "giver_out" },
      ],
    };
    const settled: CircleMember = {
      id: "dreperson000001",
      name: "Dre",
      consents: [{ kind: "photo", widest: "school" }],
    };
    await tell(await storeHere(), ortizsRows({}, [{ ...circle, members: [asked, settled] }]));
    const list = page.getByRole("region", { name: "Ask families again" });
    await expect.element(list.getByText("Theo", { exact: true })).toBeVisible();
    await expect.element(list.getByText(/Photos: the answer ends on .*2099/)).toBeVisible();
    await expect.element(list.getByText(/Voice: who said yes may not speak for the student now/)).toBeVisible();
    await expect.element(list.getByText(/Words:/)).not.toBeInTheDocument();
    await expect.element(list.getByText("Dre", { exact: true })).not.toBeInTheDocument();
  });

  test("a form of the school's is named by version and language, another paper by neither", async () => {
    const texts = ["en", "es"].map((lang) => ({
      kind: "photo" as const,
      version: "photo-1",
      lang,
      words: "",
      hash: lang,
    }));
    await tell(await storeHere(), ortizsRows({ texts }, [circle]));
    await cell("Photos", "Theo").click();
    await isPressed("Another paper");
    await inSheet("photo-1, español").click();
    await inSheet("In person").click(); // on no paper, there is no form
    await expect.element(inSheet("photo-1, español")).not.toBeInTheDocument();
    await inSheet("On paper").click();
    await inSheet("Save").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    const [act] = await kept(await storeHere());
    expect(act?.body).toMatchObject({ widest: "families", how: "paper", text: "photo-1", lang: "es" });
  });

  test("giving more warns of nothing", async () => {
    await cell("Photos", "Theo").click();
    await inSheet("School").click();
    await expect.element(sheet().getByText(/hides at once/)).not.toBeInTheDocument();
  });

  test("a sheet that is only closed writes nothing down", async () => {
    await cell("Photos", "Theo").click();
    await inSheet("Nobody").click();
    await inSheet("Cancel").click();
    await expect.element(says("Photos", "Theo", "Families")).toHaveFocus();
    expect(await outbox(await storeHere())).toEqual([]);
    await cell("Photos", "Theo").click();
    await isPressed("Families");
  });

  test("nothing is written down while nobody said how wide", async () => {
    await cell("Photos", "Dre").click();
    await inSheet("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect(await outbox(await storeHere())).toEqual([]);
  });

  test("what the school refused is told with its reason and no longer shown as if it counted", async () => {
    await writesDown("Photos", "Theo", "School");
    await expect.element(says("Photos", "Theo", "School")).toBeVisible();
    await isRefused(await storeHere(), { ...waits("x", ""), id: theo.id }, "giver_not_open", "Ask another giver.");
    await expect.element(page.getByText("The school did not take this: Ask another giver.")).toBeVisible();
    await expect.element(says("Photos", "Theo", "Families")).toBeVisible();
    await button("OK").click();
    expect(await outbox(await storeHere())).toEqual([]);
  });

  test("a circle that is in no hands of this teacher says so instead of an empty table", async () => {
    await openApp("/circles/nosuchcircle001/consents");
    await expect.element(page.getByText("It may be in the hands of someone else now.")).toBeVisible();
    await expect.element(page.getByRole("table")).not.toBeInTheDocument();
  });
});

describe("a change that the school hears of", () => {
  const dumplings = "We made 41. We ate 41.";
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  async function opensConsents(adult: string, circle: string): Promise<void> {
    await openCircle(school, adult, circle);
    await page.getByRole("link", { name: "Consents" }).click();
    await expect.element(heading(`Consents of ${circle}`)).toBeVisible();
  }

  const inTheBooks = async (circle: string, name: string, kind: string) => {
    const { members } = await circleInTheBooks(circle);
    return members.find((member) => member.name === name)?.consents?.find((each) => each.kind === kind)?.widest;
  };

  test("opens what waited for it: Theo's photo may go to his circle", async () => {
    await opensConsents("Ms. Ortiz", "Bench 4");
    await expect.element(says("Photos", "Theo", "Nobody")).toBeVisible();
    await writesDown("Photos", "Theo", "Circle");
    await until(async () => (await inTheBooks("Bench 4", "Theo", "photo")) === "circle");
    await openApp("/queue");
    await expect.element(page.getByText("Theo: photos for the circle only")).toBeVisible();
    await expect.element(page.getByText("Theo: no photos")).not.toBeInTheDocument();
  });

  test("names a family member who said it, never one who may see nothing", async () => {
    await opensConsents("Ms. Reyes", "The Drum Room");
    const ana = (await circleInTheBooks("The Drum Room")).members.find(({ name }) => name === "Ana");
    await addFamily(await storeHere(), ana!.id, { name: "Ana's aunt" });
    await cell("Photos", "Ana").click();
    await expect.element(inSheet("Ana's aunt")).toBeVisible();
    await expect.element(inSheet("The school's form")).toHaveAttribute("aria-pressed", "true");
    await expect.element(inSheet("Vera")).not.toBeInTheDocument();
  });

  test("narrowed to the circle, a moment is gone from the families and stays in the circle", async () => {
    const rosa = await elsewhere(school, "Rosa");
    const sam = await elsewhere(school, "Sam");
    expect(await rosa.moment(dumplings)).toBeDefined();
    await opensConsents("Ms. Ortiz", "The Drum Room");
    await writesDown("Photos", "Maya", "Circle");
    await until(async () => (await rosa.moment(dumplings)) === undefined);
    expect(await sam.moment(dumplings)).toBeDefined();
  });

  test("withdrawn without internet, it hides from everybody as soon as the school is there again", async () => {
    const sam = await elsewhere(school, "Sam");
    await opensConsents("Ms. Ortiz", "The Drum Room");
    goOffline();
    await writesDown("Photos", "Ana", "Nobody");
    await expect.element(says("Photos", "Ana", "Nobody")).toHaveTextContent(/Will apply when online|On its way/);
    expect(await sam.moment(dumplings)).toBeDefined();
    comeBack(school);
    await until(async () => (await sam.moment(dumplings)) === undefined);
    await expect.element(says("Photos", "Ana", "Nobody")).not.toHaveTextContent(/Will apply|On its way/);
    expect(await inTheBooks("The Drum Room", "Ana", "photo")).toBe("none");
  });
});

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newId } from "../../src/moment/ids";
import { addFamily, changeFamilyLink, listPeople } from "../../src/online/people";
import { addCircle } from "../../src/online/school";
import { seatsHere } from "../../src/store/device";
import { anotherPhone, openCircle } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

const box = (name: string | RegExp) => page.getByRole("checkbox", { name });
const sheets = () => page.getByRole("article");
const ready = "Ready to print. This is shown only now.";

async function begin(circle: string, what: "Print badges" | "Print family letters") {
  await openCircle(school, "Ms. Ortiz", circle);
  await link(what).click();
  await expect.element(heading(what)).toBeVisible();
}

async function student(name: string) {
  const { people } = await listPeople(await storeHere(), { kind: "student" });
  return people.find((person) => person.name === name)!;
}

describe("badges of a circle", () => {
  test("say before what will end, and nobody is chosen whose badge works", async () => {
    await begin("The Drum Room", "Print badges");
    await expect.element(page.getByText("Making badges ends the old ones at once.", { exact: false })).toBeVisible();
    await expect.element(box(/^Maya.*Has a badge: it will end/)).not.toBeChecked();
    await expect.element(box(/^Ana.*Has no badge/)).toBeChecked();
    await expect.element(button("Make 2 badges")).toBeVisible();
    await box(/^Ana/).click();
    await expect.element(button("Make 1 badge")).toBeVisible();
    await box(/^Leo/).click();
    await expect.element(button(/^Make/)).not.toBeInTheDocument();
  });

  test("are made for those who are chosen, each with a code and what is in it, which opens the phone of that student", async () => {
    await begin("The Drum Room", "Print badges");
    await box(/^Leo/).click();
    await button("Make 1 badge").dblClick();
    await expect.element(page.getByRole("main").getByText(ready)).toBeVisible();
    expect(sheets().elements()).toHaveLength(1);
    await expect.element(sheets().getByRole("img", { name: "Code of Ana" })).toBeVisible();
    await expect.element(sheets().getByText("Riverside")).toBeVisible();
    const code = sheets()
      .getByText(/^[\w-]{20,}$/)
      .element().textContent;
    expect(await student("Leo")).toMatchObject({ badge: false });
    await anotherPhone();
    await openApp(`/b#${code}`);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Ana" }]);
  });

  test("say nothing about the student: no circle, no role, no family", async () => {
    await begin("The Drum Room", "Print badges");
    await button("Make 1 badge").click();
    await expect.element(sheets().getByText("Leo")).toBeVisible();
    const [badge] = sheets().elements();
    const code = sheets()
      .getByText(/^[\w-]{20,}$/)
      .element().textContent;
    expect(badge!.textContent.replace(/\s+/g, " ").trim()).toBe(`Leo Riverside Scan me to open Kith ${code}`);
  });

  test("are the printer's business when they are ready, and only then", async () => {
    await begin("Bench 4", "Print badges");
    const dre = box(/^Dre/);
    await expect.element(dre).toBeChecked();
    await expect.element(button("Print")).not.toBeInTheDocument();
    await button(/^Make/).click();
    await expect.element(button("Print")).toBeVisible();
    await expect.element(dre).not.toBeInTheDocument();
    let printed = 0;
    const heard = () => (printed += 1);
    addEventListener("beforeprint", heard);
    await button("Print").click();
    await until(() => printed > 0);
    removeEventListener("beforeprint", heard);
  });

  test("are not made without internet, and who was chosen is still chosen", async () => {
    await begin("Wall Crew", "Print badges");
    await expect.element(box(/^Ivy/)).toBeChecked();
    goOffline();
    await button("Make 2 badges").click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("Nothing was changed.");
    await expect.element(sheets()).not.toBeInTheDocument();
    await expect.element(box(/^Ivy/)).toBeChecked();
    comeBack(school);
    expect(await student("Ivy")).toMatchObject({ badge: false });
  });

  test("of a circle that could not be asked for can be asked for once more", async () => {
    await begin("Wall Crew", "Print badges");
    const { pathname, search } = location;
    goOffline();
    await openApp(pathname + search);
    await expect.element(page.getByRole("alert")).toHaveTextContent("The school can't be reached just now.");
    await expect.element(page.getByText("Nobody is in this circle yet.")).not.toBeInTheDocument();
    comeBack(school);
    await button("Try again").click();
    await expect.element(box(/^Ivy/)).toBeVisible();
  });

  test("of an empty circle: there is nobody, and nothing to press", async () => {
    await signInAs(school, "Ms. Reyes");
    const { id } = await addCircle(await storeHere(), { id: newId(), name: "Empty Hall", kind: "peer_network" });
    await openApp(`/print/badges?circle=${id}`);
    await expect.element(page.getByText("Nobody is in this circle yet.")).toBeVisible();
    await expect.element(button(/^Make/)).not.toBeInTheDocument();
    await link("The circle").click();
    await expect.element(heading("Empty Hall")).toBeVisible();
  });
});

describe("family letters of a circle", () => {
  test("are offered by family member and student, and never for whom it is closed", async () => {
    await begin("The Drum Room", "Print family letters");
    await expect.element(box(/^Joan, family of Sam.*Has not opened a letter/)).toBeChecked();
    await expect.element(box(/^Rosa, family of Maya/)).toBeVisible();
    await expect.element(box(/Vera/)).not.toBeInTheDocument();
  });

  test("that were made before one was refused are kept and can be printed: their old ones have ended", async () => {
    await begin("The Drum Room", "Print family letters");
    await expect.element(button("Make 2 letters")).toBeVisible();
    const sam = await student("Sam");
    await changeFamilyLink(await storeHere(), sam.families[0]!.id, { ended: true });
    await button("Make 2 letters").click();
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent("This family link is over. Add the family member again.");
    await expect.element(sheets().getByText("Dear Rosa,")).toBeVisible();
    expect(sheets().elements()).toHaveLength(1);
    await expect.element(button("Print")).toBeVisible();
  });

  test("print the whole address, and no wider than the paper", async () => {
    await begin("The Drum Room", "Print family letters");
    const leo = await student("Leo");
    await addFamily(await storeHere(), leo.id, {
      name: "Abdurrahman Featherstonehaugh, the grandfather of Leo",
    });
    await openApp(location.pathname + location.search);
    await button(/^Make \d letters?$/).click();
    const address = sheets()
      .filter({ hasText: "Abdurrahman" })
      .getByText(/^http.+\/i#[\w-]{20,}$/);
    await expect.element(address).toBeVisible();
    const { left, right } = address.element().getBoundingClientRect();
    expect([left >= 0, right <= innerWidth]).toEqual([true, true]);
  });

  test("of students without family: it says what has to be done first", async () => {
    await begin("Wall Crew", "Print family letters");
    await expect.element(box(/^Rosa/)).toBeVisible();
    const maya = await student("Maya");
    await changeFamilyLink(await storeHere(), maya.families[0]!.id, { restricted: true });
    await openApp(location.pathname + location.search);
    await expect.element(page.getByText("No family member has been added to these students yet.")).toBeVisible();
  });
});

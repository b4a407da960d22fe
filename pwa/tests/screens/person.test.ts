import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { seatsHere } from "../../src/store/device";
import { anotherPhone, card, field, inSheet, openPerson, personInTheBooks, typeAt } from "./office";
import {
  button,
  comeBack,
  goOffline,
  heading,
  link,
  openApp,
  schoolOpens,
  seatOf,
  sheet,
  signInAs,
  until,
} from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

const unchanged = "The school can't be reached just now. Nothing was changed.";
const secret = () => card("Badge").getByText(/^[\w-]{20,}$/);
const pin = () => card("PIN").getByText(/^\d{6}$/);
const main = (text: string) => page.getByRole("main").getByText(text);
const oldBadge = "That badge did not open. It may be an old one. Ask your teacher.";

/** What stands under the square of the badge that was just made. */
async function newSecret(): Promise<string> {
  await expect.element(secret()).toBeVisible();
  return secret().element().textContent;
}

describe("read aloud", () => {
  const choice = (name: string) => page.getByRole("group", { name: "Read aloud" }).getByRole("button", { name });

  test("is chosen by whoever looks after a student, and their other ways stay", async () => {
    await openPerson(school, "Ms. Ortiz", "Sam");
    await expect.element(choice("No")).toHaveAttribute("aria-pressed", "true");
    await choice("Yes").click();
    await expect.element(choice("Yes")).toHaveAttribute("aria-pressed", "true");
    expect((await personInTheBooks()).ways).toEqual(["symbols", "photo", "aloud"]);
    await choice("No").click();
    await expect.element(choice("No")).toHaveAttribute("aria-pressed", "true");
    expect((await personInTheBooks()).ways).toEqual(["symbols", "photo"]);
  });

  test("without the school is not changed, and says so", async () => {
    await openPerson(school, "Ms. Ortiz", "Theo");
    await goOffline();
    await choice("Yes").click();
    await expect.element(card("Read aloud").getByRole("alert")).toHaveTextContent(unchanged);
  });
});

describe("a name", () => {
  test("is changed where it stands, and on the page that is opened anew", async () => {
    await openPerson(school, "Ms. Ortiz", "Dre");
    await button("Change name").click();
    await expect.element(field("Name")).toHaveValue("Dre");
    await field("Name").fill("  Dré \u202e Ångström ");
    await inSheet("Save").click();
    await expect.element(heading("Dré Ångström")).toBeVisible();
    await openApp(location.pathname);
    await expect.element(heading("Dré Ångström")).toBeVisible();
  });

  test("takes sixty letters and no more", async () => {
    await openPerson(school, "Ms. Ortiz", "Theo");
    await button("Change name").click();
    await field("Name").fill("M".repeat(80));
    await expect.element(field("Name")).toHaveValue("M".repeat(60));
  });

  test.each([
    ["empty", " "],
    ["nothing that can be seen", "\u200b\u2066"],
  ])("that is %s is refused, and the one before stays", async (_, name) => {
    await openPerson(school, "Ms. Ortiz", "Theo");
    await button("Change name").click();
    await field("Name").fill(name);
    await inSheet("Save").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Something in name cannot be used.");
    expect((await personInTheBooks()).name).toBe("Theo");
  });

  test("of a colleague is not a teacher's to change, and they are told so", async () => {
    await openPerson(school, "Ms. Ortiz", "Mr. Bell", "Colleagues");
    await expect.element(card("Badge")).not.toBeInTheDocument();
    await expect.element(card("Family")).not.toBeInTheDocument();
    await button("Change name").click();
    await field("Name").fill("Mr. Ring");
    await inSheet("Save").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("This is not here, or it is not yours to see.");
    await inSheet("Cancel").click();
    await expect.element(heading("Mr. Bell")).toBeVisible();
  });
});

describe("a badge", () => {
  test("is made, shown once with its code, and opens the student's phone", async () => {
    await openPerson(school, "Ms. Ortiz", "Leo");
    await expect.element(card("Badge").getByText("Has no badge.")).toBeVisible();
    await button("Make a badge").click();
    const code = await newSecret();
    await expect.element(page.getByRole("img", { name: "Code of Leo" })).toBeVisible();
    await expect.element(card("Badge").getByText("Riverside")).toBeVisible();
    await openApp(location.pathname);
    await expect.element(card("Badge").getByText("Has a badge that works.")).toBeVisible();
    await expect.element(secret()).not.toBeInTheDocument();
    await anotherPhone();
    await openApp(`/b#${code}`);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Leo" }]);
  });

  test("that is made anew ends the one before, and only after a question", async () => {
    await openPerson(school, "Ms. Ortiz", "Leo");
    await button("Make a new badge").click();
    await expect.element(sheet().getByText("Phones on which Leo is in stay open.")).toBeVisible();
    await inSheet("Cancel").click();
    await expect.element(secret()).not.toBeInTheDocument();
    await button("Make a new badge").click();
    await inSheet("Make a new badge").click();
    const old = await newSecret();
    await button("Make a new badge").click();
    await inSheet("Make a new badge").dblClick();
    await expect.element(secret()).not.toHaveTextContent(old);
    const code = await newSecret();
    await anotherPhone();
    await openApp(`/b#${old}`);
    await expect.element(main(oldBadge)).toBeVisible();
    await typeAt("/code", "My code", ` ${code} `);
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("that was lost is ended: its code leaves the page and opens nothing", async () => {
    await openPerson(school, "Ms. Ortiz", "Ana");
    await button("Make a badge").click();
    const code = await newSecret();
    await button("End the badge").click();
    await expect.element(sheet().getByText(/phones that it opened are signed out/)).toBeVisible();
    await inSheet("End the badge").click();
    await expect.element(card("Badge").getByText("Has no badge.")).toBeVisible();
    await expect.element(secret()).not.toBeInTheDocument();
    await anotherPhone();
    await openApp(`/b#${code}`);
    await expect.element(main(oldBadge)).toBeVisible();
    await expect.element(button("Try again")).toBeVisible();
    expect(await seatsHere()).toEqual([]);
  });

  test("is neither made nor ended without internet", async () => {
    await openPerson(school, "Ms. Ortiz", "Ana");
    goOffline();
    await button("Make a badge").click();
    await expect.element(card("Badge").getByRole("alert")).toHaveTextContent(unchanged);
    await expect.element(secret()).not.toBeInTheDocument();
    comeBack(school);
    expect((await personInTheBooks()).badge).toBe(false);
  });
});

describe("a PIN", () => {
  test("is shown once, asked for at the badge, and a wrong one opens nothing", async () => {
    await openPerson(school, "Ms. Ortiz", "Ivy");
    await expect.element(card("PIN").getByText("Has no PIN.")).toBeVisible();
    await button("Make a badge").click();
    const code = await newSecret();
    await button("Give a PIN").dblClick();
    await expect.element(pin()).toBeVisible();
    await expect.element(card("PIN").getByText("Has a PIN.")).toBeVisible();
    const given = pin().element().textContent;
    await openApp(location.pathname);
    await expect.element(card("PIN").getByText("Has a PIN.")).toBeVisible();
    await expect.element(pin()).not.toBeInTheDocument();
    await anotherPhone();
    await openApp(`/b#${code}`);
    await field("My PIN").fill(given === "000000" ? "111111" : "000000");
    await button("Open").click();
    await expect.element(main("That didn't match. Check it and try again.")).toBeVisible();
    expect(await seatsHere()).toEqual([]);
    await field("My PIN").fill(` ${given}`);
    await button("Open").click();
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("that was dropped is not asked for any more", async () => {
    await openPerson(school, "Ms. Ortiz", "Noor");
    await button("Make a badge").click();
    const code = await newSecret();
    await button("Give a PIN").click();
    await button("Drop the PIN").click();
    await expect.element(card("PIN").getByText("Has no PIN.")).toBeVisible();
    await expect.element(pin()).not.toBeInTheDocument();
    await anotherPhone();
    await openApp(`/b#${code}`);
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("is not given without internet, and the one before still counts", async () => {
    await openPerson(school, "Ms. Ortiz", "Sam");
    goOffline();
    await button("Drop the PIN").click();
    await expect.element(card("PIN").getByRole("alert")).toHaveTextContent(unchanged);
    await expect.element(card("PIN").getByText("Has a PIN.")).toBeVisible();
    comeBack(school);
    expect((await personInTheBooks()).pin).toBe(true);
  });
});

describe("getting in", () => {
  test("signed out everywhere after a question: the student's phone goes to the door, and their place on it is locked", async () => {
    await openPerson(school, "Ms. Ortiz", "Theo");
    await button("Make a badge").click();
    const code = await newSecret();
    await openApp(`/b#${code}`);
    await expect.element(heading("My circles")).toBeVisible();
    await openApp("/?who");
    await button("Ms. Ortiz").click();
    await link("People").click();
    await link("Theo").click();
    await button("Sign out everywhere").click();
    await expect.element(sheet().getByText("What is not sent stays locked on it.", { exact: false })).toBeVisible();
    await inSheet("Sign out everywhere").click();
    await expect.element(page.getByText("Theo is signed out everywhere.")).toBeInTheDocument();
    await openApp("/?who");
    await button("Theo").click();
    const theo = async () => (await seatsHere()).find(({ name }) => name === "Theo");
    await until(async () => (await theo())?.locked === true);
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
    expect(button("Theo").query()).toBeNull();
  });

  test("nobody is signed out without internet", async () => {
    await openPerson(school, "Ms. Ortiz", "Maya");
    goOffline();
    await button("Sign out everywhere").click();
    await inSheet("Sign out everywhere").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(unchanged);
    await expect.element(page.getByText("Maya is signed out everywhere.")).not.toBeInTheDocument();
  });
});

describe("somebody's page", () => {
  test("of a person whom this teacher does not look after says that they are not here", async () => {
    await signInAs(school, "Ms. Ortiz");
    await openApp("/people/nosuchperson001");
    await expect.element(heading("This person is not here")).toBeVisible();
    await expect.element(page.getByRole("alert")).toHaveTextContent("This is not here, or it is not yours to see.");
  });

  test("without internet does not say that somebody has left", async () => {
    goOffline();
    await seatOf({ kind: "staff", name: "Ms. Reyes", coordinator: true });
    await openApp("/people/leoperson000001");
    await expect.element(main("This page needs internet.")).toBeVisible();
    await expect.element(main("They may have left, or are with someone else now.")).not.toBeInTheDocument();
    await expect.element(button("Try again")).toBeVisible();
  });

  test("with a session that is over asks to sign in again", async () => {
    await seatOf({ kind: "staff", name: "Ms. Reyes", coordinator: true });
    await openApp("/people/leoperson000001");
    await expect.element(page.getByRole("alert")).toHaveTextContent("Please sign in again. Nothing was changed.");
  });
});

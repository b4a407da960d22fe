import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { newId } from "../../src/moment/ids";
import { addPerson, issuePin, listPeople } from "../../src/online/people";
import { signInWithBadge } from "../../src/online/signIn";
import { seatsHere } from "../../src/store/device";
import { anotherPhone, field, line, typeAt } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(async () => {
  comeBack(school);
  await anotherPhone();
});

const main = (text: string | RegExp) => page.getByRole("main").getByText(text);
const sentence = {
  empty: "There is nothing in this link. Scan the badge or open the letter again.",
  over: "This link is used or too old. Ask the school for a new one.",
  badge: "That badge did not open. It may be an old one. Ask your teacher.",
  mismatch: "That didn't match. Check it and try again.",
  offline: "You need internet to sign in. Try again when you have it.",
  wait: "Too many tries. Wait a bit, or ask your teacher.",
};

function wayOf(address = ""): string {
  const { pathname, hash } = new URL(address);
  return pathname + hash;
}
const badgeOf = (name: string) => wayOf(school.people.find((person) => person.name === name)?.badge);
const pinOf = (name: string) => school.people.find((person) => person.name === name)?.pin ?? "";

describe("a link", () => {
  test.each([
    ["a badge", "/b", "Your badge"],
    ["a letter", "/i", "Welcome to Kith"],
    ["a setup", "/s", "Your school in Kith"],
    ["the demo", "/d", "The demo school"],
  ])("of %s with nothing in it says so, and leads on to the camera and back to the door", async (_, path, title) => {
    await openApp(path);
    await expect.element(heading(title)).toBeVisible();
    await expect.element(main(sentence.empty)).toBeVisible();
    await expect.element(link("Scan my badge")).toHaveAttribute("href", "/scan");
    await link("Back").click();
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
  });

  test.each([
    ["a badge", "/b", sentence.badge],
    ["the demo", "/d", "This link is not one of ours. Check it and try again."],
  ])("of %s that is not ours opens nothing and leaves no secret in the address", async (_, path, wrong) => {
    await openApp(`${path}#notarealsecretatall00`);
    await expect.element(main(wrong)).toBeVisible();
    expect(location.hash).toBe("");
    expect(await seatsHere()).toEqual([]);
  });

  test("of a letter that is not ours opens nothing, and only when the button is pressed", async () => {
    await openApp("/i#notarealsecretatall00");
    await expect.element(button("Open")).toBeVisible();
    await expect.element(main(sentence.over)).not.toBeInTheDocument();
    await button("Open").click();
    await expect.element(main(sentence.over)).toBeVisible();
    expect(await seatsHere()).toEqual([]);
  });
});

describe("a badge", () => {
  test("opens phone after phone: it is no letter that is used up", async () => {
    for (const phone of ["first", "second"]) {
      await openApp(badgeOf("Maya"));
      await expect.element(heading("My circles"), { message: phone }).toBeVisible();
      await anotherPhone();
    }
  });

  test("without internet is not lost: the same press works when it is back", async () => {
    goOffline();
    await openApp(badgeOf("Maya"));
    await expect.element(main(sentence.offline)).toBeVisible();
    comeBack(school);
    await button("Try again").dblClick();
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toHaveLength(1);
  });

  test("with a PIN asks for it, hides it until it is shown, and says in words what is wrong", async () => {
    await openApp(badgeOf("Sam"));
    await expect.element(heading("Now your PIN")).toBeVisible();
    await expect.element(main("Six numbers. Your teacher gave them to you.")).toBeVisible();
    await button("Open").click();
    await expect.element(field("My PIN")).toBeInvalid();
    await field("My PIN").fill("12");
    await expect.element(field("My PIN")).toHaveAttribute("type", "password");
    await button("Show it").click();
    await expect.element(field("My PIN")).toHaveAttribute("type", "text");
    await expect.element(field("My PIN")).toHaveValue("12");
    await button("Open").click();
    await expect.element(main(sentence.mismatch)).toBeVisible();
    goOffline();
    await field("My PIN").fill(pinOf("Sam"));
    await button("Open").click();
    await expect.element(main(sentence.offline)).toBeVisible();
    comeBack(school);
    await button("Open").click();
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("typed by its link, with spaces in it, is the same badge", async () => {
    await typeAt("/code", "My code", `  ${school.people.find(({ name }) => name === "Maya")?.badge ?? ""} `);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Maya" }]);
  });

  test("its PIN is locked after ten wrong tries on any phones, which the teacher sees and mends", async () => {
    const badge = badgeOf("Sam");
    const secret = badge.split("#")[1] ?? "";
    const right = pinOf("Sam");
    const wrong = right === "000000" ? "111111" : "000000";
    await openApp(badge);
    for (let tries = 0; tries < 5; tries++) {
      await field("My PIN").fill(wrong);
      await button("Open").click();
      await expect.element(main(sentence.mismatch)).toBeVisible();
      await expect.element(button("Open")).not.toHaveAttribute("aria-disabled", "true");
    }
    await field("My PIN").fill(right);
    await button("Open").click();
    await expect.element(main(sentence.wait)).toBeVisible();
    await anotherPhone();
    for (let tries = 0; tries < 5; tries++) {
      await expect(signInWithBadge(secret, wrong)).rejects.toMatchObject({ code: "sign_in_failed" });
    }
    await anotherPhone();
    await signInAs(school, "Ms. Ortiz");
    await link("People").click();
    await expect.element(line("Sam").getByText("PIN is locked")).toBeVisible();
    await link("Sam").click();
    await expect.element(main("The PIN is locked after wrong tries. A new one opens it again.")).toBeVisible();
    await button("Give a new PIN").click();
    await expect.element(main("The PIN is locked after wrong tries.")).not.toBeInTheDocument();
    const given = main(/^\d{6}$/).element().textContent;
    await anotherPhone();
    await openApp(badge);
    await field("My PIN").fill(given);
    await button("Open").click();
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("whose PIN changed while it was typed asks for the new one", async () => {
    await signInAs(school, "Ms. Ortiz");
    const teacher = await storeHere();
    const sam = (await listPeople(teacher, { kind: "student" })).people.find(({ name }) => name === "Sam")!;
    const old = (await issuePin(teacher, sam.id)).pin;
    const badge = badgeOf("Sam");
    await openApp(badge);
    await field("My PIN").fill(old);
    let next = old;
    while (next === old) next = (await issuePin(teacher, sam.id)).pin;
    await button("Open").click();
    await expect.element(main(sentence.mismatch)).toBeVisible();
    await field("My PIN").fill(next);
    await button("Open").click();
    await expect.element(heading("My circles")).toBeVisible();
  });
});

describe("a colleague's link", () => {
  let way = "";

  beforeAll(async () => {
    await signInAs(school, "Ms. Reyes");
    const added = { id: newId(), name: "Mr. Moss", kind: "staff" as const, mail: "moss@riverside.example" };
    way = wayOf((await addPerson(await storeHere(), added)).link);
  });

  test("asks for a password, keeps the link good while it is refused, and opens once", async () => {
    await openApp(way);
    await button("Open").click();
    await expect.element(heading("Choose a password")).toBeVisible();
    for (const weak of ["short", "aaaaaaaaaaaaaaaaaaaa", "moss@riverside.example", "long ".repeat(20)]) {
      await field("My password").fill(weak);
      await button("Open").click();
      await expect
        .element(main("That password is too short or too well known. Try a longer one."), { message: weak })
        .toBeVisible();
      await expect.element(field("My password")).toHaveValue(weak);
    }
    expect(await seatsHere()).toEqual([]);
    await field("My password").fill("forty folded paper boats");
    await button("Open").click();
    await until(() => location.pathname === "/queue");
    expect(await seatsHere()).toMatchObject([{ name: "Mr. Moss", kind: "staff" }]);
  });

  test("that was used says so to whoever finds it, before any password is asked for", async () => {
    await openApp(way);
    await button("Open").click();
    await expect.element(main(sentence.over)).toBeVisible();
    await expect.element(page.getByLabelText("My password")).not.toBeInTheDocument();
  });
});

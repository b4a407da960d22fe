import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { seatsHere } from "../../src/store/device";
import { anotherPhone, field } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, until } from "./phone";
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
const mismatch = "That didn't match. Check it and try again.";

async function begin(mail: string, password: string) {
  await openApp("/staff");
  await field("My school mail").fill(mail);
  await field("My password").fill(password);
  await button("Send me a code").click();
}

describe("staff at the door", () => {
  test.each([
    ["a wrong password", "ortiz@riverside.example", "not the password"],
    ["an address that nobody has", "nobody@riverside.example", "paper ink and clay"],
    ["both right", "ortiz@riverside.example", "paper ink and clay"],
  ])("with %s see the same page: it does not tell who works here", async (_, mail, password) => {
    await begin(mail, password);
    await expect.element(heading("Look in your mail")).toBeVisible();
    await expect
      .element(main("If the mail and the password are right, a code is on its way. It works for ten minutes."))
      .toBeVisible();
    await field("The code from the mail").fill("0000 0000");
    await button("Open").click();
    await expect.element(main(mismatch)).toBeVisible();
    await expect.element(field("The code from the mail")).toHaveValue("0000 0000");
    expect(await seatsHere()).toEqual([]);
  });

  test("go back to another address, with what they typed and without the reproach of the code before", async () => {
    await begin("ortis@riverside.example", "paper ink and clay");
    await field("The code from the mail").fill("12345678");
    await button("Open").click();
    await expect.element(main(mismatch)).toBeVisible();
    await button("Use another mail or password").click();
    await expect.element(heading("Staff sign-in")).toBeVisible();
    await expect.element(main(mismatch)).not.toBeInTheDocument();
    await expect.element(field("My school mail")).toHaveValue("ortis@riverside.example");
    await button("Send me a code").click();
    await expect.element(field("The code from the mail")).toHaveValue("");
  });

  test("who guess passwords have to wait, and are told so", async () => {
    await openApp("/staff");
    for (let tries = 0; tries < 5; tries++) {
      await field("My school mail").fill("reyes@riverside.example");
      await field("My password").fill(`guess number ${tries}`);
      await button("Send me a code").click();
      await button("Use another mail or password").click();
    }
    await button("Send me a code").click();
    await expect.element(main("Too many tries. Wait a bit, or ask your teacher.")).toBeVisible();
    await expect.element(heading("Staff sign-in")).toBeVisible();
  });

  test.each([
    ["no address", "", "paper ink and clay", "My school mail"],
    ["what is no address", "ortiz", "paper ink and clay", "My school mail"],
    ["no password", "ortiz@riverside.example", "", "My password"],
  ])("with %s are shown the field, and nothing is asked", async (_, mail, password, label) => {
    goOffline();
    await begin(mail, password);
    await expect.element(field(label)).toHaveFocus();
    await expect.element(field(label)).toBeInvalid();
    await expect.element(main(/need internet/)).not.toBeInTheDocument();
  });

  test("without internet are told so, and nothing they typed is gone", async () => {
    goOffline();
    await begin("ortiz@riverside.example", "paper ink and clay");
    await expect.element(main("You need internet to sign in. Try again when you have it.")).toBeVisible();
    await expect.element(field("My password")).toHaveValue("paper ink and clay");
  });

  test("get there by keyboard alone, and hear what went wrong", async () => {
    goOffline();
    await openApp("/");
    await expect.element(link("I work at the school")).toBeVisible();
    (await link("I work at the school").findElement()).focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(heading("Staff sign-in")).toBeVisible();
    await expect.element(page.getByRole("main")).toHaveFocus();
    for (let steps = 0; document.activeElement !== field("My school mail").query() && steps < 5; steps++) {
      await userEvent.tab();
    }
    await userEvent.keyboard("ortiz@riverside.example{Tab}paper ink and clay{Enter}");
    await expect.element(page.getByRole("status")).toHaveTextContent("You need internet to sign in.");
  });
});

describe("the camera at the door", () => {
  test("that is not there says so in words, and leads to the other two ways in", async () => {
    await openApp("/");
    await link("Scan my badge").click();
    await expect.element(heading("Hold your badge here")).toBeVisible();
    await expect.element(main(/Type your code instead\.$/)).toBeVisible();
    await expect.element(page.getByRole("status")).toHaveTextContent(/Type your code instead\.$/);
    await link("Type my code").click();
    await expect.element(heading("Type your code")).toBeVisible();
    history.back();
    await until(() => location.pathname === "/scan");
    await link("Ask my teacher to let me in").click();
    await expect.element(heading("Ask your teacher")).toBeVisible();
  });
});

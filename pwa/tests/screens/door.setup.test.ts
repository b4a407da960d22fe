import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { readSchool } from "../../src/online/school";
import { seatsHere } from "../../src/store/device";
import { anotherPhone, field, typeAt } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;
let way = "";

beforeAll(async () => {
  school = await schoolOpens("serve");
  const { pathname, hash } = new URL(/http\S+/.exec(school.setup)?.[0] ?? "");
  way = pathname + hash;
});
beforeEach(async () => {
  comeBack(school);
  await anotherPhone();
});

const good = {
  "Name of the school": "Eastside",
  "Time zone": "America/Chicago",
  "Your name": "Ms. Hill",
  "My school mail": "hill@eastside.example",
  "My password": "paper boats in the rain",
};
const main = (text: string | RegExp) => page.getByRole("main").getByText(text);
const invalid = "Something is missing or does not look right. Check it and try again.";
const weak = "That password is too short or too well known. Try a longer one.";

async function fill(more: Partial<typeof good> = {}) {
  for (const [label, value] of Object.entries({ ...good, ...more })) await field(label).fill(value);
}

async function start(more: Partial<typeof good> = {}) {
  await openApp(way);
  await fill(more);
  await button("Start the school").click();
}

/** Nothing came of it: nobody is in, and the setup's page stands where it stood. */
async function nobodyIsIn() {
  await expect.element(heading("Your school in Kith")).toBeVisible();
  expect(await seatsHere()).toEqual([]);
}

describe("a school that is still empty", () => {
  test.each(["/queue", "/people", "/today", "/circles"])(
    "shows nobody %s: whoever asks stands at the door",
    async (path) => {
      await openApp(path);
      await expect.element(heading("Hi. Who's here?")).toBeVisible();
      expect(location.pathname).toBe("/");
    },
  );

  test("knows no code and no badge", async () => {
    await typeAt("/code", "My code", "ABCD2345");
    await expect.element(main("That didn't match. Check it and try again.")).toBeVisible();
    await openApp("/b#nosuchbadgeatall00000");
    await expect.element(main(/^That badge did not open/)).toBeVisible();
  });

  test("that cannot send mail says whom to ask, and keeps what was typed", async () => {
    await openApp("/staff");
    await field("My school mail").fill("hill@eastside.example");
    await field("My password").fill("paper boats in the rain");
    await button("Send me a code").click();
    await expect.element(main("The school cannot send mail just now. Ask who looks after Kith.")).toBeVisible();
    await expect.element(field("My school mail")).toHaveValue("hill@eastside.example");
  });

  test("has no demo", async () => {
    await openApp("/d#sometoken");
    await expect.element(main("This link is not one of ours. Check it and try again.")).toBeVisible();
  });
});

describe("setting a school up", () => {
  test("guesses the time zone, and takes the secret out of the address", async () => {
    await openApp(way);
    await expect.element(field("Time zone")).toHaveValue(Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(location.hash).toBe("");
  });

  test.each(Object.keys(good) as (keyof typeof good)[])(
    "with no %s does not start, and points at it",
    async (label) => {
      await start({ [label]: "" });
      await expect.element(field(label)).toBeInvalid();
      await expect.element(field(label)).toHaveFocus();
      await nobodyIsIn();
    },
  );

  test.each([
    ["a short password", { "My password": "paper boats" }, weak],
    ["a password of few letters", { "My password": "aaaabbbbaaaabbbbaaaa" }, weak],
    ["the mail address as a password", { "My password": "hill@eastside.example" }, weak],
    ["a name of spaces", { "Your name": "   " }, invalid],
    ["a school of spaces", { "Name of the school": "   " }, invalid],
    ["a mail address without a place", { "My school mail": "hill@eastside" }, invalid],
  ])("with %s is refused, and everything typed is still there", async (_, more, sentence) => {
    await start(more);
    await expect.element(main(sentence)).toBeVisible();
    for (const [label, value] of Object.entries({ ...good, ...more })) {
      await expect.element(field(label)).toHaveValue(value);
    }
    await nobodyIsIn();
  });

  test("with what is no time zone points at the field, before the school is asked", async () => {
    goOffline();
    await start({ "Time zone": "Chicago" });
    await expect.element(main("That is not a time zone we know.")).toBeVisible();
    await expect.element(field("Time zone")).toHaveAttribute("aria-invalid", "true");
    await expect.element(field("Time zone")).toHaveAccessibleDescription(/That is not a time zone we know\.$/);
  });

  test("without internet says so, and a link that is not the printed one opens no school", async () => {
    goOffline();
    await start();
    await expect.element(main("You need internet to sign in. Try again when you have it.")).toBeVisible();
    comeBack(school);
    await openApp("/s#notthesetupsecret000");
    await fill();
    await button("Start the school").click();
    await expect.element(main(/^This link is used or too old/)).toBeVisible();
    await nobodyIsIn();
  });

  test("founds the school once, with its first coordinator, however often it is pressed; then the link is used", async () => {
    await openApp(way);
    await fill({ "Name of the school": "  Ost­schule مدرسة " });
    await button("Start the school").dblClick();
    await expect.element(heading("Today")).toBeVisible();
    await until(async () => (await seatsHere()).length === 1);
    expect(await seatsHere()).toMatchObject([{ name: "Ms. Hill", kind: "staff", coordinator: true }]);
    const founded = await readSchool(await storeHere());
    expect(founded.zone).toBe("America/Chicago");
    expect(founded.name).toMatch(/مدرسة$/);
    await anotherPhone();
    await start();
    await expect.element(main(/^This link is used or too old/)).toBeVisible();
    await nobodyIsIn();
  });

  test("leads back to the door for whoever is here by mistake", async () => {
    await openApp(way);
    await link("Back").click();
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
  });
});

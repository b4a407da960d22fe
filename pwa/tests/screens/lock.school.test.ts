import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { lockAway } from "../../src/store/leave";
import { writeFact } from "../../src/store/seat";
import { keyRecord, type Locked } from "../../src/store/seatkey";
import { card, inCard, inSheet, isAsked, isAtDoor, pin, said, types } from "./locked";
import {
  button,
  comeBack,
  goOffline,
  heading,
  link,
  openApp,
  reloadApp,
  schoolOpens,
  sheet,
  signInAs,
  storeHere,
  until,
} from "./phone";
import type { OpenSchool } from "./schools";
import { field } from "./student";
import { elsewhere } from "./teacher";

describe("with the school there", () => {
  const words = "The frog sat on my shoe.";
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });
  beforeEach(async () => {
    comeBack(school);
    await signInAs(school, "Maya");
    await expect.element(link(/^The Drum Room/).first()).toBeVisible();
    await link("About me").click();
    await inCard("Set a PIN").click();
    await sheet().getByLabelText("My new PIN").fill(pin);
    await sheet().getByLabelText("The new PIN once more").fill(pin);
    await inSheet("Set a PIN").click();
    await expect.element(card().getByText("Your PIN is set.")).toBeVisible();
    goOffline();
    await link("New").click();
    await field("Anything else?").fill(words);
    await reloadApp();
    await isAsked();
  });

  test("who forgot it signs in with their badge: what they had begun is there, and there is no PIN any more", async () => {
    await button("I do not know it").click();
    await expect.element(said(/^Then sign in\. You need internet/)).toBeVisible();
    await link("Sign in").click();
    await isAtDoor();
    comeBack(school);
    await signInAs(school, "Maya");
    await expect.element(sheet().getByText(/^You signed in, and your school opened your place/)).toBeVisible();
    await inSheet("Set a PIN").click();
    await expect.element(inCard("Set a PIN")).toBeVisible();
    await expect.element(sheet()).not.toBeInTheDocument();
    await link("Circles").click();
    await link("Go on").first().click();
    await expect.element(field("Anything else?")).toHaveValue(words);
    await reloadApp();
    await expect.element(field("Anything else?")).toHaveValue(words);
    await expect.element(sheet()).not.toBeInTheDocument(); // it is said once
    const ortiz = await elsewhere(school, "Ms. Ortiz");
    await button("Save").click();
    await until(async () => (await ortiz.moment(words)) !== undefined);
  });

  /** Maya shows her badge, and the school cannot open the box that lies here. @returns what lies here */
  async function showsBadgeInVain(without?: "pin"): Promise<Locked> {
    const seat = await storeHere();
    const { pin: under, escrow } = (await keyRecord(seat)) as Locked;
    const torn = { ...(!without && under && { pin: under }), escrow: { ...escrow, box: escrow.box.slice(1) } };
    await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: torn } }));
    comeBack(school);
    const maya = school.people.find(({ name }) => name === "Maya")!;
    const { pathname, hash } = new URL(maya.link);
    await openApp(pathname + hash);
    return torn;
  }

  test("what it cannot open is opened by the PIN, and its person is signed in", async () => {
    const seat = await storeHere();
    await lockAway(seat);
    const torn = await showsBadgeInVain();
    await isAsked();
    await expect.element(said(/^Your school could not open your place on this phone/)).toBeVisible();
    await expect.element(button("I do not know it")).not.toBeInTheDocument();
    expect(await keyRecord(seat)).toEqual(torn);
    await types(pin);
    await expect.element(heading("My circles")).toBeVisible();
    await link("Go on").first().click();
    await button("Save").click();
    const ortiz = await elsewhere(school, "Ms. Ortiz");
    await until(async () => (await ortiz.moment(words)) !== undefined);
  });

  test("what it cannot open when no PIN is left stays, and the door says so", async () => {
    const torn = await showsBadgeInVain("pin");
    await expect.element(said(/^Your school could not open what is locked on this phone/)).toBeVisible();
    expect(await keyRecord(await storeHere())).toEqual(torn);
  });

  test("a session that somebody kept back cannot be used behind the PIN", async () => {
    const seat = await storeHere();
    await expect(writeFact(seat, "epoch", "x")).rejects.toMatchObject({ name: "PinNeeded" });
  });
});

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { newId } from "../../src/moment/ids";
import { deviceFact, noteDeviceFact, seatsHere } from "../../src/store/device";
import { keepDraft } from "../../src/store/drafts";
import { lettersWaiting } from "../../src/store/letterbox";
import { keepAct } from "../../src/store/outbox";
import { lunch, mayasRows } from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import { writeFact, type Seat } from "../../src/store/seat";
import { inSheet, isAtDoor, point } from "./locked";
import { button, comeBack, goOffline, heading, link, openApp, reloadApp, schoolOpens, seatOf } from "./phone";
import { sheet, signInAs, storeHere, until } from "./phone";
import { ortizHas } from "./teacher";

async function mayaHas(): Promise<Seat> {
  const maya = await seatOf({ kind: "student", name: "Maya" }, mayasRows);
  await noteDeviceFact("sealKey", `key1.${point}`);
  await writeFact(maya, "deliver", "token");
  return maya;
}

afterEach(() => void vi.useRealTimers());

describe("a class tablet", () => {
  test("is made one by an adult at school, and one person's again", async () => {
    await ortizHas();
    await openApp("/settings");
    await button("Make this a class tablet").click();
    await expect.element(page.getByText("This device is a class tablet.").first()).toBeVisible();
    expect(await deviceFact("shared")).toBe("yes");
    await reloadApp();
    await button("It is one person's device again").click();
    await expect.element(button("Make this a class tablet")).toBeVisible();
    expect(await deviceFact("shared")).toBeUndefined();
  });

  test("is not made one by a family", async () => {
    await seatOf({ kind: "family", name: "Rosa" });
    await openApp("/settings");
    await expect.element(button("Sign out")).toBeVisible();
    await expect.element(button("Make this a class tablet")).not.toBeInTheDocument();
  });
});

describe("when nobody has touched it for five minutes", () => {
  beforeEach(async () => {
    await mayaHas();
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
  });

  async function comesBackAfter(minutes: number): Promise<void> {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
    await heading("My circles").click();
  }

  test("a class tablet closes the place of whoever was there", async () => {
    await noteDeviceFact("shared", "yes");
    await comesBackAfter(6);
    await isAtDoor();
    await until(async () => (await seatsHere()).length === 0);
  });

  test("but not sooner", async () => {
    await noteDeviceFact("shared", "yes");
    await comesBackAfter(4);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toHaveLength(1);
  });

  test("one's own phone stays open", async () => {
    await comesBackAfter(60);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Maya" }]);
  });
});

test("nobody comes onto a class tablet by a tap on somebody's name: whoever was there makes way at the door", async () => {
  await mayaHas();
  await openApp("/me");
  await expect.element(link("Someone else is here")).toBeVisible();
  await noteDeviceFact("shared", "yes");
  await link("Someone else is here").click();
  await isAtDoor();
  await until(async () => (await seatsHere()).length === 0);
  await expect.element(button("Maya")).not.toBeInTheDocument();
});

describe("opened anew", () => {
  beforeEach(async () => {
    await mayaHas();
    await noteDeviceFact("shared", "yes");
  });

  test("a class tablet asks who is there, and what was unsent is sealed", async () => {
    await keepAct(await storeHere(), { kind: "give_answer", subject: "s", body: { answer: "yes" } });
    await openApp("/circles");
    await isAtDoor();
    await until(async () => (await seatsHere()).length === 0);
    expect(await lettersWaiting()).toMatchObject({ count: 1 });
  });

  test("it comes back to whoever was there a moment ago, as after the camera, and not to who was there before", async () => {
    await noteDeviceFact("shared");
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await noteDeviceFact("shared", "yes");
    await reloadApp();
    await expect.element(heading("My circles")).toBeVisible();
    sessionStorage.setItem("kith-touched", String(Date.now() - 6 * 60_000));
    await reloadApp();
    await isAtDoor();
    await until(async () => (await seatsHere()).length === 0);
  });
});

describe("signing out of a class tablet", () => {
  /** @returns the name of her store. */
  async function asksToLeave(keep: (maya: Seat) => Promise<unknown>): Promise<string> {
    const maya = await mayaHas();
    await openApp("/me");
    await expect.element(button("Sign out")).toBeVisible();
    await noteDeviceFact("shared", "yes");
    await keep(maya);
    await button("Sign out").click();
    return maya.name;
  }

  test("leaves nothing of its student on it", async () => {
    const store = await asksToLeave((maya) => saveRevision(maya, { ...newDraft(newId(), lunch), words: "Soup" }));
    await expect.element(sheet().getByText(/This is a class tablet/)).toBeVisible();
    await inSheet("Sign out").click();
    await isAtDoor();
    expect(await seatsHere()).toEqual([]);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(store);
  });

  test("with something unfinished says so, and keeps it locked", async () => {
    await asksToLeave((maya) => keepDraft(maya, { ...newDraft(newId(), lunch), words: "Half" }));
    await expect.element(sheet().getByText(/Something is not finished/)).toBeVisible();
    await inSheet("Sign out and keep it here, locked").click();
    await isAtDoor();
    expect(await seatsHere()).toMatchObject([{ name: "Maya", locked: true }]);
  });
});

test("what is sealed on one's own phone goes up when somebody else signs in there", async () => {
  const school = await schoolOpens();
  await signInAs(school, "Maya");
  await until(async () => (await deviceFact("sealKey")) !== undefined);
  goOffline();
  const maya = await storeHere();
  await keepAct(maya, { kind: "give_answer", subject: "standing", body: { answer: "ask" } });
  await openApp("/me");
  await button("Sign out").click();
  await inSheet("Sign out and seal it").click();
  await isAtDoor();
  expect(await lettersWaiting()).toMatchObject({ count: 1 });
  comeBack(school);
  await signInAs(school, "Sam");
  await until(async () => (await lettersWaiting()).count === 0);
});

import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { findSeats } from "../../src/rescue/found";
import { newId } from "../../src/moment/ids";
import { noteDeviceFact, noteSeat, seatsHere } from "../../src/store/device";
import { lockAway } from "../../src/store/leave";
import { lunchDraft, tell } from "../../src/store/people.testing";
import { mostTries, setPin, unlock } from "../../src/store/pin";
import { saveRevision } from "../../src/store/save";
import { closeSeat, openSeat, writeFact, type Seat } from "../../src/store/seat";
import { keyRecord, lockOf, type Locked } from "../../src/store/seatkey";
import { button, comeBack, goOffline, heading, link, openApp, reloadApp, schoolOpens, seatOf, sheet } from "./phone";
import { signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { draftWhen, field, mayasPhone, meRow } from "./student";
import { elsewhere } from "./teacher";

const pin = "270814";
const wrongPin = "000000";
/** A point of P-256: the curve's own generator. Nobody has to open what is sealed to it here. */
const point = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";

const card = () => page.getByRole("region", { name: "Phone PIN" });
const inCard = (name: string) => card().getByRole("button", { name, exact: true });
const inSheet = (name: string) => sheet().getByRole("button", { name, exact: true });
const pinField = () => field("My phone PIN");
const said = (words: string | RegExp) => page.getByRole("main").getByText(words).first();
const isAsked = (name = "Maya") => expect.element(heading(`Hi, ${name}`)).toBeVisible();
const isAtDoor = () => expect.element(heading("Hi. Who's here?")).toBeVisible();

/** Maya's phone without internet, which has heard the school once. */
async function mayas(): Promise<Seat> {
  await noteDeviceFact("sealKey", `key1.${point}`);
  return await mayasPhone();
}

/** The same, behind a PIN. */
async function locked(): Promise<Seat> {
  const seat = await mayas();
  await setPin(seat, pin);
  return seat;
}

async function types(digits: string): Promise<void> {
  await pinField().fill(digits);
  await button("Open").click();
}

/** What the phone knows without the memory of any tab. */
async function fresh<T>(look: (seat: Seat) => Promise<T>): Promise<T> {
  const [line] = await seatsHere();
  const seat = openSeat(line!.seat, line!.db);
  return await look(seat).finally(() => closeSeat(seat));
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("the card of the phone's PIN", () => {
  async function asksToSet(first: string, second = first): Promise<void> {
    await inCard("Set a PIN").click();
    await sheet().getByLabelText("My new PIN").fill(first);
    await sheet().getByLabelText("The new PIN once more").fill(second);
    await inSheet("Set a PIN").click();
  }

  test("sets one, and from then on every start asks for it, at the page that was open", async () => {
    await mayas();
    await openApp("/me");
    await asksToSet(pin);
    await expect.element(card().getByText("Your PIN is set.")).toBeVisible();
    await reloadApp();
    await isAsked();
    await expect.element(link("About me")).not.toBeInTheDocument();
    await types(pin);
    await expect.element(heading("Maya")).toBeVisible();
    await expect.element(card().getByText("Your place has a PIN.")).toBeVisible();
    expect(location.pathname).toBe("/me");
  });

  test.each([
    ["five digits", "12345", "12345", "A PIN has six numbers."],
    ["letters", "abcdef", "abcdef", "A PIN has six numbers."],
    ["two that differ", pin, "270815", "The two are not the same."],
  ])("sets none from %s, and says why", async (_, first, second, why) => {
    await mayas();
    await openApp("/me");
    await asksToSet(first, second);
    await expect.element(sheet().getByText(why)).toBeVisible();
    expect(await fresh(lockOf)).toBe("none");
  });

  test("sets none while this phone has not heard the school", async () => {
    await mayasPhone();
    await openApp("/me");
    await asksToSet(pin);
    await expect.element(sheet().getByText(/^This phone has not heard your school yet/)).toBeVisible();
    expect(await fresh(lockOf)).toBe("none");
  });

  test("offers none on a class tablet", async () => {
    await mayas();
    await openApp("/me");
    await expect.element(inCard("Set a PIN")).toBeVisible();
    await noteDeviceFact("shared", "yes");
    await reloadApp();
    await expect.element(button("Sign out")).toBeVisible();
    await expect.element(card()).not.toBeInTheDocument();
  });

  test("offers none for a place of an earlier app, and says what to do", async () => {
    const line = await noteSeat({ seat: newId(), name: "Maya", kind: "student", used: Date.now() });
    const old = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const seat = openSeat(line.seat, line.db);
    await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: old } }));
    await tell(seat, [meRow()]);
    await closeSeat(seat);
    await openApp("/me");
    await expect.element(card().getByText(/^Your place is from before there was a PIN/)).toBeVisible();
    await expect.element(card().getByRole("button")).not.toBeInTheDocument();
  });

  test("changes it, and takes it off, for whoever knows it", async () => {
    await locked();
    await openApp("/me");
    await types(pin);
    await inCard("Change the PIN").click();
    await sheet().getByLabelText("My PIN now").fill(wrongPin);
    await sheet().getByLabelText("My new PIN").fill("314159");
    await sheet().getByLabelText("The new PIN once more").fill("314159");
    await inSheet("Change the PIN").click();
    await expect.element(sheet().getByText("That is not it. 9 tries left.")).toBeVisible();
    await sheet().getByLabelText("My PIN now").fill(pin);
    await inSheet("Change the PIN").click();
    await expect.element(card().getByText("Your PIN is changed.")).toBeVisible();
    expect(await fresh((seat) => unlock(seat, "314159"))).toEqual({ is: "right" });
    await inCard("Turn the PIN off").click();
    await sheet().getByLabelText("My PIN now").fill("314159");
    await inSheet("Turn the PIN off").click();
    await expect.element(card().getByText("Your place has no PIN now.")).toBeVisible();
    await reloadApp();
    await expect.element(heading("Maya")).toBeVisible();
  });

  test("closes the place when the last try in it was wrong", async () => {
    await locked();
    await openApp("/me");
    await types(pin);
    await inCard("Turn the PIN off").click();
    for (let left = mostTries; left > 1; left--) await fresh((seat) => unlock(seat, wrongPin));
    await sheet().getByLabelText("My PIN now").fill(wrongPin);
    await inSheet("Turn the PIN off").click();
    await isAtDoor();
    await expect.element(said(/^That was too many tries/)).toBeVisible();
  });

  test("is there for families and for who works at the school", async () => {
    await seatOf({ kind: "family", name: "Rosa" });
    await openApp("/settings");
    await expect.element(inCard("Set a PIN")).toBeVisible();
  });
});

describe("a place with a PIN", () => {
  test("is asked for by name, and its digits come on large keys that no password manager keeps", async () => {
    await locked();
    await openApp("/moments");
    await isAsked();
    const input = pinField().element() as HTMLInputElement;
    expect([input.inputMode, input.type, input.autocomplete, input.maxLength]).toEqual([
      "numeric",
      "password",
      "one-time-code",
      6,
    ]);
    await types("12345");
    await expect.element(said("A PIN has six numbers.")).toBeVisible();
    expect((await fresh(keyRecord)) as Locked).toMatchObject({ pin: { tries: 0 } });
  });

  test("says how many tries are left, and after the tenth shows nobody until they sign in", async () => {
    const seat = await locked();
    await saveRevision(seat, lunchDraft({ words: "Only here." }));
    await openApp("/circles");
    await types(wrongPin);
    await expect.element(said("That is not it. 9 tries left.")).toBeVisible();
    await expect.element(pinField()).toHaveValue("");
    for (let left = 9; left > 2; left--) await fresh((other) => unlock(other, wrongPin));
    await types(wrongPin);
    await expect.element(said("That is not it. 1 try left. Then you have to sign in.")).toBeVisible();
    await types(wrongPin);
    await isAtDoor();
    await expect.element(said(/^That was too many tries\. Sign in to open your place/)).toBeVisible();
    await expect.element(button("Maya")).not.toBeInTheDocument();
    await openApp("/circles");
    await isAtDoor();
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
  });

  test("says so when a try came to nothing, and takes the next one", async () => {
    await locked();
    await openApp("/circles");
    const reported = vi.spyOn(window, "reportError").mockReturnValue();
    vi.spyOn(SubtleCrypto.prototype, "deriveKey").mockRejectedValueOnce(new Error("no memory"));
    await types(pin);
    await expect.element(said("That did not work. Nothing you kept is lost. Try again.")).toBeVisible();
    expect(reported).toHaveBeenCalledOnce();
    await types(pin);
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("leaves the door to somebody else, who finds their own place, and stays closed", async () => {
    await locked();
    await seatOf({ kind: "student", name: "Theo" });
    await openApp("/");
    await isAtDoor();
    await button("Maya").click();
    await isAsked();
    await link("Someone else is here").click();
    await isAtDoor();
    await button("Theo").click();
    await expect.element(heading("My circles")).toBeVisible();
    await openApp("/?who");
    await button("Maya").click();
    await isAsked();
    await types(pin);
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("whose tab was killed after the last wrong PIN is not shown any more once somebody taps it", async () => {
    const seat = await locked();
    const { escrow } = (await keyRecord(seat)) as Locked;
    await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: { escrow } } }));
    await seatOf({ kind: "student", name: "Theo" });
    await openApp("/");
    await button("Maya").click();
    await expect.element(said(/^That was too many tries/)).toBeVisible();
    await expect.element(button("Maya")).not.toBeInTheDocument();
    await expect.element(button("Theo")).toBeVisible();
  });

  test("counts as locked on the rescue page, which says neither its name nor its words", async () => {
    const seat = await locked();
    await saveRevision(seat, lunchDraft({ words: "Only here." }));
    const found = await findSeats();
    expect(found).toMatchObject([{ is: "locked", unsent: { moments: [expect.anything()] } }]);
    expect(JSON.stringify(found)).not.toContain("Maya");
  });
});

describe("when nobody has touched it for five minutes", () => {
  const words = "We found a frog, and then";

  async function away(minutes: number): Promise<void> {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
    document.dispatchEvent(new Event("visibilitychange"));
  }

  test("a place with a PIN asks for it, and every word that was typed is there again", async () => {
    const seat = await locked();
    await openApp("/new");
    await types(pin);
    await field("Anything else?").fill(words);
    await away(6);
    await isAsked();
    await expect.element(field("Anything else?")).not.toBeInTheDocument();
    expect(location.pathname).toMatch(/^\/new\/.+/);
    vi.useRealTimers();
    await types(pin);
    await expect.element(field("Anything else?")).toHaveValue(words);
    expect((await draftWhen(seat, (draft) => draft.words)).words).toBe(words);
  });

  test("but not sooner", async () => {
    await locked();
    await openApp("/circles");
    await types(pin);
    await expect.element(heading("My circles")).toBeVisible();
    await away(4);
    await heading("My circles").click();
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(pinField()).not.toBeInTheDocument();
  });

  test("a place without one stays open, and a PIN that is set then does not close it at the next touch", async () => {
    const seat = await mayas();
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await away(6);
    await heading("My circles").click();
    await expect.element(heading("My circles")).toBeVisible();
    await link("About me").click();
    await expect.element(inCard("Set a PIN")).toBeVisible();
    await setPin(seat, pin);
    await expect.element(card().getByText("Your place has a PIN.")).toBeVisible();
    await heading("Maya").click();
    await link("Circles").click();
    await expect.element(heading("My circles")).toBeVisible();
  });
});

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

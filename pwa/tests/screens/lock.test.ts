import { afterEach, describe, expect, test, vi } from "vitest";
import { findSeats } from "../../src/rescue/found";
import { newId } from "../../src/moment/ids";
import { noteDeviceFact, noteSeat, seatsHere } from "../../src/store/device";
import { lunchDraft, tell } from "../../src/store/people.testing";
import { mostTries, unlock } from "../../src/store/pin";
import { saveRevision } from "../../src/store/save";
import { closeSeat, openSeat } from "../../src/store/seat";
import { keyRecord, lockOf, type Locked } from "../../src/store/seatkey";
import {
  card,
  fresh,
  inCard,
  inSheet,
  isAsked,
  isAtDoor,
  locked,
  mayas,
  pin,
  pinField,
  said,
  types,
  wrongPin,
} from "./locked";
import { button, heading, link, openApp, reloadApp, seatOf, sheet } from "./phone";
import { mayasPhone, meRow } from "./student";

afterEach(() => void vi.restoreAllMocks());

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

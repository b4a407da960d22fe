import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { page } from "vitest/browser";
import { whenClosed } from "../../src/screens/compose/chooser";
import { noteDeviceFact, seatsHere } from "../../src/store/device";
import { bytesOf } from "../../src/store/media";
import type { Seat } from "../../src/store/seat";
import { away, isAsked, isAtDoor, locked, mayas, pin, types } from "./locked";
import { button, openApp, until } from "./phone";
import { aPhoto, draftWhen, tapped } from "./student";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The camera gives back what it took, to a page that may have gone meanwhile. */
function gives(input: HTMLInputElement, photo: File): void {
  const taken = new DataTransfer();
  taken.items.add(photo);
  input.files = taken.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

describe("a place that closes while the camera is open", () => {
  let isClosed: () => boolean;
  let uses: MockInstance<IDBDatabase["transaction"]> | undefined;

  /** The camera stays open for six minutes, and nothing else runs with the place any more. */
  async function longPhoto(seat: Seat, gone: () => Promise<void>): Promise<HTMLInputElement> {
    await expect.element(button("Photo")).toBeVisible();
    const { input } = await tapped("Photo", "camera");
    // What the page for the PIN opens and closes of its own is none of these.
    const held = new Set(uses?.mock.contexts);
    const close = vi.spyOn(IDBDatabase.prototype, "close");
    isClosed = () => close.mock.contexts.some((db) => held.has(db) && (db as IDBDatabase).name === seat.name);
    away(6);
    await gone();
    vi.useRealTimers();
    await until(async () => !(await navigator.locks.query()).held?.some(({ name }) => name?.endsWith(seat.name)));
    return input;
  }

  async function keepsThePhoto(seat: Seat): Promise<void> {
    const { pictures } = await draftWhen(seat, (draft) => draft.pictures.length);
    expect((await bytesOf(seat, pictures[0]!.media))?.byteLength).toBeGreaterThan(0);
  }

  describe("behind a PIN", () => {
    let seat: Seat;
    let input: HTMLInputElement;
    beforeEach(async () => {
      seat = await locked();
      await openApp("/new");
      uses = vi.spyOn(IDBDatabase.prototype, "transaction");
      await types(pin);
      input = await longPhoto(seat, isAsked);
    });

    test("keeps what it took, and closes then", async () => {
      expect(input.isConnected).toBe(false);
      gives(input, await aPhoto());
      await keepsThePhoto(seat);
      await until(isClosed);
      await types(pin);
      await expect.element(page.getByRole("img", { name: "Lunch circle" })).toBeVisible();
    });

    test("closes when it took nothing", async () => {
      expect(isClosed()).toBe(false);
      input.dispatchEvent(new Event("cancel"));
      await until(isClosed);
    });
  });

  test("on a class tablet has what it took when its student comes back", async () => {
    const seat = await mayas();
    await openApp("/new");
    await noteDeviceFact("shared", "yes");
    const input = await longPhoto(seat, isAtDoor);
    expect(await seatsHere()).not.toMatchObject([{ locked: true }]);
    gives(input, await aPhoto());
    await until(async () => (await seatsHere())[0]?.locked === true);
    await keepsThePhoto(seat);
  });
});

test("a camera of which the browser says nothing counts as closed ten seconds after the page was touched", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  let closed = false;
  const waits = whenClosed(document.createElement("input")).then(() => (closed = true));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(closed).toBe(false);
  dispatchEvent(new Event("pointerdown"));
  await vi.advanceTimersByTimeAsync(9_999);
  expect(closed).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await waits;
});

import { expect, vi } from "vitest";
import { page, type Locator } from "vitest/browser";
import { noteDeviceFact, seatsHere } from "../../src/store/device";
import { setPin } from "../../src/store/pin";
import { closeSeat, openSeat, type Seat } from "../../src/store/seat";
import { button, heading, sheet } from "./phone";
import { field, mayasPhone } from "./student";

export const pin = "270814";
export const wrongPin = "000000";
/** A point of P-256: the curve's own generator. Nobody has to open what is sealed to it here. */
export const point = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";

export const card = (): Locator => page.getByRole("region", { name: "Phone PIN" });
export const inCard = (name: string): Locator => card().getByRole("button", { name, exact: true });
export const inSheet = (name: string): Locator => sheet().getByRole("button", { name, exact: true });
export const pinField = (): Locator => field("My phone PIN");
export const said = (words: string | RegExp): Locator => page.getByRole("main").getByText(words).first();

export async function isAsked(): Promise<void> {
  await expect.element(heading("Hi, Maya")).toBeVisible();
}

export async function isAtDoor(): Promise<void> {
  await expect.element(heading("Hi. Who's here?")).toBeVisible();
}

/** Maya's phone without internet, which has heard the school once. */
export async function mayas(): Promise<Seat> {
  await noteDeviceFact("sealKey", `key1.${point}`);
  return await mayasPhone();
}

/** The same, behind a PIN. */
export async function locked(): Promise<Seat> {
  const seat = await mayas();
  await setPin(seat, pin);
  return seat;
}

export async function types(digits: string): Promise<void> {
  await pinField().fill(digits);
  await button("Open").click();
}

/** What the phone knows without the memory of any tab. */
export async function fresh<T>(look: (seat: Seat) => Promise<T>): Promise<T> {
  const [line] = await seatsHere();
  const seat = openSeat(line!.seat, line!.db);
  return await look(seat).finally(() => closeSeat(seat));
}

/** Nobody touches the phone for so long; then it wakes up. `vi.useRealTimers` ends it. */
export function away(minutes: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * 60_000 });
  document.dispatchEvent(new Event("visibilitychange"));
}

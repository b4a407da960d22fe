import type { Closed } from "../../online/locked";
import { openKnownSeat, seatsOnThisPhone } from "../../online/seats";
import type { LeftBy } from "../../store/bell";
import { deviceFact, type SeatLine } from "../../store/device";
import { StoreShut } from "../../store/db";
import { closeSeat, type Seat } from "../../store/seat";
import { PinNeeded } from "../../store/seatkey";
import type { StoreName } from "../../store/schema";
import type { Status } from "../../store/status";
import { watch, watchStatus } from "../../store/watch";
import { leaveForRescue } from "../../ui/rescue";
import { go } from "../../ui/router.svelte";
import { settled } from "./pending";
import type { Frame } from "./ways";

/** Where this tab remembers whose seat it showed, so that a reload stays with the same person. */
const key = "kith-seat";

/** The seat that is open in this tab, and what the phone knows of its person. */
export interface Present {
  seat: Seat;
  line: SeatLine;
}

let open = $state.raw<Present>();
let asked = $state.raw<SeatLine>();
let unopened = $state(false);

/** What runs with a seat and must have ended before its store is closed. */
const running = new WeakMap<Seat, () => Promise<void>>();

export function present(): Present | undefined {
  return open;
}

/** Whose PIN this tab asks for: their place is known here, and locked. */
export function locked(): SeatLine | undefined {
  return asked;
}

/** True when the person of the locked place has signed in, and the school could not open it. */
export function schoolCouldNot(): boolean {
  return unopened;
}

/** The open seat. Only for screens that stand behind a seat: elsewhere there may be none, and it throws. */
export function seatHere(): Seat {
  if (!open) throw new Error("no seat is open in this tab");
  return open.seat;
}

/** The frame in which a seat's person works. */
export function frameOf(line: Pick<SeatLine, "kind" | "coordinator">): Frame {
  if (line.kind !== "staff") return line.kind;
  return line.coordinator ? "coordinator" : "facilitator";
}

/** Where a person starts. */
export function homeOf(line: Pick<SeatLine, "kind" | "coordinator">): string {
  return { student: "/circles", facilitator: "/queue", coordinator: "/today", family: "/highlights" }[frameOf(line)];
}

/** Which of the phone's seats opens without a question: the one this tab had, or the only one there is. */
export function seatToReopen(seats: readonly SeatLine[], remembered: string | null): SeatLine | undefined {
  return seats.find((line) => line.seat === remembered) ?? (seats.length === 1 ? seats[0] : undefined);
}

/** Opens at start whom this tab showed, or the phone's only person. Nobody when there are several. */
export async function reopen(): Promise<void> {
  await orRescue(async () => {
    const line = seatToReopen(await seatsOnThisPhone(), rememberedHere());
    if (line) await openOrAsk(line);
  });
}

/** Opens a seat of this phone, or asks for its PIN: its person tapped their name. */
export async function takePlace(line: SeatLine): Promise<void> {
  await makeWay();
  await orRescue(() => openOrAsk(line));
}

async function openOrAsk(line: SeatLine): Promise<void> {
  try {
    show({ line, seat: await openKnownSeat(line) });
  } catch (error) {
    if (!(error instanceof PinNeeded)) throw error;
    if (error.from === "pin") askFor(line);
    else leftBy = "pin";
  }
}

/** Asks for the PIN of whoever has signed in: the school could not open their place. */
export async function askInstead(line: SeatLine): Promise<void> {
  await makeWay();
  askFor(line, true);
}

function askFor(line: SeatLine, signedIn = false): void {
  asked = line;
  unopened = signedIn;
  remember(line.seat);
}

/** Tries a PIN at the place that is asked about. Undefined when it opens; after the last wrong one the door is next. */
export async function tryPin(line: SeatLine, pin: string): Promise<Closed | undefined> {
  // Only a place with a PIN needs to know how to open one.
  const { openLockedSeat } = await import("../../online/locked");
  let closed: Closed | undefined;
  await atMost(3000, closing);
  await orRescue(async () => {
    const found = await openLockedSeat(line, pin);
    if ("db" in found) return show({ line, seat: found });
    closed = found;
  });
  if (closed?.is === "shut") {
    forget();
    leftBy = "pin";
  }
  return closed;
}

/** The place that is being locked: what was on its way into it, such as a photo, is in it when this is over. */
let closing: Promise<void> = Promise.resolve();

/**
 * Closes the open place until its person types their PIN. Where they were, and what they had begun, stays. The screen shows
 * nothing of it from now on; the store waits for what is on its way into it.
 */
export async function lockPlace(): Promise<void> {
  const before = open;
  if (!before) return;
  open = undefined;
  askFor(before.line);
  // A draft has been given an address of its own since the page was opened.
  go(location.pathname + location.search, { replace: true });
  closing = letRest(before.seat)
    .then(() => settled(before.seat))
    .then(() => closeSeat(before.seat));
  await closing;
}

/** A store that this app cannot open is left as it is: another page reads it, sends what waits, and saves it. */
async function orRescue(open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    if (!(error instanceof StoreShut)) throw error;
    forget();
    leaveForRescue();
  }
}

/** Shows whoever has just signed in. */
export async function enter(seat: Seat): Promise<void> {
  const line = (await seatsOnThisPhone()).find((known) => known.seat === seat.id);
  if (!line) throw new Error("who signed in has no line on this phone");
  if (open?.seat !== seat) await makeWay();
  show({ line, seat });
}

/** Names what runs with a seat, so that whoever leaves the seat can end it first. */
export function runsWith(seat: Seat, end: () => Promise<void>): void {
  running.set(seat, end);
}

/** Ends what runs with a seat. An answer of the school that is still on its way is waited for only so long. */
export async function letRest(seat: Seat, patience = 3000): Promise<void> {
  await atMost(patience, running.get(seat)?.());
}

async function atMost(patience: number, work: Promise<void> | undefined): Promise<void> {
  await Promise.race([work, new Promise<void>((go) => setTimeout(go, patience))]);
}

let leftBy = $state<LeftBy>("person");

/** Who ended the last place in this tab. The door says it, unless it was its person. */
export function whoEnded(): LeftBy {
  return leftBy;
}

/** Leaves the seat as it is, kept and open for its person. Its store is closed here. */
export async function stepAside(by: LeftBy = "person"): Promise<void> {
  const before = open;
  leftBy = by;
  forget();
  if (!before) return;
  await letRest(before.seat);
  await closeSeat(before.seat);
}

/**
 * Leaves the seat to whoever comes next. On a shared device its store goes, or is locked; the screen shows nothing of it
 * from now on, however long that takes.
 */
export async function makeWay(): Promise<void> {
  const before = open;
  if (!before || (await deviceFact("shared")) !== "yes") return await stepAside();
  forget();
  // Only a shared device needs to know how to leave one at once.
  const { leaveShared } = await import("../../online/signOut");
  await letRest(before.seat);
  await settled(before.seat);
  await leaveShared(before.seat);
}

/** After a sign-out, which has closed the store already. */
export function forget(): void {
  open = undefined;
  asked = undefined;
  remember(null);
}

/**
 * The answer of a question to the open seat's store, asked again whenever one of `stores` changes. Undefined until the
 * first answer. Call it while a component is made.
 */
export function live<T>(
  stores: readonly StoreName[],
  question: (seat: Seat) => Promise<T>,
): { readonly current: T | undefined } {
  const seat = seatHere();
  let current = $state.raw<T>();
  // Not through Svelte's own `fromStore`: what it says outside of an effect, as in a handler, is not the last answer.
  $effect(() => watch(seat, stores, () => question(seat)).subscribe((answer) => (current = answer)));
  return {
    get current() {
      return current;
    },
  };
}

/** How the phone and the school stand, told anew with every change. Call it while a component is made. */
export function liveStatus(): { readonly current: Status } {
  const seat = seatHere();
  let current = $state.raw(seat.status);
  $effect(() => watchStatus(seat).subscribe((status) => (current = status)));
  return {
    get current() {
      return current;
    },
  };
}

function show(next: Present): void {
  open = next;
  asked = undefined;
  leftBy = "person";
  remember(next.line.seat);
}

/** Whose seat this tab showed last. */
export function rememberedHere(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // a private window keeps nothing: the phone asks who is here
  }
}

function remember(seat: string | null): void {
  try {
    if (seat) sessionStorage.setItem(key, seat);
    else sessionStorage.removeItem(key);
  } catch {
    // Not remembered: a reload asks who is here. Nothing is lost.
  }
}

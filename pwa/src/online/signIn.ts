import { Refusal } from "../api/answers";
import { ask } from "../api/client";
import { alone, type KeptSession } from "../api/line";
import type { Device, MailedCode, SealedKey, SeatKey, SetUp, SignedIn } from "../api/contract";
import { toBase64 } from "../store/base64";
import { deviceId, lockSeat, noteSeat, seatsHere, type SeatLine } from "../store/device";
import { closeSeat, openSeat, proveOpen, tryNow, type Seat } from "../store/seat";
import { isLocked, keyRecord, PinNeeded, shareKey } from "../store/seatkey";
import { sessionOf } from "../store/session";
import { comingAndGoing } from "./line";

/** The school could not open the place of whoever signed in, and its PIN still does. Typing it brings them in. */
export class OnlyPinOpens extends Error {
  constructor(readonly line: SeatLine) {
    super("the school could not open what a PIN has locked");
    this.name = "OnlyPinOpens";
  }
}

/** Sessions of those whose PIN this tab has to ask for, by seat: their store takes them when it is open. */
const waiting = new Map<string, KeptSession>();

/** A printed badge, with its PIN where the student has one. @throws Refusal `pin_needed`, `sign_in_failed`, `wait` */
export function signInWithBadge(badge: string, pin?: string): Promise<Seat> {
  return signIn("/sign-in/badge", { badge, ...(pin && { pin }) });
}

/** The short code that a facilitator reads out. */
export function signInWithCode(code: string): Promise<Seat> {
  return signIn("/sign-in/code", { code });
}

/** A family's letter, or a colleague's link, which asks for a password of 15 characters or more. */
export function acceptInvitation(invitation: string, password?: string): Promise<Seat> {
  return signIn("/sign-in/invitation", { invitation, ...(password && { password }) });
}

/** The first half of an adult's sign-in. The answer is the same for everybody: a code may be in the mail. */
export async function askForMailedCode(mail: string, password: string): Promise<string> {
  const json = { mail, password, device: await thisDevice() };
  const path = "/sign-in/password";
  return (await ask<MailedCode>({ method: "POST", path, json }, ["challenge"])).challenge;
}

/** The second half: the code out of the mail. */
export function signInWithMailedCode(challenge: string, code: string): Promise<Seat> {
  return signIn("/sign-in/mailed-code", { challenge, code });
}

/** The one-time link of a new school: names it and its first coordinator. */
export function setUp(school: Omit<SetUp, "device">): Promise<Seat> {
  return signIn("/setup", school);
}

/** The demo's door. Only the demo has one. */
export function enterDemo(token: string): Promise<Seat> {
  return signIn("/demo/enter", { token });
}

async function signIn(path: string, proof: object): Promise<Seat> {
  const device = await thisDevice();
  const json = { ...proof, device };
  const answer = await ask<SignedIn>({ method: "POST", path, json }, ["access", "refresh", "who"]);
  return await takeSeat(answer, device.id);
}

async function thisDevice(): Promise<Device> {
  return { id: await deviceId() };
}

/**
 * Opens the store of whoever signed in: the one they left here, or a fresh one. Nobody else's store is touched. The
 * session is on the disk before the seat is given out. What a PIN has locked, and is not open here, the school opens: then
 * there is no PIN any more.
 *
 * @throws StoreShut when their store cannot be opened; when the school cannot open it OnlyPinOpens, or Refusal `seal_unknown`
 * where no PIN is left. It stays as it is
 */
export async function takeSeat(signedIn: SignedIn, device: string): Promise<Seat> {
  return await alone(comingAndGoing(signedIn.who.seat), () => sitDown(signedIn, device));
}

async function sitDown({ access, refresh, until, deliver, who }: SignedIn, device: string): Promise<Seat> {
  const { seat: id, name, kind, face, coordinator } = who;
  const more = { ...(face && { face }), ...(coordinator && { coordinator }) };
  const before = (await seatsHere()).find((known) => known.seat === id);
  const line = await noteSeat({ seat: id, name, kind, ...more, used: Date.now() });
  const seat = openSeat(id, line.db);
  const session = { access, refresh, until, device, ...(deliver && { deliver }) };
  await proveOpen(seat).catch(async (shut: unknown) => {
    // The rescue page sends in this session what the app cannot open.
    const found = openSeat(id, line.db, true);
    await sessionOf(found)
      .writeSession(session)
      .catch(unlessLocked)
      .finally(() => closeSeat(found));
    throw shut;
  });
  await askForKey(seat, access).catch(async (error: unknown) => {
    await closeSeat(seat);
    if (error instanceof PinNeeded) {
      waiting.set(id, session);
      throw new OnlyPinOpens(line);
    }
    if (before?.locked) await lockSeat(id, before.clean ?? false);
    throw error;
  });
  waiting.delete(id);
  await sessionOf(seat).writeSession(session);
  // Another tab of this seat may have stopped at an ended session.
  tryNow(seat);
  return seat;
}

/**
 * Asks the school for the key of a store that is locked here, in the name of whoever has just signed in. Where its PIN has
 * opened it in this tab already the school need not, and the PIN stays.
 *
 * @throws PinNeeded when the school cannot open it and there is a PIN that can
 */
async function askForKey(seat: Seat, bearer: string): Promise<void> {
  const lies = await keyRecord(seat);
  if (!isLocked(lies) || (lies.pin && (await shareKey(seat)))) return;
  const json: SealedKey = { key: lies.escrow.key, box: toBase64(lies.escrow.box) };
  const call = { method: "POST", path: "/sealed/key", json, bearer } as const;
  const { secret } = await ask<SeatKey>(call, ["secret"]).catch((error: unknown) => {
    const cannot = error instanceof Refusal && error.code === "seal_unknown";
    throw cannot && lies.pin ? new PinNeeded("pin") : error;
  });
  // Only a phone that somebody has locked needs it.
  const { openWithKey } = await import("../store/pin");
  await openWithKey(seat, secret);
}

/** Keeps what a sign-in has brought before the PIN of this seat was typed, if there was one. */
export async function keepWaitingSession(seat: Seat): Promise<void> {
  const session = waiting.get(seat.id);
  if (session) await sessionOf(seat).writeSession(session);
  waiting.delete(seat.id);
}

/** What is locked and cannot be opened by this app is not opened by the rescue page either. */
function unlessLocked(error: unknown): void {
  if (!(error instanceof PinNeeded)) throw error;
}

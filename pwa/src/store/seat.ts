import { Bell } from "./bell";
import { SeatDb, StoreShut } from "./db";
import { seal, unseal, type Sealed } from "./seal";
import { dropKey } from "./seatkey";
import { atStart, type Status } from "./status";
import type { Telling } from "./telling";

/** One person's seat on this phone: their store, and the bell between its tabs. */
export interface Seat {
  /** The seat's id at the school. */
  id: string;
  /** The random name of its database. */
  name: string;
  db: SeatDb;
  bell: Bell;
  /** The newest status that was rung. */
  status: Status;
}

/**
 * Opens a seat's store. Close it with `closeSeat` before another seat takes its place.
 *
 * @param asFound leaves the store in whatever form it is, for the rescue page.
 */
export function openSeat(id: string, name: string, asFound = false): Seat {
  const bell = new Bell(name);
  const db = new SeatDb(name, (stores) => bell.ring({ kind: "changed", stores }), asFound);
  const seat: Seat = { id, name, db, bell, status: atStart };
  bell.listen((ring) => {
    if (ring.kind === "status") seat.status = ring.status;
  });
  return seat;
}

/** Makes sure that a seat's store opens. @throws StoreShut, and the seat is closed */
export async function proveOpen(seat: Seat): Promise<void> {
  try {
    await seat.db.read(["meta"], (tx) => tx.objectStore("meta").count());
  } catch (error) {
    await closeSeat(seat).catch(() => undefined);
    throw new StoreShut(seat.name, error);
  }
}

export async function closeSeat(seat: Seat): Promise<void> {
  seat.bell.close();
  dropKey(seat);
  await seat.db.close();
}

/** Tells every tab how things stand. */
export function tellStatus(seat: Seat, news: Partial<Status>): void {
  seat.bell.ring({ kind: "status", status: { ...seat.status, ...news } });
}

/** Asks the sync to run now, in whichever tab holds it. */
export function tryNow(seat: Seat): void {
  seat.bell.ring({ kind: "wake" });
}

/** Single facts about the seat. */
export interface Facts {
  cursor: string;
  /** This phone let go of what it had read: everything is asked for anew. The cursor stays, since it shows a school that went back. */
  afresh: boolean;
  epoch: string;
  /** More was coming when the school answered last: what it told may be older than what it accepted. */
  behind: boolean;
  /** The newest seq that a finished backup holds. */
  durable: number;
  /** Milliseconds to add to this phone's clock. */
  clockOffset: number;
  lastContact: number;
  /** Since when something has stayed here that could not go, milliseconds. */
  waitingSince: number;
  /** When what this phone holds was last compared with the school, 0 when it is due. */
  reconciled: number;
  session: { access: string; refresh: string; until: string; device: string };
  /** Says who made what is sealed here. It opens nothing, and stays when the session ends. */
  deliver: string;
  /** The school opened what a PIN had locked, and nobody has been told yet that there is no PIN any more. */
  lockOff: boolean;
  /** What somebody has begun to tell an adult. */
  telling: Telling;
}

export async function readFact<K extends keyof Facts>(seat: Seat, name: K): Promise<Facts[K] | undefined> {
  const record = await seat.db.read(["meta"], (tx) => tx.objectStore("meta").get(name));
  return record && (await unseal(seat, record.value as Sealed<Facts[K]>));
}

export async function writeFact<K extends keyof Facts>(seat: Seat, name: K, value: Facts[K]): Promise<void> {
  const record = { name, value: await seal<unknown>(seat, value) };
  await seat.db.write(["meta"], (tx) => tx.objectStore("meta").put(record));
}

export async function dropFact(seat: Seat, name: keyof Facts): Promise<void> {
  await seat.db.write(["meta"], (tx) => tx.objectStore("meta").delete(name));
}

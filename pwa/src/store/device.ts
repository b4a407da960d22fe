import { deleteDB } from "idb";
import { newId } from "../moment/ids";
import { withDevice, withDeviceAsFound, type SeatLine } from "./devicedb";

export type { SeatLine } from "./devicedb";

/** This phone's own id, made once. */
export async function deviceId(): Promise<string> {
  const fresh = newId();
  return await withDevice(async (db) => {
    const tx = db.transaction("meta", "readwrite", { durability: "strict" });
    const known = await tx.store.get("id");
    if (!known) await tx.store.put({ name: "id", value: fresh });
    await tx.done;
    return (known?.value as string | undefined) ?? fresh;
  });
}

/** The seats of this phone, last used first. @throws StoreShut when a newer app keeps them */
export async function seatsHere(): Promise<SeatLine[]> {
  return lastUsedFirst(await withDevice((db) => db.getAll("seats")));
}

/**
 * The same from a list in whatever form it is. A phone without one has no seats. On a device that many students use every
 * seat counts as locked: whoever was here before may have left theirs open.
 */
export async function seatsAsFound(): Promise<SeatLine[]> {
  const found = await withDeviceAsFound(async (db) => ({
    shared: await db.get("meta", "shared"),
    seats: await db.getAll("seats"),
  }));
  if (!found) return [];
  const seats = found.shared ? found.seats.map((line) => ({ ...line, locked: true })) : found.seats;
  return lastUsedFirst(seats);
}

function lastUsedFirst(seats: SeatLine[]): SeatLine[] {
  return seats.sort((a, b) => b.used - a.used);
}

/** Notes a seat that was opened. A seat that was here before keeps its store. */
export async function noteSeat(line: Omit<SeatLine, "db">): Promise<SeatLine> {
  const fresh = `kith-${newId()}`;
  return await withDevice(async (db) => {
    const tx = db.transaction("seats", "readwrite", { durability: "strict" });
    const noted: SeatLine = { ...line, db: (await tx.store.get(line.seat))?.db ?? fresh };
    await tx.store.put(noted);
    await tx.done;
    return noted;
  });
}

/** Deletes a seat's whole store. Only ever called after its person said so, or when nothing unsent is in it. */
export async function forgetSeat(seat: string): Promise<void> {
  const line = (await seatsHere()).find((known) => known.seat === seat);
  if (!line) return;
  await deleteDB(line.db);
  await withDevice((db) => db.delete("seats", seat));
}

/** Locks a seat: its store stays until the same person signs in again. */
export async function lockSeat(seat: string, clean: boolean): Promise<void> {
  await withDevice(async (db) => {
    const line = await db.get("seats", seat);
    if (line) await db.put("seats", { ...line, locked: true, clean, used: Date.now() });
  });
}

/** What is so of the whole device, whoever uses it. */
interface DeviceFacts {
  /** Many students use it: what they keep is sealed at once. */
  shared: "yes";
  /** What the school said last that things are sealed to. */
  sealKey: string;
  /** What the school says to do when something cannot wait, for a place that is locked as well. */
  urgentWords: string;
  urgentPhone: string;
}

export async function deviceFact<K extends keyof DeviceFacts>(name: K): Promise<DeviceFacts[K] | undefined> {
  const noted = await withDevice((db) => db.get("meta", name));
  return noted?.value as DeviceFacts[K] | undefined;
}

export async function noteDeviceFact<K extends keyof DeviceFacts>(name: K, value?: DeviceFacts[K]): Promise<void> {
  await withDevice(async (db) => {
    if (value === undefined) await db.delete("meta", name);
    else await db.put("meta", { name, value });
  });
}

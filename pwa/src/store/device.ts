import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import { newId } from "../moment/ids";
import type { SeatKind } from "./shapes";

/** A seat that this phone knows: enough to greet its person, and where their store is. */
export interface SeatLine {
  seat: string;
  /** The random name of its database. */
  db: string;
  name: string;
  face?: string;
  kind: SeatKind;
  coordinator?: boolean;
  /** When it was last opened, milliseconds. */
  used: number;
  /** Signed out, with something kept. */
  locked?: boolean;
  /** Signed out with nothing unsent: it may be forgotten after a while. */
  clean?: boolean;
}

interface DeviceSchema extends DBSchema {
  seats: { key: string; value: SeatLine };
  meta: { key: string; value: { name: string; value: string } };
}

async function withDevice<T>(act: (db: IDBPDatabase<DeviceSchema>) => Promise<T>): Promise<T> {
  const db = await openDB<DeviceSchema>("kith-device", 1, {
    upgrade(fresh) {
      fresh.createObjectStore("seats", { keyPath: "seat" });
      fresh.createObjectStore("meta", { keyPath: "name" });
    },
  });
  try {
    return await act(db);
  } finally {
    db.close();
  }
}

/** This phone's own id, made once. */
export async function deviceId(): Promise<string> {
  const fresh = newId();
  return await withDevice(async (db) => {
    const tx = db.transaction("meta", "readwrite", { durability: "strict" });
    const known = await tx.store.get("id");
    if (!known) await tx.store.put({ name: "id", value: fresh });
    await tx.done;
    return known?.value ?? fresh;
  });
}

/** The seats of this phone, last used first. */
export async function seatsHere(): Promise<SeatLine[]> {
  const seats = await withDevice((db) => db.getAll("seats"));
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

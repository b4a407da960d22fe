import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { isCut, leaveUnmade, StoreShut } from "./db";
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

/** The school has it. It stays until a finished backup holds it: a school that is put back asks for it again. */
export interface Taken {
  epoch: string;
  seq: number;
  at: number;
}

/** One op in an envelope, in the device's letterbox: nobody here can read it, and whoever signs in next brings it. */
export interface Letter {
  /** Its place: envelopes go in the order in which they were sealed. */
  n: number;
  /** The op inside, so that its author's own phone can take it out again. It says nothing about what is in it. */
  op: string;
  /** The id of the school's key. */
  key: string;
  box: ArrayBuffer;
  /** Milliseconds. */
  at: number;
  nextAt: number;
  attempts: number;
  /** Why the school could not open it. */
  code?: string;
  taken?: Taken;
}

/** A sealed photo in the letterbox. */
export interface Parcel {
  media: string;
  /** What the school reads first: whose it is and of which moment, sealed too. */
  head: string;
  box: ArrayBuffer;
  at: number;
  nextAt: number;
  attempts: number;
  taken?: Taken;
}

interface DeviceSchema extends DBSchema {
  seats: { key: string; value: SeatLine };
  meta: { key: string; value: { name: string; value: unknown } };
  letters: { key: number; value: Letter };
  parcels: { key: string; value: Parcel };
}

const name = "kith-device";

/**
 * Runs an act on what this device keeps for all its seats, once more when the browser took the connection away: a cut
 * transaction has written nothing.
 *
 * @throws StoreShut when a newer app keeps it
 */
export async function withDevice<T>(act: (db: IDBPDatabase<DeviceSchema>) => Promise<T>): Promise<T> {
  try {
    return await onDevice(act);
  } catch (error) {
    if (!isCut(error)) throw error;
    return await onDevice(act);
  }
}

async function onDevice<T>(act: (db: IDBPDatabase<DeviceSchema>) => Promise<T>): Promise<T> {
  const db = await openDB<DeviceSchema>(name, 2, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("seats", { keyPath: "seat" });
        db.createObjectStore("meta", { keyPath: "name" });
      }
      if (from < 2) {
        db.createObjectStore("letters", { keyPath: "n", autoIncrement: true });
        db.createObjectStore("parcels", { keyPath: "media" });
      }
    },
    // Another tab has a newer app: it must not wait for this one.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  }).catch((error: unknown) => {
    // A newer app was here: it knows the seats, and this one must not show an empty phone.
    throw error instanceof DOMException && error.name === "VersionError" ? new StoreShut(name, error) : error;
  });
  try {
    return await act(db);
  } finally {
    db.close();
  }
}

/** The same in whatever form it is, which is left as it is. Undefined where there is none: then none is made. */
export async function withDeviceAsFound<T>(
  act: (db: IDBPDatabase<DeviceSchema>) => Promise<T>,
): Promise<T | undefined> {
  const db = await openDB<DeviceSchema>(name, undefined, { upgrade: leaveUnmade }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") return undefined;
    throw error;
  });
  if (!db) return undefined;
  try {
    return await act(db);
  } finally {
    db.close();
  }
}

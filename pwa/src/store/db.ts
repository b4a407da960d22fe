import { openDB, type IDBPDatabase, type IDBPTransaction } from "idb";
import { raise, version, type SeatSchema, type StoreName } from "./schema";

export type Reading = IDBPTransaction<SeatSchema, StoreName[], "readonly">;
type Raising = Parameters<typeof raise>[2];
export type Writing = IDBPTransaction<SeatSchema, StoreName[], "readwrite">;

/** The store cannot be opened, or not be brought to this app's form. What is in it stays; the rescue page reads it as it is. */
export class StoreShut extends Error {
  constructor(name: string, cause: unknown) {
    super(`the store ${name} cannot be opened`, { cause });
    this.name = "StoreShut";
  }
}

/** For a database that is opened as it is: one that is not there is not made. */
export function leaveUnmade(
  _db: unknown,
  _from: number,
  _to: unknown,
  tx: { done: Promise<void>; abort(): void },
): void {
  tx.done.catch(() => undefined);
  tx.abort();
}

/**
 * One seat's database. The connection comes back by itself when the browser takes it away, and what was cut by that is
 * done once more: a cut transaction has written nothing.
 */
export class SeatDb {
  private connection: Promise<IDBPDatabase<SeatSchema>> | undefined;
  private closed = false;

  constructor(
    readonly name: string,
    private readonly changed: (stores: StoreName[]) => void,
    /** Opened in whatever form it has, and never raised or made: for the rescue page. */
    private readonly asFound = false,
  ) {}

  /** Reads from these stores. `act` waits for nothing but the database. */
  async read<T>(stores: StoreName[], act: (tx: Reading) => Promise<T>): Promise<T> {
    return await this.twice(async (db) => {
      const tx = db.transaction(stores, "readonly");
      return await whole(tx, () => act(tx));
    });
  }

  /** Writes to these stores, all or nothing. It is on the disk when the promise resolves, as far as the phone tells. */
  async write<T>(stores: StoreName[], act: (tx: Writing) => Promise<T>): Promise<T> {
    const result = await this.twice(async (db) => {
      const tx = db.transaction(stores, "readwrite", { durability: "strict" });
      return await whole(tx, () => act(tx));
    });
    this.changed(stores);
    return result;
  }

  async close(): Promise<void> {
    this.closed = true;
    const connection = this.connection;
    this.connection = undefined;
    (await connection)?.close();
  }

  private async twice<T>(act: (db: IDBPDatabase<SeatSchema>) => Promise<T>): Promise<T> {
    try {
      return await act(await this.connected());
    } catch (error) {
      if (this.closed || !isCut(error)) throw error;
      this.connection = undefined;
      return await act(await this.connected());
    }
  }

  private connected(): Promise<IDBPDatabase<SeatSchema>> {
    if (this.closed) throw new Error(`the store ${this.name} is closed`);
    this.connection ??= this.connect();
    return this.connection;
  }

  private async connect(): Promise<IDBPDatabase<SeatSchema>> {
    const forget = () => {
      this.connection = undefined;
    };
    try {
      return await openDB<SeatSchema>(this.name, this.asFound ? undefined : version, {
        upgrade: this.asFound ? leaveUnmade : bringUp,
        // Another tab wants to raise or delete the store: make way, and come back when asked next.
        blocking: (_from, _to, event) => {
          forget();
          (event.target as IDBDatabase).close();
        },
        terminated: forget,
      });
    } catch (error) {
      forget();
      throw error;
    }
  }
}

/** A step that fails leaves the store as it was, with everything in it. */
function bringUp(db: IDBPDatabase<SeatSchema>, from: number, _to: unknown, tx: Raising): void {
  tx.done.catch(() => undefined);
  raise(db, from, tx).catch(() => tx.abort());
}

/** True for the two ways in which a phone says that it has no room left. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** A transaction is kept whole: when `act` fails nothing of it stays. */
async function whole<T>(tx: { done: Promise<void>; abort(): void; error: unknown }, act: () => Promise<T>): Promise<T> {
  const done = tx.done;
  done.catch(() => undefined);
  try {
    const result = await act();
    await done;
    return result;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It has already aborted: that is what is wanted.
    }
    await done.catch(() => undefined);
    throw isFull(tx.error) ? tx.error : error;
  }
}

/** The connection went away under us. Safari says UnknownError after its storage process was restarted. */
export function isCut(error: unknown): boolean {
  return error instanceof DOMException && ["InvalidStateError", "UnknownError"].includes(error.name);
}

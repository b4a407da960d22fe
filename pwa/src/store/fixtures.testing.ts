import { openDB, type IDBPDatabase, type IDBPObjectStore } from "idb";

/** A seat's database as a release left it: its form, and what was in it, in JSON. Shipped nowhere. */
export interface Fixture {
  version: number;
  stores: Record<string, { form: Form; records: { key?: unknown; value: unknown }[] }>;
}

/** How a store is laid out. */
export interface Form {
  keyPath: string | string[] | null;
  autoIncrement: boolean;
  indexes: Record<string, { keyPath: string | string[]; unique: boolean; multiEntry: boolean }>;
}

/** Reads a whole database. Its key has to be one that can be read out, which no phone's is. */
export async function takeUp(name: string): Promise<Fixture> {
  const db = await openDB(name);
  const stores: Fixture["stores"] = {};
  for (const store of db.objectStoreNames) {
    const tx = db.transaction(store);
    const [values, keys] = [await tx.store.getAll(), await tx.store.getAllKeys()];
    const outOfLine = tx.store.keyPath === null;
    const records = await Promise.all(
      values.map(async (value, n) => ({ ...(outOfLine && { key: keys[n] }), value: await toJson(value) })),
    );
    stores[store] = { form: formOf(tx.store), records };
  }
  const { version } = db;
  db.close();
  return { version, stores };
}

/** Makes the database that a fixture tells of, without any code of the app. */
export async function layDown(name: string, { version, stores }: Fixture): Promise<void> {
  const ready = await Promise.all(
    Object.entries(stores).map(async ([store, { records }]) => ({
      store,
      records: await Promise.all(records.map(async ({ key, value }) => ({ key, value: await fromJson(value) }))),
    })),
  );
  const db = await openDB(name, version, {
    upgrade(fresh) {
      for (const [store, { form }] of Object.entries(stores)) layOut(fresh, store, form);
    },
  });
  for (const { store, records } of ready) {
    const tx = db.transaction(store, "readwrite");
    for (const { key, value } of records) await tx.store.put(value, key as IDBValidKey | undefined);
    await tx.done;
  }
  db.close();
}

/** The form of every store of a database. */
export async function formsOf(name: string): Promise<Record<string, Form>> {
  const db = await openDB(name);
  const forms = [...db.objectStoreNames].map((store) => [store, formOf(db.transaction(store).store)] as const);
  db.close();
  return Object.fromEntries(forms);
}

function layOut(db: IDBPDatabase, name: string, { keyPath, autoIncrement, indexes }: Form): void {
  const store = db.createObjectStore(name, { keyPath, autoIncrement });
  for (const [index, { keyPath: path, ...how }] of Object.entries(indexes)) store.createIndex(index, path, how);
}

function formOf(store: IDBPObjectStore<unknown, [string], string>): Form {
  const indexes: Form["indexes"] = {};
  for (const name of store.indexNames) {
    const { keyPath, unique, multiEntry } = store.index(name);
    indexes[name] = { keyPath, unique, multiEntry };
  }
  return { keyPath: store.keyPath, autoIncrement: store.autoIncrement, indexes };
}

const text = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(new Uint8Array(bytes)).toString("base64");
const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, "base64"));

/** What JSON cannot say is said by one field whose name begins with "$". */
async function toJson(value: unknown): Promise<unknown> {
  if (value instanceof CryptoKey) return { $key: text(await crypto.subtle.exportKey("raw", value)) };
  if (value instanceof ArrayBuffer) return { $buffer: text(value) };
  if (value instanceof Uint8Array) return { $bytes: text(value) };
  return await throughout(value, toJson);
}

async function fromJson(value: unknown): Promise<unknown> {
  const { $key, $buffer, $bytes } = (value ?? {}) as Record<string, string>;
  const use: KeyUsage[] = ["encrypt", "decrypt"];
  if ($key) return await crypto.subtle.importKey("raw", bytes($key), "AES-GCM", false, use);
  if ($buffer) return bytes($buffer).buffer;
  if ($bytes) return bytes($bytes);
  return await throughout(value, fromJson);
}

async function throughout(value: unknown, each: (part: unknown) => Promise<unknown>): Promise<unknown> {
  if (Array.isArray(value)) return await Promise.all(value.map(each));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(async ([name, part]) => [name, await each(part)] as const);
  return Object.fromEntries(await Promise.all(parts)) as unknown;
}

import type {
  MediaRecord,
  OutboxRecord,
  OwnRecord,
  PictureRecord,
  RowRecord,
  SentRecord,
} from "../../src/store/schema";
import { unwrap, type Bound } from "../../src/store/seatkey";
import type { Phone } from "./phone";

/** Everything that lies on a phone, as somebody finds it who takes the phone apart. */
export interface Disk {
  /** Values by database and store. */
  stores: { where: string; values: unknown[] }[];
  rows: RowRecord[];
  outbox: OutboxRecord[];
  sent: SentRecord[];
  own: OwnRecord[];
  media: MediaRecord[];
  pictures: PictureRecord[];
}

/** Reads every database of a phone. */
export async function readDisk(phone: Phone): Promise<Disk> {
  const disk: Disk = { stores: [], rows: [], outbox: [], sent: [], own: [], media: [], pictures: [] };
  for (const { name } of await phone.device.disk.databases()) {
    const db = await promised(phone.device.disk.open(name ?? ""));
    const key = db.objectStoreNames.contains("meta") ? await keyIn(db) : undefined;
    for (const store of db.objectStoreNames) {
      const sealed: unknown[] = await promised(db.transaction(store).objectStore(store).getAll());
      const values = await Promise.all(sealed.map((value) => opened(value, key)));
      disk.stores.push({ where: `${name}/${store}`, values });
      if (name !== "kith-device" && store in disk) (disk[store as keyof Disk] as unknown[]).push(...values);
    }
    db.close();
  }
  return disk;
}

async function keyIn(db: IDBDatabase): Promise<CryptoKey | undefined> {
  const record: unknown = await promised(db.transaction("meta").objectStore("meta").get("key"));
  const lies = (record as { value: { lies: Bound } } | undefined)?.value.lies;
  return lies && (await unwrap(lies, lies.kek));
}

/** A value with everything in it that was sealed open. */
async function opened(value: unknown, key: CryptoKey | undefined): Promise<unknown> {
  if (typeof value !== "object" || value === null || value instanceof ArrayBuffer) return value;
  if (key && "aes" in value && "box" in value && "iv" in value) {
    const { aes, iv, box } = value as { aes: string; iv: Uint8Array<ArrayBuffer>; box: ArrayBuffer };
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, box);
    return aes === "bytes" ? plain : JSON.parse(Buffer.from(plain).toString());
  }
  if (Array.isArray(value)) return await Promise.all(value.map((part) => opened(part, key)));
  const parts = Object.entries(value).map(async ([name, part]) => [name, await opened(part, key)] as const);
  return Object.fromEntries(await Promise.all(parts));
}

/** Every text on a phone, with the place where it lies. */
export function* textsOn(disk: Disk): Generator<{ where: string; text: string }> {
  for (const { where, values } of disk.stores) {
    for (const value of values) {
      const kind = where.endsWith("/rows") ? `/${(value as RowRecord).kind}` : "";
      yield* textsIn(value, where + kind);
    }
  }
}

/** True for the place where a phone keeps what its person is asked about. */
export function asks(where: string): boolean {
  return where.endsWith("/ask");
}

function* textsIn(value: unknown, where: string): Generator<{ where: string; text: string }> {
  if (typeof value === "string") yield { where, text: value };
  else if (value instanceof ArrayBuffer) yield { where, text: Buffer.from(value).toString("latin1") };
  else if (value && typeof value === "object") for (const part of Object.values(value)) yield* textsIn(part, where);
}

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.addEventListener("success", () => done(request.result));
    request.addEventListener("error", () => fail(request.error ?? new Error("the disk does not answer")));
  });
}

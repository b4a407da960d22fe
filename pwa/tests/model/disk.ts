import type {
  MediaRecord,
  OutboxRecord,
  OwnRecord,
  PictureRecord,
  RowRecord,
  SentRecord,
} from "../../src/store/schema";
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
    for (const store of db.objectStoreNames) {
      const values: unknown[] = await promised(db.transaction(store).objectStore(store).getAll());
      disk.stores.push({ where: `${name}/${store}`, values });
      if (name !== "kith-device" && store in disk) (disk[store as keyof Disk] as unknown[]).push(...values);
    }
    db.close();
  }
  return disk;
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

import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { newDraft, type Draft } from "../moment/draft";
import { newId } from "../moment/ids";
import type { Change } from "./apply";
import { applyNews, type News } from "./apply";
import type { Photo } from "./media";
import { openSeat, writeFact, type Seat } from "./seat";
import type { Circle, FeedRow, Me, Moment } from "./shapes";

/** The people of the tests, and what they keep. Shipped nowhere. */
export const lunch = "lunchcircle0001";
export const robotics = "roboticscirc001";

export const people = {
  maya: { id: "mayaperson00001", name: "Maya" },
  theo: { id: "theoperson00001", name: "Theo" },
  sam: { id: "samperson000001", name: "Sam" },
  ana: { id: "anaperson000001", name: "Ana" },
};

/** Maya's seat on a fresh phone, signed in. */
export async function mayasSeat(id = "mayaseat0000001"): Promise<Seat> {
  const seat = openSeat(id, `kith-${newId()}`);
  await writeFact(seat, "session", {
    access: "a1",
    refresh: "r1",
    until: "2027-06-30T00:00:00Z",
    device: "mayasphone00001",
  });
  return seat;
}

/** Maya's lunch with Theo, as she makes it. */
export function lunchDraft(more: Partial<Draft> = {}): Draft {
  return { ...newDraft(newId(), lunch), did: ["food"], words: "We shared soup.", people: [people.theo.id], ...more };
}

/** A photo of so many bytes, all different. */
export function photo(length = 1000, seed = 7): Photo {
  const bytes = Uint8Array.from({ length }, (_, n) => (n * seed + (n >> 8)) % 256);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { media: newId(), bytes: bytes.buffer, sha256, width: 1600, height: 1200 };
}

/** A draft that shows these photos. */
export function withPhotos(draft: Draft, photos: Photo[]): Draft {
  const pictures = photos.map(({ media, sha256, width, height }) => ({ media, alt: "Soup", sha256, width, height }));
  return { ...draft, pictures };
}

/** A moment as the school tells it. */
export function told(id: string, more: Partial<Moment> = {}): Moment {
  const nobody = { authors: [people.maya], people: [], others: false, did: ["food"], quotes: [], pictures: [] };
  const base = { id, circle: lunch, revision: `rev${id.slice(3)}`, number: 1, hash: "h", at: "2026-11-16T12:10:00Z" };
  return { ...base, form: "author", state: "with_teacher", ...nobody, ...more };
}

let seq = 100;

/** The row that tells a moment. */
export function momentRow(key: string, moment: Moment, more: Partial<FeedRow> = {}): FeedRow {
  seq += 1;
  const kind = moment.form === "ask" ? "ask" : "moment";
  return { key, kind, id: moment.id, seq, mark: `m${seq}`, moment, ...more };
}

export const lunchCircle: Circle = {
  id: lunch,
  form: "circle",
  name: "Lunch circle",
  kind: "peer_network",
  glaze: "moss",
  members: Object.values(people),
};

export const mayaHerself: Me = {
  seat: "mayaseat0000001",
  seatKind: "student",
  person: people.maya.id,
  name: "Maya",
  school: { name: "Harbour School", zone: "Europe/Berlin" },
};

/** Tells a phone some rows, as an answer of the school would. */
export async function tell(seat: Seat, rows: FeedRow[], more: Partial<News> = {}): Promise<void> {
  const changes: Change[] = rows.map((row) => ({ does: "put", row }));
  const facts = { cursor: "c1", epoch: "e1", behind: false, durable: 0, lastContact: Date.now() };
  await applyNews(seat, { verdicts: [], changes, facts, rewound: false, now: Date.now(), ...more });
}

/** Applies one change, and nothing else. */
export async function change(seat: Seat, ...changes: Change[]): Promise<void> {
  await applyNews(seat, { verdicts: [], changes, facts: {}, rewound: false, now: Date.now() });
}

/**
 * Fills the phone: from now on nothing fits into these stores, or nothing with bytes in it when only those are `large`.
 * The returned function empties it again.
 */
export function fillPhone(full: readonly string[], large = false): () => void {
  const proto = IDBObjectStore.prototype;
  const { put, add } = proto;
  const refuse = (real: typeof put) =>
    function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      const request = real.apply(this, args);
      // As a browser does it: the request is taken, then the whole transaction aborts.
      if (full.includes(this.name) && (!large || (args[0] as { bytes?: unknown }).bytes)) {
        (this.transaction as unknown as { _abort(name: string): void })._abort("QuotaExceededError");
      }
      return request;
    };
  proto.put = refuse(put);
  proto.add = refuse(add);
  return () => {
    proto.put = put;
    proto.add = add;
  };
}

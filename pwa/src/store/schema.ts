import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { Draft } from "../moment/draft";
import type { Revision } from "../moment/revision";
import type { Sealed } from "./seal";
import type { FeedRow } from "./shapes";

/** The newest form of a seat's database. Every step up only adds. */
export const version = 1;

/** The form in which this app writes its ops. The school takes this one and the three before it. */
export const opSchema = 1;

/** What waits to go up, and what keeps it: `parked` needs a look, `quarantined` cannot be sent by this seat any more. */
export type OpState = "ready" | "sending" | "parked" | "quarantined";
export type OpKind =
  | "keep_revision"
  | "take_back"
  | "decide"
  | "give_answer"
  | "record_consent"
  | "record_orientation"
  | "take_down"
  | "tell_adult"
  | "step_out"
  | "choose_way";

export interface OutboxRecord {
  /** Its place in the queue. */
  n: number;
  op: string;
  kind: OpKind;
  /** What it is about: a moment, or a person for what is recorded of one. Order is kept within a subject. */
  subject: string;
  revision?: string;
  base?: string;
  /** What of its subject it is about, where there are several things: the kind of a consent, or whose answer it is. */
  aim?: string;
  state: OpState;
  attempts: number;
  /** Milliseconds, this phone's clock. */
  nextAt: number;
  lastCode?: string;
  /** The school's sentence for the person. */
  problem?: Sealed<string>;
  /** The op's exact text. Never changed: a repeat must be the same bytes. */
  text: Sealed<string>;
  /** The form of its text, whichever app sends it. Left out by the first apps, which knew only the first form. */
  schema?: number;
}

export interface SentRecord {
  op: string;
  n: number;
  kind: OpKind;
  subject: string;
  revision?: string;
  base?: string;
  aim?: string;
  seq: number;
  /** When the school acknowledged it, milliseconds. */
  at: number;
  text: Sealed<string>;
  schema?: number;
}

export type MediaState = "draft" | "waiting" | "kept" | "refused" | "lost";

export interface MediaRecord {
  media: string;
  moment: string;
  /** Absent for a photo. */
  kind?: "voice";
  /** How long a voice note is. */
  millis?: number;
  sha256: string;
  length: number;
  width: number;
  height: number;
  state: MediaState;
  /** True once the school may know of it, so that the next try asks before it sends. */
  begun: boolean;
  /** Bytes that are safe at the school. */
  offset: number;
  nextAt: number;
  attempts: number;
  code?: string;
  seq?: number;
  keptAt?: number;
}

export interface OwnRecord {
  moment: string;
  circle: string;
  /** The newest revision kept on this phone, and the newest of them that the school accepted. */
  revision: string;
  accepted?: string;
  /** The school's seq of that acceptance: an older row about this moment is behind. */
  acceptedSeq?: number;
  /** When it was kept here. */
  kept: string;
  words: Sealed<Revision>;
}

export interface RowRecord {
  key: string;
  kind: FeedRow["kind"];
  id: string;
  seq: number;
  mark: string;
  form: string;
  /** The pictures that this row lets its reader see. */
  renditions: string[];
  /** Those of them that are heard, and one's own voice notes whose time is over. Absent where there are none. */
  sounds?: string[];
  over?: string[];
  row: Sealed<FeedRow>;
}

export interface PictureRecord {
  rendition: string;
  size: number;
  wanted: 0 | 1;
  bytes?: Sealed<ArrayBuffer>;
}

export interface GraveRecord {
  n?: number;
  what: string;
  id: string;
  why: string;
  at: string;
}

export interface SeatSchema extends DBSchema {
  drafts: { key: string; value: { moment: string; changed: string; draft: Sealed<Draft> } };
  own: { key: string; value: OwnRecord };
  rows: {
    key: [string, string, string];
    value: RowRecord;
    indexes: { key: string; kind: string; id: string; renditions: string };
  };
  outbox: { key: number; value: OutboxRecord; indexes: { op: string; subject: string } };
  sent: { key: string; value: SentRecord; indexes: { subject: string; at: number } };
  media: { key: string; value: MediaRecord; indexes: { moment: string; state: string } };
  bytes: { key: string; value: { media: string; bytes: Sealed<ArrayBuffer> } };
  pictures: { key: [string, number]; value: PictureRecord; indexes: { wanted: number; rendition: string } };
  meta: { key: string; value: { name: string; value: Sealed<unknown> } };
  graveyard: { key: number; value: GraveRecord };
  outbox_copy: { key: number; value: OutboxRecord & { from: number } };
}

export type StoreName = StoreNames<SeatSchema>;
export const stores = [
  "drafts",
  "own",
  "rows",
  "outbox",
  "sent",
  "media",
  "bytes",
  "pictures",
  "meta",
  "graveyard",
] as const satisfies readonly StoreName[];

type Raise = IDBPTransaction<SeatSchema, StoreName[], "versionchange">;
type Db = IDBPDatabase<SeatSchema>;

/** Brings a database from the form it has to the newest. What waits to be sent is copied first. */
export async function raise(db: Db, from: number, tx: Raise): Promise<void> {
  if (from > 0) await copyOutbox(tx, from);
  for (const step of steps.slice(from)) step(db);
}

const steps: ((db: Db) => void)[] = [
  function toOne(db) {
    db.createObjectStore("drafts", { keyPath: "moment" });
    db.createObjectStore("own", { keyPath: "moment" });
    const rows = db.createObjectStore("rows", { keyPath: ["key", "kind", "id"] });
    rows.createIndex("key", "key");
    rows.createIndex("kind", "kind");
    rows.createIndex("id", "id");
    rows.createIndex("renditions", "renditions", { multiEntry: true });
    const outbox = db.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
    outbox.createIndex("op", "op", { unique: true });
    outbox.createIndex("subject", "subject");
    const sent = db.createObjectStore("sent", { keyPath: "op" });
    sent.createIndex("subject", "subject");
    sent.createIndex("at", "at");
    const media = db.createObjectStore("media", { keyPath: "media" });
    media.createIndex("moment", "moment");
    media.createIndex("state", "state");
    db.createObjectStore("bytes", { keyPath: "media" });
    const pictures = db.createObjectStore("pictures", { keyPath: ["rendition", "size"] });
    pictures.createIndex("wanted", "wanted");
    pictures.createIndex("rendition", "rendition");
    db.createObjectStore("meta", { keyPath: "name" });
    db.createObjectStore("graveyard", { keyPath: "n", autoIncrement: true });
    db.createObjectStore("outbox_copy", { keyPath: "n" });
  },
];

async function copyOutbox(tx: Raise, from: number): Promise<void> {
  const copy = tx.objectStore("outbox_copy");
  await copy.clear();
  for (const op of await tx.objectStore("outbox").getAll()) await copy.put({ ...op, from });
}

import { mediaIn, toRevision, type Revision } from "../moment/revision";
import { drafts } from "./drafts";
import { unseal } from "./seal";
import { readFact, type Seat } from "./seat";
import { isStuck } from "./outbox";
import type { MediaRecord, OpKind, OutboxRecord, OwnRecord } from "./schema";
import type { Circle, Me, Moment, Named, VoiceNote } from "./shapes";
import { stateOf, type Chip, type StateFacts } from "./state";
import { toldRows } from "./told";

/** A moment of one's own: as it stands on this phone, and as the school tells it. */
export interface MyMoment {
  /** The newest version: of this phone while the school has not told it, of the school after that. */
  moment: Moment;
  chip: Chip;
  /** What the school tells, when this phone has a newer version. For two texts side by side. */
  told?: Moment;
  /** Kinds of acts about it that still wait to go up. */
  pending: OpKind[];
  /** Why it needs a look. */
  problem?: { code: string; sentence: string };
}

/** One's own moments and unfinished drafts, newest first. */
export async function myMoments(seat: Seat, circle?: string): Promise<MyMoment[]> {
  const shelf = await readShelf(seat);
  const ids = new Set([...shelf.own.keys(), ...shelf.told.keys()]);
  const kept = await Promise.all([...ids].map((id) => myMoment(seat, shelf, id)));
  const unfinished = (await drafts(seat))
    .filter((draft) => !ids.has(draft.moment))
    .map((draft) => unfinishedMoment(shelf, toRevision(draft, ""), draft.changed));
  return [...kept, ...unfinished]
    .filter((mine) => !circle || mine.moment.circle === circle)
    .sort((a, b) => b.moment.at.localeCompare(a.moment.at));
}

/** One of one's own moments. */
export async function mine(seat: Seat, id: string): Promise<MyMoment | undefined> {
  return (await myMoments(seat)).find((found) => found.moment.id === id);
}

/** Everything that the state of one's own moments is made of, read at once. */
interface Shelf {
  online: boolean;
  /** More was coming when the school answered last. */
  behind: boolean;
  own: Map<string, OwnRecord>;
  told: Map<string, Moment & { seq: number }>;
  ops: OutboxRecord[];
  media: Map<string, MediaRecord>;
  circles: Circle[];
  me: Me | undefined;
}

async function readShelf(seat: Seat): Promise<Shelf> {
  const { own, ops, media } = await seat.db.read(["own", "outbox", "media"], async (tx) => ({
    own: await tx.objectStore("own").getAll(),
    ops: await tx.objectStore("outbox").getAll(),
    media: await tx.objectStore("media").getAll(),
  }));
  const moments = await toldRows(seat, "moment");
  const circles = await toldRows(seat, "circle");
  const told = moments.flatMap(({ moment, seq }) => (moment?.form === "author" ? [{ ...moment, seq }] : []));
  return {
    online: seat.status.online && !seat.status.portal,
    behind: (await readFact(seat, "behind")) === true,
    own: new Map(own.map((record) => [record.moment, record])),
    told: new Map(told.map((moment) => [moment.id, moment])),
    ops,
    media: new Map(media.map((record) => [record.media, record])),
    circles: circles.flatMap((row) => row.circle ?? []),
    me: (await toldRows(seat, "me"))[0]?.me,
  };
}

async function myMoment(seat: Seat, shelf: Shelf, id: string): Promise<MyMoment> {
  const own = shelf.own.get(id);
  const told = shelf.told.get(id);
  const ops = shelf.ops.filter((op) => op.subject === id);
  const pending = ops.map((op) => op.kind);
  const stuck = ops.find(isStuck);
  const trouble = stuck ? { problem: await problemOf(seat, stuck) } : {};
  if (!own || (told && isTold(shelf, own, told))) {
    return { moment: told!, chip: stateOf(toldFacts(shelf, told!, stuck)), pending, ...trouble };
  }
  const revision = await unseal(seat, own.words);
  const moment = asMoment(shelf, revision, own.kept);
  const chip = stateOf(ownFacts(shelf, own, revision, ops, told));
  return { moment, chip, pending, ...(told && { told }), ...trouble };
}

/** True when the school's row knows the newest revision of this phone. */
function isTold(shelf: Shelf, own: OwnRecord, told: Moment & { seq: number }): boolean {
  if (told.revision === own.revision) return true;
  // It was accepted and then another device went on from it.
  return own.accepted === own.revision && (!shelf.behind || told.seq > (own.acceptedSeq ?? Infinity));
}

function toldFacts(shelf: Shelf, told: Moment, stuck: RecordState | undefined): StateFacts {
  const here = (id: string) => shelf.media.get(id);
  const media = toldMedia(told);
  return {
    online: shelf.online,
    ...(stuck && { op: stuck.state }),
    pictures: media.length,
    kept: media.filter((p) => p.kept || here(p.media)?.state === "kept").length,
    trouble: media.filter((p) => p.refused || inTrouble(here(p.media))).length,
    told: told.state,
  };
}

type RecordState = Pick<OutboxRecord, "state">;

function ownFacts(
  shelf: Shelf,
  own: OwnRecord,
  revision: Revision,
  ops: OutboxRecord[],
  told: Moment | undefined,
): StateFacts {
  const keeps = ops.filter((op) => op.kind === "keep_revision");
  const stuck = ops.find(isStuck);
  const op = stuck ?? (own.accepted === own.revision ? undefined : keeps.at(-1));
  const media = mediaIn(revision);
  const isKept = (id: string) => {
    const here = shelf.media.get(id);
    return here ? here.state === "kept" : told && toldMedia(told).some((p) => p.media === id && p.kept);
  };
  return {
    online: shelf.online,
    ...(op && { op: op.state }),
    tried: keeps.some((keep) => keep.attempts > 0),
    pictures: media.length,
    kept: media.filter(isKept).length,
    trouble: media.filter((id) => inTrouble(shelf.media.get(id))).length,
  };
}

/** The pictures and voice notes of a moment as the school tells it. */
function toldMedia({ pictures, voice = [] }: Moment): { media: string; kept: boolean; refused?: string }[] {
  return [...pictures, ...voice];
}

function inTrouble(media: MediaRecord | undefined): boolean {
  return media?.state === "refused" || media?.state === "lost";
}

async function problemOf(seat: Seat, op: OutboxRecord): Promise<{ code: string; sentence: string }> {
  return { code: op.lastCode ?? "", sentence: op.problem ? await unseal(seat, op.problem) : "" };
}

function unfinishedMoment(shelf: Shelf, revision: Revision, at: string): MyMoment {
  const none = { online: shelf.online, pictures: 0, kept: 0, trouble: 0 };
  return { moment: asMoment(shelf, revision, at), chip: stateOf({ draft: true, ...none }), pending: [] };
}

/** A revision of this phone in the form in which the school tells moments. `number` 0 says that it was never told. */
function asMoment(shelf: Shelf, revision: Revision, at: string): Moment {
  const circle = shelf.circles.find((known) => known.id === revision.circle);
  const named = (id: string): Named => circle?.members.find((member) => member.id === id) ?? { id, name: "" };
  const { did = [], quotes = [], pictures = [], voice = [], people = [], others = false } = revision;
  const me = shelf.me;
  return {
    id: revision.moment,
    form: "author",
    circle: revision.circle,
    ...(circle && { circleName: circle.name, glaze: circle.glaze }),
    revision: revision.revision,
    number: 0,
    hash: "",
    at,
    authors: me ? [{ id: me.person, name: me.name, own: true, ...(me.face && { face: me.face }) }] : [],
    people: people.map(named),
    others,
    did,
    ...(revision.feeling && { feeling: revision.feeling }),
    ...(revision.turn && { turn: revision.turn }),
    ...(revision.words && { words: revision.words }),
    ...(revision.lang && { lang: revision.lang }),
    quotes: quotes.map(({ speaker, ...quote }) => ({ ...quote, ...(speaker && { speaker: named(speaker) }) })),
    pictures: pictures.map(({ media, alt }) => pictureHere(shelf.media.get(media), media, alt ?? "")),
    ...(voice.length && {
      voice: voice.map(({ media, words = "", lang, heard }) => ({
        ...voiceHere(shelf.media.get(media), media),
        words,
        ...(lang && { lang }),
        heard: heard.map(named),
      })),
    }),
    state: "with_teacher",
  };
}

function voiceHere(here: MediaRecord | undefined, media: string): Omit<VoiceNote, "words" | "heard"> {
  const { millis, code } = here ?? {};
  return { media, ...(millis && { millis }), kept: here?.state === "kept", ...(code && { refused: code }) };
}

function pictureHere(here: MediaRecord | undefined, media: string, alt: string): Moment["pictures"][number] {
  const size = here && { width: here.width, height: here.height };
  return { media, alt, ...size, kept: here?.state === "kept", ...(here?.code && { refused: here.code }) };
}

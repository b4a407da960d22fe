import { newId } from "../moment/ids";
import { deviceFact } from "./device";
import { post } from "./letterbox";
import { keepAct, newOp, outbox, putOp, sentOps, textOf, writeOp } from "./outbox";
import { fits } from "./room";
import { sealingOf, sealOp } from "./sealing";
import type { OpKind } from "./schema";
import { dropFact, readFact, tryNow, writeFact, type Seat } from "./seat";

/** What somebody tells an adult. Every part may be empty: that they want to tell is enough. */
export interface Telling {
  words: string;
  lang: string;
  symbols: string[];
  people: string[];
  others: boolean;
}

/** Where it is now. `nowhere`: this phone had no room, and what was told is still on the screen. */
export type Kept = "here" | "sealed" | "nowhere";

/**
 * Keeps what somebody tells an adult, to go before everything else. On a device of many it is sealed for the school at once,
 * and nothing of it stays. What was begun is over then. It is on the disk when the promise resolves.
 */
export async function tellAdult(seat: Seat, telling: Telling): Promise<Kept> {
  const body = bodyOf(telling);
  const kept = (await isShared()) ? await sealTelling(seat, body) : await keepTelling(seat, body);
  if (kept === "nowhere") return kept;
  await dropFact(seat, "telling");
  tryNow(seat);
  return kept;
}

/** That somebody needs a break from a circle, would like to stop, or is back. */
export async function stepOut(seat: Seat, circle: string, wish: "break" | "stop" | "back"): Promise<void> {
  await keepAct(seat, { kind: "step_out", subject: circle, body: { circle, wish } });
}

/** What was begun and not told yet. */
export async function begun(seat: Seat): Promise<Telling | undefined> {
  return await readFact(seat, "telling");
}

/** Keeps what was begun. Something in which nothing is needs no keeping. */
export async function keepBegun(seat: Seat, telling: Telling): Promise<void> {
  if (isEmpty(telling)) return await dropFact(seat, "telling");
  await writeFact(seat, "telling", telling);
}

export function isEmpty({ words, symbols, people, others }: Telling): boolean {
  return !words.trim() && !symbols.length && !people.length && !others;
}

/** Something that was told on this phone, and whether the school has it. */
export interface ToldHere {
  op: string;
  kind: OpKind;
  at: string;
  /** The circle, of a break. */
  circle?: string;
  wish?: string;
  words: string;
  symbols: string[];
  sent: boolean;
}

/** What was told here and this phone still holds, newest first. */
export async function toldHere(seat: Seat): Promise<ToldHere[]> {
  const waiting = (await outbox(seat)).map((record) => ({ ...record, sent: false }));
  const gone = (await sentOps(seat)).map((record) => ({ ...record, sent: true }));
  const about = [...waiting, ...gone].filter(({ kind }) => kind === "tell_adult" || kind === "step_out");
  const told = await Promise.all(
    about.map(async ({ op, kind, sent, ...record }) => {
      const text = await textOf(seat, record).catch(() => "{}");
      const { at = "", body = {} } = JSON.parse(text) as {
        at?: string;
        body?: Partial<Telling> & Partial<Pick<ToldHere, "circle" | "wish">>;
      };
      const { words = "", symbols = [], circle, wish } = body;
      return { op, kind, at, words, symbols, sent, ...(circle && { circle }), ...(wish && { wish }) };
    }),
  );
  return told.sort((a, b) => b.at.localeCompare(a.at));
}

function bodyOf({ words, lang, symbols, people, others }: Telling): Partial<Telling> {
  const said = words.trim();
  return {
    ...(said && { words: said, lang }),
    ...(symbols.length && { symbols }),
    ...(people.length && { people }),
    ...(others && { others }),
  };
}

async function isShared(): Promise<boolean> {
  return (await deviceFact("shared")) === "yes";
}

async function keepTelling(seat: Seat, body: object): Promise<Kept> {
  const record = await writeOp(seat, "tell_adult", newId(), body, {});
  return (await fits(seat, () => seat.db.write(["outbox"], (tx) => putOp(tx, record)))) ? "here" : "nowhere";
}

async function sealTelling(seat: Seat, body: object): Promise<Kept> {
  const sealing = await sealingOf(seat);
  if (!sealing) return await keepTelling(seat, body);
  const { op, text } = await newOp(seat, "tell_adult", body);
  const letter = await sealOp(sealing, op, text);
  return (await fits(seat, () => post([letter], []))) ? "sealed" : "nowhere";
}

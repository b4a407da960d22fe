import { bury } from "./graveyard";
import { isStuck, keepAct, outbox, textOf } from "./outbox";
import type { Seat } from "./seat";
import type { ConsentKind, ConsentText, Widest } from "./shapes";

/** What somebody allows from their own account: of themself, or of their student. */
export interface Given {
  person: string;
  kind: ConsentKind;
  widest: Widest;
  /** The text that was on the screen. */
  text: ConsentText;
  /** The newest word of their own that was on the screen, if there was any. */
  after?: string | undefined;
}

/** Keeps what somebody allows. It works without the school, and one that was refused before gives way to it. */
export async function giveConsent(seat: Seat, { person, kind, widest, text, after }: Given): Promise<void> {
  await dropRefused(seat, person, kind);
  const { version, lang, hash } = text;
  const body = { person, kind, widest, how: "account", text: version, lang, hash, ...(after && { after }) };
  await keepAct(seat, { kind: "record_consent", subject: person, body });
}

/** Something that was allowed or withdrawn on this phone and that the school has not taken yet. */
export interface GivenHere extends Pick<Given, "person" | "kind" | "widest"> {
  op: string;
  /** The school refused it: it counts for nothing. */
  stuck: boolean;
}

/** What was said on this phone and is not told back, oldest first. */
export async function givenHere(seat: Seat): Promise<GivenHere[]> {
  const said = (await outbox(seat)).filter(({ kind }) => kind === "record_consent");
  return await Promise.all(
    said.map(async (record) => {
      const { person, kind, widest } = (JSON.parse(await textOf(seat, record)) as { body: Given }).body;
      return { op: record.op, person, kind, widest, stuck: isStuck(record) };
    }),
  );
}

async function dropRefused(seat: Seat, person: string, kind: ConsentKind): Promise<void> {
  await seat.db.write(["outbox", "graveyard"], async (tx) => {
    for (const op of await tx.objectStore("outbox").index("subject").getAll(person)) {
      if (op.state !== "parked" || op.kind !== "record_consent" || op.aim !== kind) continue;
      await tx.objectStore("outbox").delete(op.n);
      await bury(tx, "op", op.op, "decided_anew");
    }
  });
}

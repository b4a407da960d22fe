import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Draft } from "../src/moment/draft";
import { recordConsent, recordOrientation } from "../src/store/adults";
import { giveConsent } from "../src/store/consents";
import { decide, recordAnswer, takeDown } from "../src/store/decisions";
import { keepAct, outbox, textOf } from "../src/store/outbox";
import { lunchDraft, mayasSeat, people, told } from "../src/store/people.testing";
import { saveRevision } from "../src/store/save";
import { opSchema, type OpKind } from "../src/store/schema";
import { stepOut, tellAdult } from "../src/store/telling";
import { chooseWay } from "../src/store/ways";

const ofSchool = join(import.meta.dirname, "../../backend/inbox/testdata/ops");

interface Op {
  kind: OpKind;
  body: object;
}

/** Every field that ops of each kind have, such as "keep_revision quotes[].words". */
function fieldsOf(ops: Op[]): string[] {
  const walk = (thing: unknown, path: string): string[] => {
    if (Array.isArray(thing)) return thing.flatMap((part) => walk(part, `${path}[]`));
    if (typeof thing !== "object" || thing === null) return [path];
    return Object.entries(thing).flatMap(([name, part]) =>
      walk(part, `${path}${path.endsWith(" ") ? "" : "."}${name}`),
    );
  };
  return [...new Set(ops.flatMap(({ kind, body }) => walk(body, `${kind} `)))].sort();
}

/** One op of every kind with every field that this app can write. */
async function opsOfToday(): Promise<Op[]> {
  const seat = await mayasSeat();
  const { theo, ana } = people;
  const moment = told("theosmoment0001");
  const quote = { speaker: theo.id, words: "Louder!", made: "symbols", lang: "en", support: "his board" } as const;
  const whole: Partial<Draft> = {
    base: "rev000000000001",
    feeling: "funny",
    turn: "they_showed",
    lang: "en",
    others: true,
    quotes: [{ ...quote, symbols: ["music"] }],
    pictures: [{ media: "picture00000001", alt: "Theo at the drums", sha256: "0".repeat(64), width: 4, height: 3 }],
    together: [theo.id],
  };
  await saveRevision(seat, lunchDraft(whole));
  await keepAct(seat, { kind: "take_back", subject: moment.id, body: { moment: moment.id } });
  const alts = [{ media: "picture00000001", alt: "Theo, drumming" }];
  await decide(seat, moment, "approve", {
    audience: "families",
    note: "Fine.",
    bulk: false,
    alts,
    why: "From behind.",
  });
  await takeDown(seat, moment.id, "ask");
  await recordAnswer(seat, moment.id, theo.id, "yes");
  const until = "2027-06-30T00:00:00Z";
  const allowed = { person: theo.id, kind: "photo", widest: "families", how: "paper", giver: ana.id, until } as const;
  await recordConsent(seat, allowed, "en");
  const text = { kind: "photo", version: "photo-1", lang: "en", words: "Photos.", hash: "0".repeat(64) } as const;
  await giveConsent(seat, { person: theo.id, kind: "photo", widest: "circle", text, after: "opallowed000000" });
  await recordOrientation(seat, theo.id, "2026-11-16");
  await tellAdult(seat, { words: "I am scared.", lang: "en", symbols: ["upset"], people: [ana.id], others: true });
  await stepOut(seat, "circle000000001", "break");
  await chooseWay(seat, people.maya.id, "aloud", true);
  const ops = await outbox(seat);
  return await Promise.all(ops.map(async (op) => JSON.parse(await textOf(seat, op)) as Op));
}

test("ops have the fields that the school's own record of their form says: other fields are another form, with another number", async () => {
  const file = readFileSync(join(ofSchool, `schema${opSchema}.json`), "utf8");
  const known = (JSON.parse(file) as { op: Op }[]).map(({ op }) => op);
  expect(fieldsOf(await opsOfToday())).toEqual(fieldsOf(known));
});

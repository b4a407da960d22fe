import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newId } from "../moment/ids";
import { drafts, keepDraft } from "./drafts";
import { formsOf, layDown, takeUp, type Fixture } from "./fixtures.testing";
import { graves } from "./graveyard";
import { needsALook, unsent } from "./look";
import { bytesOf, noteMedia } from "./media";
import { keepAct, outbox, park, sentOps, textOf } from "./outbox";
import { gatherUnsent } from "./outfile";
import { myMoments } from "./own";
import { lunch, lunchDraft, mayasRows, mayasSeat, momentRow, tell, told } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl } from "./pictures";
import { circleTimeline } from "./rows";
import { saveRevision } from "./save";
import { opSchema, version } from "./schema";
import { closeSeat, openSeat, readFact, type Seat } from "./seat";

const folder = join(import.meta.dirname, "fixtures");
const fileOf = (of: number) => join(folder, `version${of}.json`);
const read = (of: number) => JSON.parse(readFileSync(fileOf(of), "utf8")) as Fixture;
const versions = Array.from({ length: version }, (_, n) => n + 1);

/** A phone of today with one of everything that a seat can keep. Its key can be read out, for the fixture alone. */
async function oneOfEverything(): Promise<Seat> {
  const seat = await mayasSeat();
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  await closeSeat(seat);
  const again = openSeat(seat.id, `kith-${newId()}`);
  await again.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "key", value: { lies: key } }));
  const session = { access: "a1", refresh: "r1", until: "2027-06-30T00:00:00Z", device: "mayasphone00001" };
  const lies = { lies: session };
  await again.db.write(["meta"], (tx) => tx.objectStore("meta").put({ name: "session", value: lies })); // from before there were keys

  const [soup, cake] = [photo(90, 7), photo(60, 5)];
  await saveRevision(again, lunchDraft({ words: "At school already." }));
  await tell(again, mayasRows, { verdicts: [{ op: (await outbox(again))[0]!.op, is: "accepted", seq: 3 }] });
  await saveRevision(again, withPhotos(lunchDraft({ words: "We shared soup." }), [soup]), [soup]);
  await noteMedia(again, soup.media, { begun: true, offset: 30, attempts: 2 });
  await saveRevision(again, lunchDraft({ words: "Needs a look." }));
  await park(again, (await outbox(again))[1]!.n, "field_invalid", "The school could not read it.");
  await keepAct(again, { kind: "give_answer", subject: "theosmoment0001", body: { answer: "yes" } });
  await keepDraft(again, withPhotos(lunchDraft({ words: "Not done yet." }), [cake]), [cake]);
  const pictures = [{ media: "m", rendition: "rendition000001", alt: "", kept: true }];
  await tell(again, [momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle", pictures }))]);
  await keepPicture(again, "rendition000001", 400, new Uint8Array([1, 2, 3]).buffer);
  await again.db.write(["graveyard"], (tx) =>
    tx.objectStore("graveyard").put({ what: "op", id: "goneop000000001", why: "person", at: "2026-11-16T12:00:00Z" }),
  );
  return again;
}

test("the newest form of a store has its fixture, and so has each that ever was", async () => {
  // KITH_FIXTURE=1 writes the one that is missing, and never one that is there: what a release left cannot change any more.
  if (process.env["KITH_FIXTURE"] && !existsSync(fileOf(version))) {
    const seat = await oneOfEverything();
    await closeSeat(seat);
    mkdirSync(folder, { recursive: true });
    writeFileSync(fileOf(version), JSON.stringify(await takeUp(seat.name), null, 1) + "\n");
  }
  expect(readdirSync(folder).sort()).toEqual(versions.map((of) => `version${of}.json`).sort());
  for (const of of versions) expect(read(of).version).toBe(of);
});

test("a form that changes gets a number of its own", async () => {
  const { stores } = read(version);
  const fresh = await mayasSeat();
  await closeSeat(fresh);
  const layout = Object.fromEntries(Object.entries(stores).map(([store, { form }]) => [store, form]));
  expect(await formsOf(fresh.name)).toEqual(layout);
});

describe.each(versions)("a store that version %i left", (of) => {
  async function raised(): Promise<Seat> {
    const name = `kith-${newId()}`;
    await layDown(name, read(of));
    return openSeat("mayaseat0000001", name);
  }

  test("is raised to the form that a fresh one has", async () => {
    const seat = await raised();
    await outbox(seat);
    await closeSeat(seat);
    const fresh = await mayasSeat();
    await closeSeat(fresh);
    expect(await formsOf(seat.name)).toEqual(await formsOf(fresh.name));
  });

  test("keeps what waits, word for word and photo for photo", async () => {
    const seat = await raised();
    expect(await unsent(seat)).toMatchObject({ acts: 1, photos: 1, drafts: 1 });
    const ops = await outbox(seat);
    const texts = await Promise.all(ops.map((op) => textOf(seat, op)));
    expect(texts.map((text) => (JSON.parse(text) as { body: object }).body)).toMatchObject([
      { words: "We shared soup." },
      { words: "Needs a look." },
      { answer: "yes" },
    ]);
    const before = read(of).stores["outbox"]!.records.map(({ value }) => (value as { op: string }).op);
    expect(ops.map(({ op }) => op)).toEqual(before);
    expect(await needsALook(seat)).toMatchObject([
      { code: "field_invalid", sentence: "The school could not read it." },
    ]);
    const { photos } = await gatherUnsent(seat, "Maya");
    expect(photos.map(({ state, length }) => [state, length]).sort()).toEqual([
      ["draft", 60],
      ["waiting", 90],
    ]);
    for (const { media, sha256 } of photos) {
      const digest = await crypto.subtle.digest("SHA-256", (await bytesOf(seat, media))!);
      expect(Buffer.from(digest).toString("hex")).toBe(sha256);
    }
    await closeSeat(seat);
  });

  test("copies the queue first when it is raised", async () => {
    const seat = await raised();
    const ops = await outbox(seat);
    const copy = await seat.db.read(["outbox_copy"], (tx) => tx.objectStore("outbox_copy").getAll());
    expect(copy).toEqual(of < version ? ops.map((op) => ({ ...op, from: of })) : []);
    await closeSeat(seat);
  });

  test("keeps all the rest: drafts, what is at school, what was told, pictures, the session and what was deleted", async () => {
    const seat = await raised();
    expect(await drafts(seat)).toMatchObject([{ words: "Not done yet." }]);
    expect(await sentOps(seat)).toMatchObject([{ kind: "keep_revision", seq: 3 }]);
    expect(await myMoments(seat)).toHaveLength(4);
    expect(await circleTimeline(seat, lunch)).toMatchObject([{ id: "theosmoment0001" }]);
    expect(await pictureUrl(seat, { rendition: "rendition000001" })).toBeDefined();
    expect(await readFact(seat, "session")).toMatchObject({ refresh: "r1", device: "mayasphone00001" });
    expect(await readFact(seat, "cursor")).toBe("c1");
    expect(await graves(seat)).toMatchObject([{ id: "goneop000000001" }]);
    await closeSeat(seat);
  });

  test("can be used: a moment is kept in it, in the form of today", async () => {
    const seat = await raised();
    await saveRevision(seat, lunchDraft({ words: "Of today." }));
    expect((await outbox(seat)).at(-1)).toMatchObject({ state: "ready", schema: opSchema });
    await closeSeat(seat);
  });
});

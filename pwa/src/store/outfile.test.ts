import { beforeEach, describe, expect, test } from "vitest";
import { keepDraft } from "./drafts";
import { noteMedia } from "./media";
import { keepAct, outbox, park } from "./outbox";
import { fileOf, gatherUnsent, wordsUnsent } from "./outfile";
import { lunchDraft, mayasSeat, tell } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { saveRevision } from "./save";
import type { Seat } from "./seat";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

const gathered = () => gatherUnsent(seat, "Maya", new Date("2026-11-16T12:00:00Z"));

/** What somebody reads who opens the file elsewhere. */
async function read(): Promise<Awaited<ReturnType<typeof gathered>>> {
  const { file } = fileOf(await gathered());
  return JSON.parse(await file.text()) as Awaited<ReturnType<typeof gathered>>;
}

describe("everything unsent as one file", () => {
  test("holds each op in the bytes in which it goes up, in the order in which they were kept", async () => {
    const draft = lunchDraft({ words: "Zwei Töpfe 🍲" });
    await saveRevision(seat, draft);
    await keepAct(seat, { kind: "give_answer", subject: "theosmoment0001", body: { answer: "yes" } });
    const { ops, ...about } = await read();
    expect(about).toMatchObject({
      kith: "unsent",
      format: 1,
      seat: seat.id,
      name: "Maya",
      at: "2026-11-16T12:00:00.000Z",
    });
    expect(ops.map(({ kind, state }) => [kind, state])).toEqual([
      ["keep_revision", "ready"],
      ["give_answer", "ready"],
    ]);
    expect(ops.map(({ op }) => op)).toEqual((await outbox(seat)).map(({ op }) => op));
    expect(JSON.parse(ops[0]!.text!)).toMatchObject({ op: ops[0]!.op, body: { words: "Zwei Töpfe 🍲" } });
  });

  test("says why something did not go up", async () => {
    await saveRevision(seat, lunchDraft());
    await park(seat, (await outbox(seat))[0]!.n, "field_invalid", "The school could not read it.");
    const { ops } = await read();
    expect(ops).toMatchObject([{ state: "parked", code: "field_invalid", problem: "The school could not read it." }]);
  });

  test.each([0, 1, 24575, 24576, 24577, 60_000])("gives back a photo of %i bytes as it was", async (length) => {
    const soup = photo(length);
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    const [only] = (await read()).photos;
    expect(only).toMatchObject({ media: soup.media, sha256: soup.sha256, length, state: "waiting" });
    expect(Buffer.from(only!.bytes!, "base64").equals(Buffer.from(soup.bytes))).toBe(true);
  });

  test("holds photos that were refused and those of drafts, and not those that the school has", async () => {
    const [kept, refused, begun] = [photo(10), photo(20), photo(30)];
    await saveRevision(seat, withPhotos(lunchDraft(), [kept, refused]), [kept, refused]);
    await noteMedia(seat, kept.media, { state: "kept", seq: 5 });
    await noteMedia(seat, refused.media, { state: "refused", code: "media_too_large" });
    const draft = withPhotos(lunchDraft({ words: "Not done yet" }), [begun]);
    await keepDraft(seat, draft, [begun]);
    const { photos, drafts } = await read();
    expect(photos.map(({ media, state }) => [media, state]).sort()).toEqual(
      [
        [refused.media, "refused"],
        [begun.media, "draft"],
      ].sort(),
    );
    expect(drafts).toMatchObject([{ moment: draft.moment, words: "Not done yet" }]);
  });

  test("names what this phone cannot read any more, and still gives the rest", async () => {
    await saveRevision(seat, lunchDraft());
    const soup = photo();
    const second = withPhotos(lunchDraft({ words: "And bread." }), [soup]);
    await saveRevision(seat, second, [soup]);
    await keepDraft(seat, lunchDraft({ words: "Lost" }));
    await keepDraft(seat, lunchDraft({ words: "Not done yet" }));
    await seat.db.write(["outbox", "bytes", "drafts"], async (tx) => {
      const begun = await tx.objectStore("drafts").getAll();
      const [first] = await tx.objectStore("outbox").getAll();
      const box = { aes: "json", iv: new Uint8Array(12), box: new ArrayBuffer(20) };
      await tx.objectStore("outbox").put({ ...first!, text: { lies: box } });
      await tx.objectStore("drafts").put({ ...begun[0]!, draft: { lies: box } });
      await tx.objectStore("bytes").delete(soup.media);
    });
    const { ops, photos, drafts } = await read();
    expect(drafts).toHaveLength(1);
    expect(ops[0]).not.toHaveProperty("text");
    expect(ops[1]!.text).toContain("And bread.");
    expect(photos[0]).not.toHaveProperty("bytes");
  });

  test("gives the words alone to whoever wants to read them, of drafts too", async () => {
    await saveRevision(seat, lunchDraft({ quotes: [{ words: "Again!", made: "own" }] }));
    await keepAct(seat, { kind: "give_answer", subject: "theosmoment0001", body: { answer: "yes" } });
    await keepAct(seat, { kind: "take_down", subject: "theosmoment0001", body: { note: "Not me." } });
    await keepDraft(seat, lunchDraft({ words: "Not done yet" }));
    expect(await wordsUnsent(seat)).toEqual(["We shared soup.\nAgain!", "Not me.", "Not done yet"]);
  });

  test("holds nothing of what the school has, and its name tells nobody whose it is", async () => {
    await saveRevision(seat, lunchDraft());
    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "accepted", seq: 1 }] });
    const unsent = await gathered();
    expect(unsent).toMatchObject({ ops: [], drafts: [], photos: [] });
    expect(fileOf(unsent).name).toBe("kith-unsent-2026-11-16.json");
  });
});

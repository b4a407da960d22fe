import { beforeEach, describe, expect, test } from "vitest";
import { discardDraft, draftOf, drafts, keepDraft } from "./drafts";
import { graves } from "./graveyard";
import { discard, needsALook, reopen, tryAgain, unsent } from "./look";
import { bytesOf, noteMedia, waitingMedia } from "./media";
import { keepAct, outbox, park, textOf } from "./outbox";
import { mine, myMoments } from "./own";
import { lunchDraft, mayasSeat, momentRow, tell, told } from "./people.testing";
import { fillPhone, photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl, unwantPicture, wantedPictures } from "./pictures";
import { saveRevision } from "./save";
import type { Seat } from "./seat";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

async function parked(code = "field_invalid", more = {}): Promise<string> {
  const draft = lunchDraft(more);
  await saveRevision(seat, draft);
  const op = (await outbox(seat)).find((found) => found.subject === draft.moment);
  await park(seat, op!.n, code, "Something in words cannot be used.");
  return draft.moment;
}

describe("what needs a look", () => {
  test("is nothing on a phone where all is well", async () => {
    await saveRevision(seat, lunchDraft());
    expect(await needsALook(seat)).toEqual([]);
  });

  test("shows the reason, and the words to copy: text, note and quotes", async () => {
    await parked("field_invalid", { quotes: [{ words: "Again!", made: "own" }] });
    expect(await needsALook(seat)).toMatchObject([
      { code: "field_invalid", sentence: "Something in words cannot be used.", words: "We shared soup.\nAgain!" },
    ]);
  });

  test("shows what was tried eight times while others went through, and goes on trying", async () => {
    await saveRevision(seat, lunchDraft());
    const [op] = await outbox(seat);
    await seat.db.write(["outbox"], (tx) => tx.objectStore("outbox").put({ ...op!, attempts: 8, lastCode: "busy" }));
    expect(await needsALook(seat)).toMatchObject([{ code: "busy", canHeal: true }]);
    expect((await outbox(seat))[0]!.state).toBe("ready");
  });

  test("opens again as it was written, and stands on the refused revision until it is saved", async () => {
    const id = await parked();
    expect(await reopen(seat, id)).toMatchObject({ moment: id, words: "We shared soup.", did: ["food"] });
    expect(await reopen(seat, "unknownmoment01")).toBeUndefined();
  });

  test("goes again as a new op with the same words, at its old place in the queue", async () => {
    const id = await parked();
    await keepAct(seat, { kind: "take_back", subject: id, body: { moment: id } });
    const [before] = await outbox(seat);
    await tryAgain(seat, (await needsALook(seat))[0]!);
    const [after] = await outbox(seat);
    expect(after).toMatchObject({ n: before!.n, state: "ready", attempts: 0, kind: "keep_revision" });
    expect(after!.op).not.toBe(before!.op);
    const body = async (op: typeof before) => (JSON.parse(await textOf(seat, op!)) as { body: object }).body;
    expect(await body(after)).toEqual(await body(before));
  });

  test("of a photo goes again from where it was", async () => {
    const soup = photo();
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    await noteMedia(seat, soup.media, { state: "refused", code: "media_checksum", attempts: 3 });
    await tryAgain(seat, (await needsALook(seat))[0]!);
    expect(await waitingMedia(seat)).toMatchObject([{ media: soup.media, attempts: 0 }]);
  });
});

describe("deleting what cannot be sent", () => {
  test("takes the words, the photos that only it had and what waited behind it, each with a line", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await keepAct(seat, { kind: "take_back", subject: draft.moment, body: { moment: draft.moment } });
    await park(seat, (await outbox(seat))[0]!.n, "field_invalid", "");
    await discard(seat, (await needsALook(seat))[0]!);
    expect(await outbox(seat)).toEqual([]);
    expect(await myMoments(seat)).toEqual([]);
    expect(await bytesOf(seat, soup.media)).toBeUndefined();
    expect((await graves(seat)).map((grave) => [grave.what, grave.why])).toEqual([
      ["op", "person"],
      ["op", "person"],
      ["photo", "person"],
    ]);
  });

  test("of an edit leaves the photos of what the school accepted, which may still have to go up", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    const first = await saveRevision(seat, draft, [soup]);
    if (first.kept !== "all") throw new Error("not kept");
    const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: 5 }));
    await tell(seat, [], { verdicts });
    await saveRevision(seat, { ...draft, base: first.revision, words: "And bread." }, []);
    await park(seat, (await outbox(seat))[0]!.n, "stale_base", "");
    await discard(seat, (await needsALook(seat))[0]!);
    expect(await outbox(seat)).toEqual([]);
    expect((await bytesOf(seat, soup.media))?.byteLength).toBe(1000);
    expect((await waitingMedia(seat)).map(({ media }) => media)).toEqual([soup.media]);
  });

  test("of an edit gives back what the school has", async () => {
    const id = await parked("stale_base");
    await tell(seat, [momentRow("seat:maya", told(id, { words: "From the tablet." }))]);
    expect(await mine(seat, id)).toMatchObject({
      moment: { words: "We shared soup." },
      told: { words: "From the tablet." },
      chip: { state: "needs_look" },
      problem: { code: "stale_base" },
    });
    await discard(seat, (await needsALook(seat))[0]!);
    expect(await mine(seat, id)).toMatchObject({
      moment: { words: "From the tablet." },
      chip: { state: "with_teacher" },
    });
  });

  test("of a decision leaves the moment alone", async () => {
    const id = await parked();
    await keepAct(seat, { kind: "take_down", subject: id, body: { moment: id, action: "ask" } });
    const [keep, ask] = await outbox(seat);
    await park(seat, ask!.n, "already_decided", "Ms. Ortiz was first.");
    await discard(
      seat,
      (await needsALook(seat)).find((trouble) => trouble.kind === "take_down")!,
    );
    expect((await outbox(seat)).map((op) => op.op)).toEqual([keep!.op]);
    expect(await myMoments(seat)).toHaveLength(1);
  });

  test("a second time changes nothing", async () => {
    await parked();
    const [trouble] = await needsALook(seat);
    await discard(seat, trouble!);
    await discard(seat, trouble!);
    expect(await graves(seat)).toHaveLength(1);
  });
});

describe("a draft", () => {
  test("is found by its moment, the last touched one first", async () => {
    const old = lunchDraft({ words: "Old", changed: "2026-11-16T12:00:00Z" });
    const fresh = lunchDraft({ words: "New", changed: "2026-11-17T12:00:00Z" });
    await keepDraft(seat, old);
    await keepDraft(seat, fresh);
    expect((await drafts(seat)).map((draft) => draft.words)).toEqual(["New", "Old"]);
    expect((await draftOf(seat, old.moment))?.words).toBe("Old");
  });

  test("that is thrown away takes its photos with it, and nothing of another", async () => {
    const [soup, bread] = [photo(10), photo(20)];
    const [first, second] = [withPhotos(lunchDraft(), [soup]), withPhotos(lunchDraft(), [bread])];
    await keepDraft(seat, first, [soup]);
    await keepDraft(seat, second, [bread]);
    await discardDraft(seat, first.moment);
    expect(await bytesOf(seat, soup.media)).toBeUndefined();
    expect(await bytesOf(seat, bread.media)).toBeDefined();
    expect(await unsent(seat)).toMatchObject({ drafts: 1, any: true });
  });

  test("of a moment that is already kept is shown as that moment, not twice", async () => {
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    await keepDraft(seat, { ...draft, words: "Half an edi" });
    expect(await myMoments(seat)).toHaveLength(1);
    expect((await draftOf(seat, draft.moment))?.words).toBe("Half an edi");
  });
});

describe("a picture", () => {
  const pictures = [{ media: "media0000000001", rendition: "rendition1", alt: "", kept: true }];
  beforeEach(() => tell(seat, [momentRow("kin:ana", told("picnicmoment001", { form: "family", pictures }))]));

  test("that the school does not give is not asked for in a circle", async () => {
    await unwantPicture(seat, "rendition1", 400);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    expect(await wantedPictures(seat)).toEqual([]);
  });

  test("is shown in the nearest size that is here, while the wanted one is on its way", async () => {
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    expect(await pictureUrl(seat, { rendition: "rendition1" }, 1600)).toMatch(/^blob:/);
    expect(await wantedPictures(seat)).toMatchObject([{ size: 1600 }]);
  });

  test("that does not fit is done without, and the phone goes on", async () => {
    const empty = fillPhone(["pictures"], true);
    const kept = keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    await expect(kept).resolves.toBeUndefined();
    empty();
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    expect(await wantedPictures(seat)).toEqual([]);
  });

  test("of one's own is shown from the camera's bytes before the school has any", async () => {
    const soup = photo();
    await keepDraft(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    expect(await pictureUrl(seat, { media: soup.media })).toMatch(/^blob:/);
  });
});

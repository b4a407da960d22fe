import { beforeEach, describe, expect, test } from "vitest";
import { keepDraft, drafts } from "./drafts";
import { graves } from "./graveyard";
import { bytesOf, dropMedia, noteMedia, waitingMedia } from "./media";
import { keepAct, outbox, sentOps } from "./outbox";
import { myMoments } from "./own";
import { change, lunch, lunchDraft, mayasSeat, momentRow, tell, told } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl, wantedPictures } from "./pictures";
import { familyTimeline } from "./rows";
import { saveRevision } from "./save";
import type { Seat } from "./seat";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

/** A moment of Maya's own that the school has wholly, and tells her. */
async function keptByTheSchool(): Promise<{ moment: string; media: string }> {
  const soup = photo();
  const draft = withPhotos(lunchDraft(), [soup]);
  await saveRevision(seat, draft, [soup]);
  const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: 5 }));
  await tell(seat, [momentRow("seat:maya", told(draft.moment))], { verdicts });
  await noteMedia(seat, soup.media, { state: "kept", seq: 6 });
  return { moment: draft.moment, media: soup.media };
}

const erased = (id: string) => change(seat, { does: "gone", key: "seat:maya", kind: "moment", id });

describe("a moment of one's own that the school erased", () => {
  test("leaves the phone with its photo and its acts, and a line says so", async () => {
    const { moment, media } = await keptByTheSchool();
    await erased(moment);
    expect(await myMoments(seat)).toEqual([]);
    expect(await bytesOf(seat, media)).toBeUndefined();
    expect(await sentOps(seat)).toEqual([]);
    expect((await graves(seat)).map(({ what, id, why }) => [what, id, why])).toEqual([
      ["moment", moment, "gone"],
      ["own moment", moment, "gone"],
      ["photo", media, "gone"],
    ]);
  });

  test.each<[string, (moment: string, media: string) => Promise<unknown>]>([
    ["an edit has been begun", (moment) => keepDraft(seat, { ...lunchDraft(), moment, words: "And br" })],
    ["an act about it waits", (moment) => keepAct(seat, { kind: "take_back", subject: moment, body: { moment } })],
    ["a photo of it was refused", (_, media) => noteMedia(seat, media, { state: "refused", code: "media_checksum" })],
    ["a photo of it has not gone up", (_, media) => noteMedia(seat, media, { state: "waiting" })],
  ])("stays while %s", async (_, before) => {
    const { moment, media } = await keptByTheSchool();
    await before(moment, media);
    await erased(moment);
    expect((await myMoments(seat)).map(({ moment: mine }) => mine.words)).toEqual(["We shared soup."]);
    expect(await bytesOf(seat, media)).toBeDefined();
  });

  test("is not touched when only the circle was left", async () => {
    const { moment, media } = await keptByTheSchool();
    await change(seat, { does: "left", key: "seat:maya" });
    expect((await myMoments(seat)).map(({ moment: mine }) => mine.id)).toEqual([moment]);
    expect(await bytesOf(seat, media)).toBeDefined();
  });

  test("a second time, or one this phone never had, changes nothing", async () => {
    const { moment } = await keptByTheSchool();
    await erased(moment);
    const before = await graves(seat);
    await erased(moment);
    await erased("unknownmoment01");
    expect(await graves(seat)).toEqual(before);
  });
});

describe("pictures of others", () => {
  const picture = (rendition: string) => ({ media: `of${rendition}`, rendition, alt: "Soup", kept: true });
  const family = (...renditions: string[]) =>
    momentRow("kin:ana", told("picnicmoment001", { form: "family", pictures: renditions.map(picture) }));

  test("go in every size when one of two is taken out of a moment, and the other stays", async () => {
    await tell(seat, [family("rendition1", "rendition2")]);
    for (const size of [400, 800, 1600]) await keepPicture(seat, "rendition1", size, new ArrayBuffer(8));
    await keepPicture(seat, "rendition2", 400, new ArrayBuffer(8));
    await tell(seat, [family("rendition2")]);
    const here = await seat.db.read(["pictures"], (tx) => tx.objectStore("pictures").getAllKeys());
    expect(here).toEqual([["rendition2", 400]]);
    expect((await graves(seat)).map(({ what, id, why }) => [what, id, why])).toEqual([
      ["picture", "rendition1", "replaced"],
    ]);
  });

  test("that are told anew are not fetched anew", async () => {
    await tell(seat, [family("rendition1")]);
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(8));
    await tell(seat, [family("rendition1")]);
    expect(await wantedPictures(seat)).toEqual([]);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
    expect(await familyTimeline(seat)).toHaveLength(1);
  });

  test("go with the circle that was left, also those that had not come yet", async () => {
    const moment = told("theosmoment0001", { form: "circle", pictures: [picture("rendition1")] });
    await tell(seat, [momentRow(`circle:${lunch}`, moment)]);
    await change(seat, { does: "left", key: `circle:${lunch}` });
    expect(await wantedPictures(seat)).toEqual([]);
  });
});

describe("a photo of one's own", () => {
  test("that is dropped twice has one line", async () => {
    const soup = photo();
    await keepDraft(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    for (let times = 0; times < 2; times++) {
      await seat.db.write(["media", "bytes", "graveyard"], (tx) => dropMedia(tx, soup.media, "person"));
    }
    expect(await bytesOf(seat, soup.media)).toBeUndefined();
    expect(await graves(seat)).toHaveLength(1);
  });

  test("that left the phone is not brought back by news of its upload", async () => {
    await noteMedia(seat, "unknownphoto001", { state: "kept", seq: 4 });
    const all = await seat.db.read(["media"], (tx) => tx.objectStore("media").getAll());
    expect(all).toEqual([]);
  });

  test("waits to go up only once its moment is kept", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await keepDraft(seat, draft, [soup]);
    expect(await waitingMedia(seat)).toEqual([]);
    await saveRevision(seat, draft);
    expect((await waitingMedia(seat)).map(({ media }) => media)).toEqual([soup.media]);
    expect(await drafts(seat)).toEqual([]);
  });
});

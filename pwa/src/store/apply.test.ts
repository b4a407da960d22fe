import { describe, expect, test } from "vitest";
import { graves } from "./graveyard";
import { bytesOf, noteMedia, waitingMedia } from "./media";
import { keepAct, outbox, sentOps, textOf } from "./outbox";
import { myMoments } from "./own";
import { change, lunch, lunchDraft, mayasSeat, momentRow, people, tell, told } from "./people.testing";
import { fillPhone, photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl, wantedPictures } from "./pictures";
import { circleTimeline, familyTimeline } from "./rows";
import { saveRevision } from "./save";
import { readFact, type Seat } from "./seat";
import { applyNews } from "./apply";
import { PhoneFull } from "./room";

const picture = (rendition: string) => ({ media: "media0000000001", rendition, alt: "Soup", kept: true });
const shared = (id: string, renditions: string[] = []) =>
  told(id, { form: "circle", state: "shared", authors: [people.theo], pictures: renditions.map(picture) });

async function accepted(seat: Seat): Promise<void> {
  const verdicts = (await outbox(seat)).map((op) => ({ op: op.op, is: "accepted" as const, seq: 5 }));
  await applyNews(seat, { verdicts, changes: [], facts: { behind: false }, rewound: false, now: Date.now() });
}

describe("what the school tells", () => {
  test("a moment of Theo's stands in the circle, and its small picture is wanted at once", async () => {
    const seat = await mayasSeat();
    await tell(seat, [momentRow(`circle:${lunch}`, shared("theosmoment0001", ["rendition1"]))]);
    expect((await circleTimeline(seat, lunch)).map((moment) => moment.id)).toEqual(["theosmoment0001"]);
    expect(await wantedPictures(seat)).toMatchObject([{ rendition: "rendition1", size: 400 }]);
  });

  test("a withdrawn photo is gone from the phone", async () => {
    const seat = await mayasSeat();
    await tell(seat, [momentRow(`circle:${lunch}`, shared("theosmoment0001", ["rendition1"]))]);
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    await change(seat, { does: "gone", key: `circle:${lunch}`, kind: "moment", id: "theosmoment0001" });
    expect(await circleTimeline(seat, lunch)).toEqual([]);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    expect((await graves(seat)).map((grave) => [grave.what, grave.why])).toEqual([
      ["moment", "gone"],
      ["picture", "gone"],
    ]);
  });

  test("a picture stays while another row lists it, and one that was replaced goes", async () => {
    const seat = await mayasSeat();
    const twice = shared("theosmoment0001", ["rendition1"]);
    await tell(seat, [
      momentRow("kin:sam", { ...twice, form: "family" }),
      momentRow("kin:ana", { ...twice, form: "family" }),
    ]);
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    await change(seat, { does: "gone", key: "kin:sam", kind: "moment", id: "theosmoment0001" });
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
    expect(await familyTimeline(seat)).toHaveLength(1);
    await tell(seat, [momentRow("kin:ana", { ...shared("theosmoment0001", ["rendition2"]), form: "family" })]);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
  });

  test("a picture that one answer moves from one row to another is not fetched again", async () => {
    const seat = await mayasSeat();
    const key = `circle:${lunch}`;
    await tell(seat, [momentRow(key, shared("theosmoment0001", ["rendition1"]))]);
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    await tell(seat, [
      momentRow(key, shared("theosmoment0001")),
      momentRow(key, shared("samsmoment00001", ["rendition1", "rendition2"])),
      momentRow(key, shared("anasmoment00001", ["rendition2"])),
    ]);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
    expect((await wantedPictures(seat)).map(({ rendition }) => rendition)).toEqual(["rendition2"]);
  });

  test("leaving a circle takes away what only that circle gave", async () => {
    const seat = await mayasSeat();
    await tell(seat, [
      momentRow(`circle:${lunch}`, shared("theosmoment0001")),
      momentRow("circle:other", { ...shared("samsmoment00001"), circle: "other" }),
    ]);
    await change(seat, { does: "left", key: `circle:${lunch}` });
    expect(await circleTimeline(seat, lunch)).toEqual([]);
    expect(await circleTimeline(seat, "other")).toHaveLength(1);
  });

  test("an answer without changes purges nothing", async () => {
    const seat = await mayasSeat();
    await tell(seat, [momentRow(`circle:${lunch}`, shared("theosmoment0001"))]);
    await tell(seat, []);
    expect(await circleTimeline(seat, lunch)).toHaveLength(1);
  });

  test("a picture that came after its row had gone is not kept", async () => {
    const seat = await mayasSeat();
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
  });
});

describe("a moment of one's own", () => {
  test("goes with its row when the school erased it", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await accepted(seat);
    await noteMedia(seat, soup.media, { state: "kept" });
    await tell(seat, [momentRow("seat:maya", told(draft.moment))]);
    await change(seat, { does: "gone", key: "seat:maya", kind: "moment", id: draft.moment });
    expect(await myMoments(seat)).toEqual([]);
    expect(await bytesOf(seat, soup.media)).toBeUndefined();
    expect(await sentOps(seat)).toEqual([]);
  });

  test("keeps its words and loses the photo that the school destroyed, which never goes up again", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft({ words: "Soup day." }), [soup]);
    await saveRevision(seat, draft, [soup]);
    await accepted(seat);
    await noteMedia(seat, soup.media, { state: "kept" });
    const { revision } = (await myMoments(seat))[0]!.moment;
    const row = told(draft.moment, { revision, words: "Soup day.", pictures: [], gone: [soup.media] });
    await tell(seat, [momentRow("seat:maya", row)]);
    expect(await bytesOf(seat, soup.media)).toBeUndefined();
    expect(await myMoments(seat)).toMatchObject([{ moment: { words: "Soup day.", pictures: [] } }]);
    await applyNews(seat, { verdicts: [], changes: [], facts: {}, rewound: true, now: Date.now() });
    expect(await waitingMedia(seat)).toEqual([]);
  });

  test("that the school does not know any more is sent again, words and photo, and nothing of it goes", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await accepted(seat);
    await noteMedia(seat, soup.media, { state: "kept" });
    const other = lunchDraft({ words: "Bread." });
    await saveRevision(seat, other);
    await accepted(seat);
    await tell(seat, [momentRow("seat:maya", told(draft.moment))]);
    await change(seat, { does: "unknown", key: "seat:maya", kind: "moment", id: draft.moment });
    expect((await outbox(seat)).map((op) => op.subject)).toEqual([draft.moment]);
    expect((await sentOps(seat)).map((op) => op.subject)).toEqual([other.moment]);
    expect((await waitingMedia(seat)).map((media) => media.media)).toEqual([soup.media]);
    expect((await myMoments(seat)).map((mine) => mine.moment.words).sort()).toEqual(["Bread.", "We shared soup."]);
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
  });

  test("of somebody else that the school does not know any more is gone", async () => {
    const seat = await mayasSeat();
    await tell(seat, [momentRow(`circle:${lunch}`, shared("theosmoment0001"))]);
    await change(seat, { does: "unknown", key: `circle:${lunch}`, kind: "moment", id: "theosmoment0001" });
    expect(await circleTimeline(seat, lunch)).toEqual([]);
    expect(await outbox(seat)).toEqual([]);
  });

  test("with unsent work is never purged: it stays, and still goes up", async () => {
    const seat = await mayasSeat();
    const draft = lunchDraft();
    await tell(seat, [momentRow("seat:maya", told(draft.moment))]);
    await saveRevision(seat, { ...draft, base: "rev" });
    await change(seat, { does: "gone", key: "seat:maya", kind: "moment", id: draft.moment });
    await change(seat, { does: "left", key: `circle:${lunch}` });
    expect((await myMoments(seat)).map((mine) => mine.moment.words)).toEqual(["We shared soup."]);
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("whose photo has not gone up is never purged", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await accepted(seat);
    await tell(seat, [momentRow("seat:maya", told(draft.moment))]);
    await change(seat, { does: "gone", key: "seat:maya", kind: "moment", id: draft.moment });
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
    expect(await myMoments(seat)).toHaveLength(1);
  });
});

describe("an answer on a full phone", () => {
  test("still takes away and still says what became of the ops, and the rest comes again", async () => {
    const seat = await mayasSeat();
    await tell(seat, [momentRow(`circle:${lunch}`, shared("theosmoment0001"))], { facts: { cursor: "c1" } });
    await saveRevision(seat, lunchDraft());
    const [op] = await outbox(seat);
    const empty = fillPhone(["rows"]);
    const news = {
      verdicts: [{ op: op!.op, is: "accepted" as const, seq: 7 }],
      changes: [
        { does: "gone" as const, key: `circle:${lunch}`, kind: "moment" as const, id: "theosmoment0001" },
        { does: "put" as const, row: momentRow(`circle:${lunch}`, shared("samsmoment00001")) },
      ],
      facts: { cursor: "c2" },
      rewound: false,
      now: 1,
    };
    await expect(applyNews(seat, news)).rejects.toBeInstanceOf(PhoneFull);
    empty();
    expect(await circleTimeline(seat, lunch)).toEqual([]);
    expect(await sentOps(seat)).toHaveLength(1);
    expect(await readFact(seat, "cursor")).toBe("c1");
  });
});

describe("an answer and its cursor", () => {
  test("are kept together or not at all", async () => {
    const seat = await mayasSeat();
    await tell(seat, [], { facts: { cursor: "c1" } });
    const broken = { does: "put", row: { key: "k", kind: "moment", seq: 1, mark: "" } } as never;
    await expect(
      applyNews(seat, { verdicts: [], changes: [broken], facts: { cursor: "c2" }, rewound: false, now: 1 }),
    ).rejects.toThrow();
    expect(await readFact(seat, "cursor")).toBe("c1");
  });

  test("of a school that went back put every sent op in the queue again, in its old place and the same bytes", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    const [before] = await outbox(seat);
    const text = await textOf(seat, before!);
    await accepted(seat);
    await noteMedia(seat, soup.media, { state: "kept", offset: 1000, begun: true });
    await keepAct(seat, { kind: "take_back", subject: "x", body: { moment: "x" } });

    await tell(seat, [], { rewound: true });
    const queue = await outbox(seat);
    expect(queue.map((op) => op.kind)).toEqual(["keep_revision", "take_back"]);
    expect(await textOf(seat, queue[0]!)).toBe(text);
    expect(await sentOps(seat)).toEqual([]);
    const media = await seat.db.read(["media"], (tx) => tx.objectStore("media").get(soup.media));
    expect(media).toMatchObject({ state: "waiting", begun: true, offset: 0 });
    expect(await readFact(seat, "reconciled")).toBe(0);
  });
});

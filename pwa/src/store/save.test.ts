import { afterEach, describe, expect, test } from "vitest";
import { drafts, keepDraft } from "./drafts";
import { graves } from "./graveyard";
import { bytesOf, waitingMedia } from "./media";
import { outbox, park, textOf } from "./outbox";
import { myMoments } from "./own";
import { lunchDraft, mayasSeat, tell, told, momentRow } from "./people.testing";
import { fillPhone, photo, withPhotos } from "./photos.testing";
import { reopen } from "./look";
import { saveRevision } from "./save";
import { closeSeat, openSeat, type Seat } from "./seat";

let empty = () => {};
afterEach(() => {
  empty();
  empty = () => {};
});

const opsOf = async (seat: Seat) =>
  Promise.all(
    (await outbox(seat)).map(async (op) => JSON.parse(await textOf(seat, op)) as { body: Record<string, unknown> }),
  );

describe("saving a moment", () => {
  test("keeps words, op and photo together, and all of it is there after the page was killed", async () => {
    const before = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    const saved = await saveRevision(before, draft, [soup]);
    expect(saved).toMatchObject({ kept: "all", lost: [] });
    await closeSeat(before);

    const seat = openSeat(before.id, before.name);
    const [op] = await opsOf(seat);
    expect(op).toMatchObject({ kind: "keep_revision", body: { moment: draft.moment, words: "We shared soup." } });
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
    expect((await waitingMedia(seat)).map((media) => media.media)).toEqual([soup.media]);
    expect((await myMoments(seat)).map((mine) => mine.chip.state)).toEqual(["saved_here"]);
  });

  test("writes nothing at all when the page dies before the transaction is complete", async () => {
    const seat = await mayasSeat();
    const draft = lunchDraft();
    // The last store of the save fails: what was put before it must not stay.
    empty = fillPhone(["own"]);
    expect(await saveRevision(seat, draft)).toEqual({ kept: "nothing", lost: [] });
    expect(await outbox(seat)).toEqual([]);
    expect(await myMoments(seat)).toEqual([]);
  });

  test("that hits the quota keeps the words and says which photos are lost", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    empty = fillPhone(["bytes"]);
    const saved = await saveRevision(seat, draft, [soup]);
    expect(saved).toMatchObject({ kept: "words", lost: [soup.media] });
    expect(await bytesOf(seat, soup.media)).toBeUndefined();
    const [op] = await opsOf(seat);
    expect(op!.body["words"]).toBe("We shared soup.");
    expect(op!.body["pictures"]).toBeUndefined();
  });

  test("again with the photo, once there is room, makes a revision that stands on the first", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    empty = fillPhone(["bytes"]);
    const first = await saveRevision(seat, draft, [soup]);
    empty();
    if (first.kept === "nothing") throw new Error("the words did not fit");
    const second = await saveRevision(seat, { ...draft, base: first.revision }, [soup]);
    expect(second.kept).toBe("all");
    const ops = await opsOf(seat);
    expect(ops[1]!.body).toMatchObject({ base: first.revision, pictures: [{ media: soup.media }] });
  });

  test("of a draft whose photo was kept with it does not need the bytes again", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await keepDraft(seat, draft, [soup]);
    expect(await waitingMedia(seat)).toEqual([]);
    expect(await saveRevision(seat, draft)).toMatchObject({ kept: "all" });
    expect((await waitingMedia(seat)).map((media) => media.media)).toEqual([soup.media]);
    expect(await drafts(seat)).toEqual([]);
  });

  test("drops the photo that fell out of the draft, with a line about it", async () => {
    const seat = await mayasSeat();
    const [soup, thumb] = [photo(10), photo(20)];
    const draft = lunchDraft();
    await keepDraft(seat, withPhotos(draft, [soup, thumb]), [soup, thumb]);
    await saveRevision(seat, withPhotos(draft, [soup]));
    expect(await bytesOf(seat, thumb.media)).toBeUndefined();
    expect(await graves(seat)).toMatchObject([{ what: "photo", id: thumb.media, why: "person" }]);
  });

  test("again without a photo that still waits leaves it on its way: the first revision lists it", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    const draft = lunchDraft();
    await saveRevision(seat, withPhotos(draft, [soup]), [soup]);
    await saveRevision(seat, draft);
    expect((await waitingMedia(seat)).map((media) => media.media)).toEqual([soup.media]);
    expect(await graves(seat)).toEqual([]);
  });

  test("again heals what needed a look: the refused op gives way, on top of what the school has", async () => {
    const seat = await mayasSeat();
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    const [refused] = await outbox(seat);
    await park(seat, refused!.n, "stale_base", "Somebody changed this on another phone.");
    await tell(seat, [momentRow("seat:maya", told(draft.moment, { revision: "otherphonerev01" }))]);

    const again = await reopen(seat, draft.moment);
    await saveRevision(seat, { ...again!, words: "We shared soup and bread." });
    const ops = await opsOf(seat);
    expect(ops).toHaveLength(1);
    expect(ops[0]!.body).toMatchObject({ words: "We shared soup and bread.", base: "otherphonerev01" });
    expect((await graves(seat)).map((grave) => grave.why)).toEqual(["replaced"]);
  });

  test("leaves an op behind the refused one where it is, if that one may have reached the school", async () => {
    const seat = await mayasSeat();
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    await saveRevision(seat, { ...draft, words: "Twice." });
    const [refused, tried] = await outbox(seat);
    await seat.db.write(["outbox"], (tx) => tx.objectStore("outbox").put({ ...tried!, attempts: 1 }));
    await park(seat, refused!.n, "field_invalid", "Too long.");
    await saveRevision(seat, { ...draft, words: "Three times." });
    expect((await outbox(seat)).map((op) => op.op)).toContain(tried!.op);
    expect(await outbox(seat)).toHaveLength(2);
  });

  test("never takes back an op that may have reached the school", async () => {
    const seat = await mayasSeat();
    const draft = lunchDraft();
    const first = await saveRevision(seat, draft);
    if (first.kept !== "all") throw new Error("not kept");
    await saveRevision(seat, { ...draft, base: first.revision, words: "Twice." });
    expect(await outbox(seat)).toHaveLength(2);
  });
});

describe("a draft", () => {
  test("is there again after the camera ended the page", async () => {
    const before = await mayasSeat();
    const soup = photo();
    const draft = withPhotos(lunchDraft({ words: "Sou" }), [soup]);
    await keepDraft(before, draft, [soup]);
    await closeSeat(before);
    const seat = openSeat(before.id, before.name);
    expect(await drafts(seat)).toEqual([draft]);
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
    expect((await myMoments(seat)).map((mine) => mine.chip.state)).toEqual(["not_finished"]);
  });

  test("keeps its words when the phone has no room for its photo", async () => {
    const seat = await mayasSeat();
    const soup = photo();
    empty = fillPhone(["bytes"]);
    const kept = await keepDraft(seat, withPhotos(lunchDraft({ words: "Soup" }), [soup]), [soup]);
    expect(kept).toEqual({ kept: "words", lost: [soup.media] });
    expect((await drafts(seat)).map((draft) => draft.words)).toEqual(["Soup"]);
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { discardDraft, draftOf, drafts, keepDraft } from "./drafts";
import { graves } from "./graveyard";
import { discard, needsALook, reopen, tryAgain, unsent } from "./look";
import { bytesOf, noteMedia, waitingMedia } from "./media";
import { keepAct, outbox, park } from "./outbox";
import { mine, myMoments } from "./own";
import { lunchDraft, mayasRows, mayasSeat, people, tell, told, momentRow } from "./people.testing";
import { fillPhone, photo, withPhotos } from "./photos.testing";
import { saveRevision } from "./save";
import { seal } from "./seal";
import { tellStatus, type Seat } from "./seat";

let seat: Seat;
let empty = () => {};
beforeEach(async () => {
  seat = await mayasSeat();
});
afterEach(() => {
  empty();
  empty = () => {};
});

describe("a draft", () => {
  test("is kept tap by tap, and stands once with its newest words", async () => {
    const draft = lunchDraft({ words: "S" });
    for (const words of ["So", "Sou", "Soup"]) await keepDraft(seat, { ...draft, words });
    expect((await drafts(seat)).map(({ words }) => words)).toEqual(["Soup"]);
  });

  test("keeps the photo it has when only its words change", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await keepDraft(seat, draft, [soup]);
    await keepDraft(seat, { ...draft, words: "Soup." });
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
  });

  test("that no build can read hides no other, and is not thrown away", async () => {
    const broken = { moment: "x", changed: "2030", draft: await seal(seat, { moment: "x" } as never) };
    await seat.db.write(["drafts"], (tx) => tx.objectStore("drafts").put(broken));
    const draft = lunchDraft();
    await keepDraft(seat, draft);
    expect(await drafts(seat)).toEqual([draft]);
    expect(await seat.db.read(["drafts"], (tx) => tx.objectStore("drafts").count())).toBe(2);
  });

  test("of an edit that is thrown away leaves the kept moment and its photo as they were", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await keepDraft(seat, { ...draft, words: "No, bread." });
    await discardDraft(seat, draft.moment);
    expect((await mine(seat, draft.moment))?.moment.words).toBe("We shared soup.");
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
    expect((await graves(seat)).map(({ what, why }) => [what, why])).toEqual([["draft", "person"]]);
  });

  test("loses its photo and never its words on a phone that is full", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft({ words: "Soup." }), [soup]);
    empty = fillPhone(["media"]);
    expect(await keepDraft(seat, draft, [soup])).toEqual({ kept: "words", lost: [soup.media] });
    expect((await draftOf(seat, draft.moment))?.words).toBe("Soup.");
    empty();
    expect(await keepDraft(seat, draft, [soup])).toEqual({ kept: "all", lost: [] });
  });
});

describe("what is left before somebody signs out", () => {
  test("counts a moment with words and photo once, and an act and a draft each", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await keepAct(seat, { kind: "give_answer", subject: "theosmoment0001", body: { answer: "yes" } });
    await keepDraft(seat, lunchDraft());
    expect(await unsent(seat)).toEqual({ moments: [draft.moment], acts: 1, photos: 1, drafts: 1, any: true });
  });

  test.each(["waiting", "refused"] as const)("counts a photo that is %s although its words went up", async (state) => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: 1 }));
    await tell(seat, [], { verdicts });
    await noteMedia(seat, soup.media, { state });
    expect(await unsent(seat)).toMatchObject({ moments: [draft.moment], photos: 1, any: true });
    await noteMedia(seat, soup.media, { state: "kept" });
    expect(await unsent(seat)).toMatchObject({ moments: [], any: false });
  });
});

describe("one's own moment", () => {
  test("names those who are in it as the circle knows them, and nobody by a bare id", async () => {
    await tell(seat, mayasRows);
    const quotes = [{ words: "Again!", made: "own" as const, speaker: people.sam.id }];
    await saveRevision(seat, lunchDraft({ people: [people.theo.id, "strangerperson1"], quotes }));
    const [found] = await myMoments(seat);
    expect(found?.moment.people.map(({ name }) => name)).toEqual(["Theo", ""]);
    expect(found?.moment.quotes[0]?.speaker?.name).toBe("Sam");
    expect(found?.moment.authors).toMatchObject([{ name: "Maya", own: true }]);
  });

  test("with a photo that the school refused needs a look, and waits again when it is tried again", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await noteMedia(seat, soup.media, { state: "refused", code: "media_too_large" });
    const found = await mine(seat, draft.moment);
    expect(found?.chip.state).toBe("needs_look");
    expect(found?.moment.pictures).toMatchObject([{ refused: "media_too_large", kept: false }]);
    await tryAgain(seat, (await needsALook(seat))[0]!);
    expect((await mine(seat, draft.moment))?.chip.state).not.toBe("needs_look");
    expect(await waitingMedia(seat)).toHaveLength(1);
  });

  test.each([
    [{ online: false }, "waiting_internet"],
    [{ online: true, portal: true }, "waiting_internet"],
    [{ online: true, portal: false }, "saved_here"],
  ])("while the phone says %j is told as %s", async (status, state) => {
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    tellStatus(seat, status);
    expect((await mine(seat, draft.moment))?.chip.state).toBe(state);
  });

  test("says why it is stuck, in the school's own sentence", async () => {
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    await park(seat, (await outbox(seat))[0]!.n, "field_invalid", "This is too long.");
    expect((await mine(seat, draft.moment))?.problem).toEqual({ code: "field_invalid", sentence: "This is too long." });
  });

  test("without the photo that was taken out of it still shows the words that the school has", async () => {
    const soup = photo();
    const draft = withPhotos(lunchDraft(), [soup]);
    await saveRevision(seat, draft, [soup]);
    await noteMedia(seat, soup.media, { state: "lost", code: "bytes_missing" });
    await discard(seat, (await needsALook(seat))[0]!);
    expect(await reopen(seat, draft.moment)).toMatchObject({ words: "We shared soup.", pictures: [] });
    expect(await needsALook(seat)).toEqual([]);
  });

  test("of many stands newest first, whichever this phone or another made", async () => {
    const other = told("tabletmoment001", { at: "2040-01-01T00:00:00Z", words: "From the tablet." });
    await tell(seat, [momentRow("seat:maya", other)]);
    await saveRevision(seat, lunchDraft({ words: "From the phone." }));
    expect((await myMoments(seat)).map(({ moment }) => moment.words)).toEqual(["From the tablet.", "From the phone."]);
  });
});

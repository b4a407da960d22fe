import { beforeEach, describe, expect, test } from "vitest";
import { draftOf, keepDraft } from "./drafts";
import { graves } from "./graveyard";
import { emptyOthers, unsafe } from "./leave";
import { bytesOf, noteMedia } from "./media";
import { outbox, sentOps } from "./outbox";
import { myMoments } from "./own";
import { lunch, lunchDraft, mayasRows, mayasSeat, momentRow, people, tell, told } from "./people.testing";
import { photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl, unwantPicture } from "./pictures";
import { circles, circleTimeline, me } from "./rows";
import { saveRevision } from "./save";
import { readFact, writeFact, type Seat } from "./seat";

let seat: Seat;
beforeEach(async () => {
  seat = await mayasSeat();
});

/** Maya keeps her lunch with a photo, and the school acknowledges the words at `seq`. */
async function sentLunch(seq: number): Promise<{ moment: string; media: string }> {
  const soup = photo();
  const draft = withPhotos(lunchDraft(), [soup]);
  await saveRevision(seat, draft, [soup]);
  const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq }));
  await tell(seat, [], { verdicts });
  return { moment: draft.moment, media: soup.media };
}

describe("before a phone may forget a seat", () => {
  test("a phone that sent nothing has nothing to lose", async () => {
    expect(await unsafe(seat)).toBe(false);
  });

  test.each([
    ["words that no backup holds are not safe", 8, 5, 3, true],
    ["words and photo in the newest backup are safe", 8, 5, 8, false],
    ["a photo that came after the backup is not safe", 5, 8, 7, true],
  ])("%s", async (_, words, picture, durable, expected) => {
    const { media } = await sentLunch(words);
    await noteMedia(seat, media, { state: "kept", seq: picture });
    await writeFact(seat, "durable", durable);
    expect(await unsafe(seat)).toBe(expected);
  });

  test("a photo whose place the school never named is not safe, whatever the backup", async () => {
    const { media } = await sentLunch(1);
    await noteMedia(seat, media, { state: "kept" });
    await writeFact(seat, "durable", 1_000_000);
    expect(await unsafe(seat)).toBe(true);
  });
});

describe("signing out with something kept", () => {
  const pictures = [{ media: "theosphoto00001", rendition: "rendition1", alt: "Soup", kept: true }];
  const theos = told("theosmoment0001", { form: "circle", state: "shared", authors: [people.theo], pictures });

  test("leaves nothing of anybody else on the phone", async () => {
    await tell(seat, [...mayasRows, momentRow(`circle:${lunch}`, theos)]);
    await keepPicture(seat, "rendition1", 400, new ArrayBuffer(10));
    await keepPicture(seat, "rendition1", 1600, new ArrayBuffer(10));
    await unwantPicture(seat, "refusedrendit01", 800);
    await emptyOthers(seat);
    expect(await circleTimeline(seat, lunch)).toEqual([]);
    expect(await circles(seat)).toEqual([]);
    expect(await me(seat)).toBeUndefined();
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    expect(await seat.db.read(["pictures"], (tx) => tx.objectStore("pictures").count())).toBe(0);
    expect((await graves(seat)).map(({ what, why }) => [what, why])).toContainEqual(["moment", "signed_out"]);
  });

  test("keeps every word and photo of one's own: sent, waiting and unfinished", async () => {
    const sent = await sentLunch(5);
    await tell(seat, [momentRow("seat:maya", told(sent.moment))]);
    const bread = photo(20, 3);
    const waiting = withPhotos(lunchDraft({ words: "Bread." }), [bread]);
    await saveRevision(seat, waiting, [bread]);
    const unfinished = lunchDraft({ words: "Half a sen" });
    await keepDraft(seat, unfinished);
    await emptyOthers(seat);
    expect((await myMoments(seat)).map(({ moment }) => moment.words).sort()).toEqual([
      "Bread.",
      "Half a sen",
      "We shared soup.",
    ]);
    expect(await bytesOf(seat, sent.media)).toBeDefined();
    expect(await bytesOf(seat, bread.media)).toEqual(bread.bytes);
    expect(await draftOf(seat, unfinished.moment)).toEqual(unfinished);
    expect(await outbox(seat)).toHaveLength(1);
    expect(await sentOps(seat)).toHaveLength(1);
  });

  test("asks the school for everything anew when the same person comes back", async () => {
    await tell(seat, mayasRows, { facts: { cursor: "epoch1.7", epoch: "epoch1" } });
    await emptyOthers(seat);
    expect(await readFact(seat, "afresh")).toBe(true);
    // The cursor shows a school that went back meanwhile.
    expect(await readFact(seat, "cursor")).toBe("epoch1.7");
  });
});

import { describe, expect, test } from "vitest";
import { applyNews } from "./apply";
import { draftOf, keepDraft } from "./drafts";
import { bytesOf, noteMedia, waitingMedia, type Photo } from "./media";
import { outbox, textOf } from "./outbox";
import { myMoments } from "./own";
import { lunch, lunchDraft, mayasRows, mayasSeat, momentRow, people, tell, told } from "./people.testing";
import { keepPicture, sound, soundOf, wantedPictures } from "./pictures";
import { saveRevision } from "./save";
import type { Seat } from "./seat";
import type { VoiceNote } from "./shapes";

const media = "voice0000000001";
const recorded: Photo = {
  media,
  kind: "voice",
  millis: 2000,
  width: 0,
  height: 0,
  sha256: "a".repeat(64),
  bytes: new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1]).buffer,
};
const heard = [people.maya.id];
const note: VoiceNote = { media, words: "Boom", heard: [people.maya], kept: true };
const spoken = () => lunchDraft({ voice: [{ media, words: "", heard }] });

/** Maya has said something, and the school has her words, and the sound as far as it says. */
async function kept(seat: Seat, state: "kept" | "waiting" = "kept"): Promise<string> {
  const draft = spoken();
  await saveRevision(seat, draft, [recorded]);
  const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: 5 }));
  await applyNews(seat, { verdicts, changes: [], facts: { behind: false }, rewound: false, now: Date.now() });
  await noteMedia(seat, media, { state });
  return draft.moment;
}

describe("what somebody says", () => {
  test("is on the disk with its draft, and what follows takes its place", async () => {
    const seat = await mayasSeat();
    const draft = spoken();
    await keepDraft(seat, draft, [{ ...recorded, bytes: new ArrayBuffer(2) }]);
    await keepDraft(seat, draft, [recorded]);
    expect((await draftOf(seat, draft.moment))?.voice).toMatchObject([{ media, heard }]);
    expect((await bytesOf(seat, media))?.byteLength).toBe(5);
    expect(await waitingMedia(seat)).toEqual([]);
  });

  test("goes up as its own kind, with who is heard and without words that nobody wrote", async () => {
    const seat = await mayasSeat();
    await saveRevision(seat, spoken(), [recorded]);
    expect(await waitingMedia(seat)).toMatchObject([{ media, kind: "voice", millis: 2000 }]);
    const { body } = JSON.parse(await textOf(seat, (await outbox(seat))[0]!)) as { body: { voice: unknown } };
    expect(body.voice).toEqual([{ media, heard }]);
  });

  test("keeps its moment on the way until the school has the sound too", async () => {
    const seat = await mayasSeat();
    await tell(seat, mayasRows);
    await kept(seat, "waiting");
    const [mine] = await myMoments(seat);
    expect(mine?.chip.state).not.toBe("with_teacher");
    const voice = [{ media, millis: 2000, words: "", heard: [{ id: people.maya.id, name: "Maya" }], kept: false }];
    expect(mine?.moment.voice).toMatchObject(voice);
    await noteMedia(seat, media, { state: "kept" });
    expect((await myMoments(seat))[0]?.chip.state).toBe("with_teacher");
  });

  test("is fetched as a sound, and goes when its row does", async () => {
    const seat = await mayasSeat();
    const row = (more: Partial<VoiceNote>) =>
      momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle", voice: [{ ...note, ...more }] }));
    await tell(seat, [row({ rendition: "rendition1" })]);
    expect(await wantedPictures(seat)).toMatchObject([{ rendition: "rendition1", size: sound }]);
    await keepPicture(seat, "rendition1", sound, recorded.bytes);
    expect((await soundOf(seat, { rendition: "rendition1" }))?.type).toBe("audio/webm");
    await tell(seat, [row({ over: true })]);
    expect(await soundOf(seat, { rendition: "rendition1" })).toBeUndefined();
  });

  test("goes from the phone that recorded it when its time is over, and its words stay", async () => {
    const seat = await mayasSeat();
    const moment = await kept(seat);
    expect(await soundOf(seat, { media })).toBeDefined();
    const own = told(moment, { form: "author", voice: [{ ...note, over: true }] });
    await tell(seat, [momentRow("seat:maya", own)]);
    expect(await bytesOf(seat, media)).toBeUndefined();
    expect((await myMoments(seat))[0]?.moment.voice).toMatchObject([{ words: "Boom", over: true }]);
  });

  test("that has not gone up is never dropped, whatever the school says of it", async () => {
    const seat = await mayasSeat();
    const draft = spoken();
    await saveRevision(seat, draft, [recorded]);
    await tell(seat, [
      momentRow("seat:maya", told(draft.moment, { form: "author", voice: [{ ...note, over: true }] })),
    ]);
    expect(await bytesOf(seat, media)).toBeDefined();
  });
});

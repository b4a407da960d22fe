import { beforeEach, describe, expect, test, vi } from "vitest";
import { drafts } from "../../store/drafts";
import { bytesOf } from "../../store/media";
import { outbox } from "../../store/outbox";
import { mine } from "../../store/own";
import { lunch, mayasSeat, momentRow, people, tell, told } from "../../store/people.testing";
import { fillPhone, photo } from "../../store/photos.testing";
import { saveRevision } from "../../store/save";
import type { Seat } from "../../store/seat";
import { settled } from "../frame/pending";
import { Maker } from "./maker.svelte";
import { freshDraft, openDraft, toldDraft } from "./opening";
import { newDraft } from "../../moment/draft";
import { newId } from "../../moment/ids";

let seat: Seat;
const addresses: string[] = [];

beforeEach(async () => {
  seat = await mayasSeat(newId());
  addresses.length = 0;
  // Node has no address bar: this one only remembers what it was told.
  vi.stubGlobal("history", { state: {}, replaceState: (_: unknown, __: string, to: string) => addresses.push(to) });
});

function maker(): Maker {
  return new Maker(seat, { draft: newDraft(newId(), lunch), known: [] });
}

function soup(): Parameters<Maker["addPhoto"]>[0] {
  const { bytes, sha256, width, height } = photo();
  return { bytes, sha256, width, height };
}

describe("a moment that is being made", () => {
  test("is on the disk from the first tap, and the address names it", async () => {
    const making = maker();
    await making.change((draft) => draft.did.push("food"));
    const [left] = await drafts(seat);
    expect(left?.did).toEqual(["food"]);
    expect(addresses).toEqual([`/new/${making.draft.moment}`]);
  });

  test("holds its place open until the last letter is on the disk", async () => {
    const making = maker();
    void making.change((draft) => (draft.words = "We shared sou"));
    void making.change((draft) => (draft.words = "We shared soup"));
    await settled(seat);
    expect((await drafts(seat))[0]?.words).toBe("We shared soup");
  });

  test("leaves nothing behind when nothing was tapped", async () => {
    expect(maker().missing).toBe("empty");
    expect(await drafts(seat)).toEqual([]);
    expect(addresses).toEqual([]);
  });

  test("keeps the last of many quick taps", async () => {
    const making = maker();
    const writes = ["W", "We", "We s", "We soup"].map((words) => making.change((draft) => (draft.words = words)));
    await Promise.all(writes);
    expect((await drafts(seat))[0]?.words).toBe("We soup");
  });

  test("keeps a photo with its draft, and lets its memory go", async () => {
    const making = maker();
    await making.addPhoto(soup(), "Soup");
    const media = making.draft.pictures[0]?.media ?? "";
    expect((await bytesOf(seat, media))?.byteLength).toBe(1000);
    expect(making.loose).toEqual({});
  });

  test("a photo that is taken again takes the place of the first", async () => {
    const making = maker();
    await making.addPhoto(soup(), "Soup");
    const first = making.draft.pictures[0]?.media ?? "";
    await making.addPhoto(soup(), "Better soup", first);
    expect(making.draft.pictures.map(({ alt }) => alt)).toEqual(["Better soup"]);
  });

  test("is kept with one tap: a revision to send, and no draft any more", async () => {
    const making = maker();
    await making.change((draft) => draft.did.push("food"));
    expect((await making.save()).kept).toBe("all");
    expect(await drafts(seat)).toEqual([]);
    expect(await outbox(seat)).toHaveLength(1);
    expect((await mine(seat, making.draft.moment))?.chip.state).toBe("saved_here");
  });

  test("a late tap does not bring the draft back after it was kept", async () => {
    const making = maker();
    await making.change((draft) => draft.did.push("food"));
    const saving = making.save();
    void making.change((draft) => (draft.words = "late"));
    await saving;
    await making.change((draft) => (draft.words = "later"));
    expect(await drafts(seat)).toEqual([]);
  });

  test("is thrown away whole, photos too, and no late write brings it back", async () => {
    const making = maker();
    await making.addPhoto(soup(), "Soup");
    const media = making.draft.pictures[0]?.media ?? "";
    void making.change((draft) => (draft.words = "late"));
    await making.throwAway();
    await making.keep();
    expect(await drafts(seat)).toEqual([]);
    expect(await bytesOf(seat, media)).toBeUndefined();
  });

  test("a change that is thrown away leaves the kept moment as it was", async () => {
    const making = maker();
    await making.change((draft) => (draft.words = "We shared soup."));
    await making.save();
    const opened = await openDraft(seat, making.draft.moment);
    const changing = new Maker(seat, opened!);
    await changing.change((draft) => (draft.words = "No"));
    await changing.throwAway();
    expect((await mine(seat, making.draft.moment))?.moment.words).toBe("We shared soup.");
  });

  test("words that nobody said are not kept as a quote", async () => {
    const making = maker();
    await making.change(({ quotes }) => quotes.push({ words: "  ", made: "own" }));
    expect(making.missing).toBe("empty");
    await making.change((draft) => draft.did.push("food"));
    await making.save();
    expect((await mine(seat, making.draft.moment))?.moment.quotes).toEqual([]);
  });
});

describe("a photo that is still being made ready", () => {
  test("when Save is tapped is in what is kept", async () => {
    const making = maker();
    await making.change((draft) => draft.did.push("food"));
    let ready = () => {};
    const shrunk = new Promise<void>((go) => (ready = go));
    const arrives = making.awaits(shrunk.then(() => making.addPhoto(soup(), "Soup")));
    const saving = making.save();
    ready();
    expect((await saving).kept).toBe("all");
    await arrives;
    const media = making.draft.pictures[0]?.media ?? "";
    expect((await mine(seat, making.draft.moment))?.moment.pictures.map((picture) => picture.media)).toEqual([media]);
    expect((await bytesOf(seat, media))?.byteLength).toBe(1000);
    expect(await drafts(seat)).toEqual([]);
  });

  test("and turns out to be none does not stand in the way of the words", async () => {
    const making = maker();
    await making.change((draft) => draft.did.push("food"));
    const arrives = making.awaits(Promise.reject(new Error("not a picture")));
    await expect(arrives).rejects.toThrow("not a picture");
    expect((await making.save()).kept).toBe("all");
  });
});

describe("a phone that is full", () => {
  test("keeps the words, says so, and has the photo in memory for another try", async () => {
    const making = maker();
    const empty = fillPhone(["bytes"], true);
    try {
      await making.addPhoto(soup(), "Soup");
      expect(making.kept).toBe("words");
      expect(Object.keys(making.loose)).toHaveLength(1);
      await making.change((draft) => draft.did.push("food"));
      expect(await making.save()).toMatchObject({ kept: "words" });
    } finally {
      empty();
    }
    // Room was made: the photo goes with a second version, on top of the words.
    expect(await making.save()).toMatchObject({ kept: "all" });
    expect((await mine(seat, making.draft.moment))?.moment.pictures).toHaveLength(1);
  });

  test("has the photo again for whoever goes on with the moment in this tab, also one that came after the page was left", async () => {
    const making = maker();
    const empty = fillPhone(["bytes"], true);
    await making.addPhoto(soup(), "Soup");
    making.close();
    await making.addPhoto(soup(), "More soup");
    const opened = (await openDraft(seat, making.draft.moment))!;
    const theos = new Maker({ ...seat, id: newId() }, opened);
    expect(theos.loose).toEqual({});
    const again = new Maker(seat, opened);
    expect(Object.keys(again.loose)).toEqual(opened.draft.pictures.map(({ media }) => media));
    await vi.waitFor(() => expect(again.kept, "it is said again").toBe("words"));
    empty();
    await again.keep();
    expect(again.loose).toEqual({});
    for (const { media } of opened.draft.pictures) expect((await bytesOf(seat, media))?.byteLength).toBe(1000);
    expect(new Maker(seat, opened).loose).toEqual({});
  });

  test("keeps no photo of a moment that was thrown away", async () => {
    const making = maker();
    const empty = fillPhone(["bytes"], true);
    await making.addPhoto(soup(), "Soup");
    await making.throwAway();
    making.close();
    empty();
    expect(new Maker(seat, { draft: making.draft, known: [] }).loose).toEqual({});
  });

  test("that takes nothing at all keeps the page as it is, to save again", async () => {
    const making = maker();
    await making.change((draft) => draft.did.push("food"));
    const empty = fillPhone(["outbox"]);
    try {
      expect(await making.save()).toMatchObject({ kept: "nothing" });
    } finally {
      empty();
    }
    await making.change((draft) => (draft.words = "Still here"));
    expect((await drafts(seat))[0]?.words).toBe("Still here");
    expect((await making.save()).kept).toBe("all");
  });
});

describe("opening a moment", () => {
  test("an unfinished one goes on where it was left", async () => {
    const making = maker();
    await making.change((draft) => (draft.words = "We shar"));
    expect((await openDraft(seat, making.draft.moment))?.draft.words).toBe("We shar");
  });

  test("one that only this phone has opens with this phone's words, on top of them", async () => {
    const draft = { ...newDraft(newId(), lunch), words: "We shared soup." };
    const saved = await saveRevision(seat, draft);
    const opened = await openDraft(seat, draft.moment);
    expect(opened?.draft).toMatchObject({ words: "We shared soup.", base: "revision" in saved && saved.revision });
  });

  test("one that came back opens with what the school tells, on a phone that never had it", async () => {
    const id = newId();
    await tell(seat, [momentRow("seat:maya", told(id, { words: "Told words", state: "back", note: "Who is it?" }))]);
    const opened = await openDraft(seat, id);
    expect(opened?.draft).toMatchObject({ moment: id, words: "Told words", base: `rev${id.slice(3)}` });
  });

  test("what this phone does not know is not invented", async () => {
    expect(await openDraft(seat, newId())).toBeUndefined();
  });

  test("a moment that the school tells opens whole: people, quotes, pictures, co-authors", () => {
    const { maya, sam, theo } = people;
    const draft = toldDraft(
      told(newId(), {
        authors: [{ ...maya, own: true }, theo],
        people: [sam, { name: "A friend" }],
        quotes: [{ speaker: sam, words: "Again.", made: "symbols", symbols: ["again"] }],
        pictures: [{ media: "m".repeat(15), alt: "Soup", kept: true, rendition: "x" }],
        turn: "together",
        feeling: "good",
      }),
    );
    expect(draft).toMatchObject({
      people: [sam.id],
      quotes: [{ speaker: sam.id, words: "Again.", made: "symbols", symbols: ["again"] }],
      pictures: [{ media: "m".repeat(15), alt: "Soup" }],
      turn: "together",
      feeling: "good",
    });
  });

  test("a new one starts in the circle that was asked for, when it is one's own", async () => {
    expect((await freshDraft(seat, "somebodyelses01")).draft.circle).toBe("");
  });
});

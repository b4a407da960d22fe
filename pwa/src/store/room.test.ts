import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepDraft } from "./drafts";
import { bytesOf } from "./media";
import { graves } from "./graveyard";
import { outbox } from "./outbox";
import { lunch, lunchDraft, mayasSeat, momentRow, tell, told } from "./people.testing";
import { fillPhone, photo, withPhotos } from "./photos.testing";
import { keepPicture, pictureUrl, wantedPictures } from "./pictures";
import { fits, makeRoom } from "./room";
import { saveRevision } from "./save";
import type { Seat } from "./seat";

let seat: Seat;
let empty = () => {};
beforeEach(async () => {
  seat = await mayasSeat();
});
afterEach(() => {
  empty();
  empty = () => {};
});

const full = () => new DOMException("no room", "QuotaExceededError");

/** One of Theo's pictures on Maya's phone, in the list's size and as it was looked at. */
async function theosPicture(): Promise<void> {
  const pictures = [{ media: "theosphoto00001", rendition: "rendition1", alt: "Soup", kept: true }];
  await tell(seat, [momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle", pictures }))]);
  for (const size of [400, 1600]) await keepPicture(seat, "rendition1", size, new ArrayBuffer(size));
}

describe("a write on a full phone", () => {
  test("goes through once others' pictures have made room, and they are fetched again later", async () => {
    await theosPicture();
    let tries = 0;
    const write = () => (++tries === 1 ? Promise.reject(full()) : Promise.resolve());
    expect(await fits(seat, write)).toBe(true);
    expect(tries).toBe(2);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    expect((await wantedPictures(seat)).map(({ size }) => size)).toEqual([400]);
  });

  test("is tried twice and no more", async () => {
    await theosPicture();
    let tries = 0;
    expect(await fits(seat, () => Promise.reject(++tries && full()))).toBe(false);
    expect(tries).toBe(2);
  });

  test("is not tried again when there is nothing to let go of", async () => {
    let tries = 0;
    expect(await fits(seat, () => Promise.reject(++tries && full()))).toBe(false);
    expect(tries).toBe(1);
  });

  test("is given up when the phone refuses even to let go", async () => {
    await theosPicture();
    empty = fillPhone(["pictures"]);
    await expect(fits(seat, () => Promise.reject(full()))).resolves.toBe(false);
    empty();
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
  });

  test("that fails for another reason costs nobody a picture", async () => {
    await theosPicture();
    await expect(fits(seat, () => Promise.reject(new TypeError("ours")))).rejects.toThrow("ours");
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
  });
});

describe("a moment on a full phone", () => {
  test("is kept with its photo when a friend's picture can make room", async () => {
    await theosPicture();
    const soup = photo();
    // The first try meets the full phone; once pictures were let go there is room.
    const stop = seat.bell.listen((ring) => ring.kind === "changed" && ring.stores.includes("graveyard") && empty());
    empty = fillPhone(["bytes"]);
    expect(await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup])).toMatchObject({ kept: "all" });
    stop();
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("not even whose words fit is left on the screen, and says so", async () => {
    empty = fillPhone(["drafts"]);
    const soup = photo();
    const kept = await keepDraft(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    expect(kept).toEqual({ kept: "nothing", lost: [soup.media] });
  });

  test("takes no photo of one's own away that is not in a backup", async () => {
    const soup = photo();
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    expect(await makeRoom(seat)).toBe(false);
    expect(await bytesOf(seat, soup.media)).toEqual(soup.bytes);
    expect(await graves(seat)).toEqual([]);
  });
});

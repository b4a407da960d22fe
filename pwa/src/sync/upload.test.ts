import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { Elsewhere, Unreachable } from "../api/answers";
import { newId } from "../moment/ids";
import { discard, needsALook } from "../store/look";
import { waitingMedia } from "../store/media";
import { mine } from "../store/own";
import { lunchDraft } from "../store/people.testing";
import { photo, withPhotos } from "../store/photos.testing";
import { pictureUrl } from "../store/pictures";
import { saveRevision } from "../store/save";
import type { Photo } from "../store/media";
import { uploadAll } from "./upload";
import { faults } from "./faults.testing";
import { go, line, onMayasPhone, school, seat } from "./phone.testing";

onMayasPhone();

async function keepWith(photos: Photo[]): Promise<string> {
  const draft = withPhotos(lunchDraft(), photos);
  await saveRevision(seat, draft, photos);
  return draft.moment;
}

const chip = async (id: string) => (await mine(seat, id))?.chip;
const patches = () => school.calls.filter((call) => call.startsWith("PATCH")).length;

describe("a photo goes up", () => {
  test("in pieces of 256 KiB, and only then the teacher has the moment", async () => {
    const soup = photo(600 * 1024);
    const id = await keepWith([soup]);
    await go();
    expect(school.uploads.get(soup.media)?.bytes.equals(Buffer.from(soup.bytes))).toBe(true);
    expect(patches()).toBe(3);
    expect(await chip(id)).toEqual({ state: "with_teacher" });
    expect(await waitingMedia(seat)).toEqual([]);
  });

  test("as often as it was attached: the same photo twice in one moment, and again in another, each once", async () => {
    const soup = photo(300 * 1024);
    const again = { ...soup, media: newId() };
    const elsewhere = { ...soup, media: newId() };
    const [first, second] = [await keepWith([soup, again]), await keepWith([elsewhere])];
    school.once(/PATCH/, faults.cutAfter);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    await go();
    for (const id of [first, second]) expect(await chip(id)).toEqual({ state: "with_teacher" });
    expect([...school.uploads.keys()].sort()).toEqual([soup.media, again.media, elsewhere.media].sort());
    for (const { bytes } of school.uploads.values()) expect(bytes.equals(Buffer.from(soup.bytes))).toBe(true);
    expect(patches()).toBe(6);
  });

  test("on from where it was when the line broke, after asking", async () => {
    const soup = photo(600 * 1024);
    const id = await keepWith([soup]);
    school.once(/PATCH/, (go) => go());
    school.once(/PATCH/, faults.cutBefore);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    expect(await chip(id)).toEqual({ state: "sending", sent: 0, of: 1 });
    await go();
    expect(await chip(id)).toEqual({ state: "with_teacher" });
    expect(school.calls.some((call) => call.startsWith("HEAD"))).toBe(true);
    expect(patches()).toBe(4);
  });

  test("once, when only the answer to its last piece was lost", async () => {
    const soup = photo(1000);
    const id = await keepWith([soup]);
    school.once(/PATCH/, faults.cutAfter);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    expect((await chip(id))?.state).toBe("sending");
    await go();
    expect((await chip(id))?.state).toBe("with_teacher");
    expect(patches()).toBe(1);
  });

  test("from the start, when the school has forgotten it", async () => {
    const soup = photo(1000);
    await keepWith([soup]);
    school.once(/PATCH/, faults.cutBefore);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    school.uploads.clear();
    await go();
    expect(school.uploads.get(soup.media)?.bytes.byteLength).toBe(1000);
  });

  test("from the true offset, when the school is further than this phone knows", async () => {
    const soup = photo(1000);
    const id = await keepWith([soup]);
    school.once(/PATCH/, (go) => {
      const upload = school.uploads.get(soup.media)!;
      upload.bytes = Buffer.from(soup.bytes.slice(0, 400));
      go();
    });
    await go();
    expect((await chip(id))?.state).toBe("with_teacher");
    expect(school.uploads.get(soup.media)?.bytes.equals(Buffer.from(soup.bytes))).toBe(true);
  });

  test("and a 204 that does not say kept is not believed", async () => {
    const soup = photo(1000);
    const id = await keepWith([soup]);
    const working = (status: number) => (_go: () => void, res: ServerResponse) => {
      res.writeHead(status, { "Tus-Resumable": "1.0.0", "Upload-Offset": "1000", "Kith-Media": "working" }).end();
    };
    school.once(/PATCH/, working(204));
    school.once(/HEAD/, working(200));
    school.once(/HEAD/, working(200));
    await uploadAll(seat, line, [0, 0]);
    expect((await chip(id))?.state).not.toBe("with_teacher");
    expect((await waitingMedia(seat))[0]?.nextAt).toBeGreaterThan(Date.now());
  });

  test("not into the hands of a wifi page that answers 204", async () => {
    const soup = photo(1000);
    const id = await keepWith([soup]);
    school.once(/PATCH/, (_go, res) => res.writeHead(204).end());
    await expect(go()).rejects.toBeInstanceOf(Elsewhere);
    expect((await chip(id))?.state).not.toBe("with_teacher");
  });

  test("beside another one: two at once, and the chip counts them", async () => {
    const [soup, bread] = [photo(1000, 3), photo(2000, 5)];
    const id = await keepWith([soup, bread]);
    school.once(/PATCH .*/, (go, res) => (res.req.url?.includes(bread.media) ? res.destroy() : go()));
    school.once(/PATCH .*/, (go, res) => (res.req.url?.includes(bread.media) ? res.destroy() : go()));
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    expect(await chip(id)).toEqual({ state: "sending", sent: 1, of: 2 });
    await go();
    expect(await chip(id)).toEqual({ state: "with_teacher" });
  });
});

describe("a photo that does not arrive as it was", () => {
  test("needs a look, and the moment goes on without it when its author says so", async () => {
    const soup = { ...photo(1000), sha256: "0".repeat(64) };
    const id = await keepWith([soup]);
    await go();
    expect((await chip(id))?.state).toBe("needs_look");
    const [trouble] = await needsALook(seat);
    expect(trouble).toMatchObject({ about: "photo", code: "media_checksum" });
    await discard(seat, trouble!);
    await go();
    expect((await chip(id))?.state).toBe("with_teacher");
    expect(await needsALook(seat)).toEqual([]);
    expect(school.rows.get(`seat:maya|moment|${id}`)?.moment?.pictures).toEqual([]);
  });

  test("needs a look when this phone has lost its bytes", async () => {
    const soup = photo(1000);
    const id = await keepWith([soup]);
    await seat.db.write(["bytes"], (tx) => tx.objectStore("bytes").delete(soup.media));
    await go();
    expect((await chip(id))?.state).toBe("needs_look");
    expect(await needsALook(seat)).toMatchObject([{ code: "bytes_missing", canHeal: false }]);
  });

  test("stays on the phone when its moment was set aside for good", async () => {
    const soup = photo(1000);
    await keepWith([soup]);
    school.refuse = () => ({ code: "not_member" });
    await go();
    expect(school.uploads.size).toBe(0);
    expect(await waitingMedia(seat)).toHaveLength(1);
  });

  test("waits when the day's photos are used up, and nothing is lost", async () => {
    const soup = photo(1000);
    const id = await keepWith([soup]);
    school.once(/POST \/media/, faults.says(429, "quota", { "Retry-After": "3600" }));
    await go();
    expect((await chip(id))?.state).toBe("sending");
    expect((await waitingMedia(seat))[0]).toMatchObject({ code: "quota" });
    expect((await waitingMedia(seat))[0]!.nextAt).toBeGreaterThan(Date.now() + 3_500_000);
  });
});

describe("pictures come down", () => {
  test("with the bearer, into the phone's own store", async () => {
    const pictures = [{ media: "m", rendition: "rendition1", alt: "", kept: true }];
    const none = { people: [], others: false, did: [], quotes: [], authors: [{ name: "Theo" }] };
    const about = {
      id: "theosmoment0001",
      revision: "r",
      circle: "c",
      number: 1,
      hash: "h",
      at: "2026-11-16T12:10:00Z",
    };
    const moment = { form: "circle", state: "shared", ...about, ...none, pictures } as const;
    school.pictures.set("rendition1", Buffer.from("a picture"));
    school.tell({
      key: "circle:c",
      kind: "moment",
      id: about.id,
      moment: { ...moment, people: [], did: [], quotes: [], authors: [], pictures },
    });
    await go();
    expect(school.calls).toContain("GET /media/rendition1/400");
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
    // A larger one is fetched when a screen asks for it.
    expect(await pictureUrl(seat, { rendition: "rendition1" }, 1600)).toMatch(/^blob:/);
    await go();
    expect(school.calls).toContain("GET /media/rendition1/1600");
  });
});

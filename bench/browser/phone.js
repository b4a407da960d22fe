/** The phone's own store and sync, as they are released, on a page of their own: what Chromium runs on Kith's side. */
import { newDraft } from "../../pwa/src/moment/draft";
import { newId } from "../../pwa/src/moment/ids";
import { takeSeat } from "../../pwa/src/online/signIn";
import { sha256 } from "../../pwa/src/photo/shrink";
import { waitingMedia } from "../../pwa/src/store/media";
import { outbox, textOf } from "../../pwa/src/store/outbox";
import { saveRevision } from "../../pwa/src/store/save";
import { readFact } from "../../pwa/src/store/seat";
import { startSync } from "../../pwa/src/sync/loop";
import { hasPhoto, photoOf, words } from "./moments";

let seat;
let guest;

/** Somebody signs in on this phone. */
export async function arrive(who) {
  guest = who;
  seat = await takeSeat(who.signed, who.device);
}

/** The last picture that was made, since to draw one takes a slow processor a second. */
let last = {};
async function pictureOf(number) {
  if (last.number !== number) {
    const picture = await photoOf(number);
    last = { number, picture: { ...picture, sha256: await sha256(picture.bytes) } };
  }
  return last.picture;
}

async function draftOf(number, withPhoto) {
  const draft = { ...newDraft(newId(), guest.circle), did: ["music"], words };
  draft.quotes = [{ speaker: guest.mate, words: "Louder!", made: "own" }];
  if (!withPhoto) return { draft, photos: [] };
  const photo = { ...(await pictureOf(number)), media: newId() };
  draft.pictures = [{ media: photo.media, alt: "Drums in the yard" }];
  return { draft, photos: [photo] };
}

async function keep({ draft, photos }) {
  const saved = await saveRevision(seat, draft, photos);
  if (saved.kept !== "all") throw new Error(`the phone kept ${saved.kept}`);
}

/** Keeps so many moments without internet, and says how many bytes have to go up: what the person made, and nothing around it. */
export async function fill(moments, photos) {
  for (let n = 0; n < moments; n++) await keep(await draftOf(n, hasPhoto(n, moments, photos)));
  const texts = await Promise.all((await outbox(seat)).map((op) => textOf(seat, op)));
  const pictures = await waitingMedia(seat);
  if (texts.length !== moments || pictures.length !== photos) throw new Error("not everything waits");
  const sizes = [...texts.map((text) => new TextEncoder().encode(text).byteLength), ...pictures.map(({ length }) => length)];
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Sends all that waits, and says after how many milliseconds the school had acknowledged the last of it. */
export async function drain(photos) {
  const took = await until(async () => (await waitingMedia(seat)).length === 0 && (await outbox(seat)).length === 0);
  const kept = await seat.db.read(["media"], (tx) => tx.objectStore("media").index("state").count("kept"));
  if (kept !== photos) throw new Error(`the school kept ${kept} of ${photos} photos`);
  return took;
}

/** Hears of everything that the school has, and says after how many milliseconds the phone had it on its disk. */
export async function pull(moments) {
  const took = await until(async () => (await readFact(seat, "behind")) === false);
  const rows = await seat.db.read(["rows"], (tx) => tx.objectStore("rows").index("kind").count("moment"));
  if (rows !== moments) throw new Error(`this phone was told of ${rows} moments`);
  return took;
}

/** Syncs until it is so. It is looked whenever the store was written to. */
async function until(holds) {
  const begun = performance.now();
  let stop;
  const took = await new Promise((done) => {
    seat.bell.listen(async (ring) => {
      if (ring.kind === "changed" && (await holds())) done(performance.now() - begun);
    });
    stop = startSync(seat);
  });
  await stop();
  return took;
}

/** The same bytes as a moment, for a store that knows nothing of moments. */
let plain;
async function plainStore() {
  plain ??= new Promise((ready, fail) => {
    const asked = indexedDB.open("limit", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("things", { autoIncrement: true });
    asked.onsuccess = () => ready(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  return await plain;
}

async function writePlainly(thing) {
  const db = await plainStore();
  await new Promise((done, fail) => {
    const tx = db.transaction("things", "readwrite", { durability: "strict" });
    tx.objectStore("things").add(thing);
    tx.oncomplete = done;
    tx.onerror = () => fail(tx.error);
  });
}

const acts = {
  kith: ({ draft, photos }) => keep({ draft, photos }),
  plain: ({ draft, photos }) => writePlainly({ text: JSON.stringify(draft), bytes: photos.map((photo) => photo.bytes) }),
};
let ready;
let saved;

/** Makes what the next tap keeps, with a photo whose bytes were made before. */
export async function prepare(side, withPhoto) {
  const made = await draftOf(0, withPhoto);
  await plainStore();
  ready = () => acts[side](made);
}

/** How many milliseconds lay between the tap and the end of the transaction. */
export async function took() {
  return await saved;
}

/** Puts a button on the page that keeps what was prepared. */
export function showButton() {
  const button = document.createElement("button");
  button.textContent = "Save";
  button.onclick = (tap) => {
    saved = ready().then(() => performance.now() - tap.timeStamp);
  };
  document.body.append(button);
}

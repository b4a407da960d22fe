/** PouchDB on a page of its own: what Chromium runs on the peer's side. `PouchDB` comes from a script of the page. */
import { hasPhoto, photoOf, words } from "./moments.js";

let local;

/** Keeps so many documents, with a photo attached to some, as a phone without internet. */
export async function fill(name, moments, photos) {
  local = new PouchDB(name);
  for (let n = 0; n < moments; n++) {
    const doc = documentOf(n);
    if (hasPhoto(n, moments, photos)) {
      const { bytes } = await photoOf(n);
      doc._attachments = { photo: { content_type: "image/jpeg", data: new Blob([bytes], { type: "image/jpeg" }) } };
    }
    await local.put(doc);
  }
}

/** Brings everything to the server, and says after how many milliseconds it was there. */
export async function drain(name, moments) {
  const begun = performance.now();
  const { docs_written: written } = await local.replicate.to(`${location.origin}/db/${name}`);
  const took = performance.now() - begun;
  if (written !== moments) throw new Error(`${written} documents were written`);
  return took;
}

/** Puts so many documents on the server, for `pull`. */
export async function offer(name, moments) {
  const there = new PouchDB(`${location.origin}/db/${name}`);
  await there.bulkDocs(Array.from({ length: moments }, (_, n) => documentOf(n)));
}

/** Brings everything from the server to an empty phone, and says after how many milliseconds it was here. */
export async function pull(name, moments) {
  local = new PouchDB(`${name}-here`);
  const begun = performance.now();
  const { docs_written: written } = await local.replicate.from(`${location.origin}/db/${name}`);
  const took = performance.now() - begun;
  if (written !== moments) throw new Error(`${written} documents came`);
  return took;
}

/** A document that says what a moment says. */
function documentOf(n) {
  return {
    _id: `moment-${String(n).padStart(6, "0")}`,
    kind: "moment",
    circle: "000000000000000",
    did: ["music"],
    words,
    quotes: [{ speaker: "000000000000001", words: "Louder!", made: "own" }],
    people: [],
    at: new Date().toISOString(),
  };
}

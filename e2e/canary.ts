import type { Page } from "@playwright/test";
import type { Phone } from "./phone";

/** Words, a file name and colours that exist nowhere else. */
export interface Canary {
  words: string[];
  fileName: string;
  photo: Buffer;
}

/** Four stripes in colours that no scene of the demo holds side by side. */
const stripes = ["#ff00ff", "#00ff00", "#ff00ff", "#0000ff"] as const;

/** Draws a photo with the stripes, and gives it a name that must never travel. */
export async function hatch(page: Page, words: string[], fileName: string): Promise<Canary> {
  const base64 = await page.evaluate(async (colours) => {
    const canvas = new OffscreenCanvas(800, 600);
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    colours.forEach((colour, i) => {
      pen.fillStyle = colour;
      pen.fillRect(i * 200, 0, 200, 600);
    });
    const blob = await canvas.convertToBlob({
      type: "image/jpeg",
      quality: 0.9,
    });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, stripes);
  return { words, fileName, photo: Buffer.from(base64, "base64") };
}

/** Where traces of a canary are on a phone: what came down its wire, its databases and its caches. */
export async function tracesOf(canary: Canary, phone: Phone): Promise<string[]> {
  const wire = Buffer.concat(phone.wire.down);
  const traces: string[] = [];
  for (const word of [...canary.words, canary.fileName]) if (wire.includes(word)) traces.push(`the wire says "${word}"`);
  for (const picture of jpegsIn(wire)) if (await looksLike(phone.page, picture)) traces.push("the wire carried the picture");
  return [...traces, ...(await stored(phone.page, [...canary.words, canary.fileName]))];
}

/** Every JPEG that went over a wire: from each start of one to the next end of one. */
function jpegsIn(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = bytes.indexOf("ffd8ff", 0, "hex"); at >= 0; at = bytes.indexOf("ffd8ff", at + 3, "hex")) {
    const end = bytes.indexOf("ffd9", at, "hex");
    if (end > 0) found.push(bytes.subarray(at, end + 2));
  }
  return found;
}

async function looksLike(page: Page, picture: Buffer): Promise<boolean> {
  return await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    return await striped(bytes);

    async function striped(body: Uint8Array<ArrayBuffer>): Promise<boolean> {
      const bitmap = await createImageBitmap(new Blob([body])).catch(() => undefined);
      if (!bitmap) return false;
      const pen = new OffscreenCanvas(4, 1).getContext("2d");
      pen?.drawImage(bitmap, 0, 0, 4, 1);
      const [r, g, b, , r2, g2] = pen?.getImageData(0, 0, 4, 1).data ?? [];
      return r! > 180 && g! < 90 && b! > 180 && r2! < 90 && g2! > 180;
    }
  }, picture.toString("base64"));
}

/**
 * Looks through every database and every cache of the page's origin, into every text and every picture. What is sealed is
 * opened with the seat's own key: that a phone has received something must show, not only that it hides it well.
 */
export async function stored(page: Page, words: string[]): Promise<string[]> {
  return await page.evaluate(async (needles) => {
    const traces: string[] = [];
    for (const { name } of await indexedDB.databases()) if (name) await searchDatabase(name);
    for (const name of await caches.keys()) await searchCache(name);
    return traces;

    async function searchDatabase(name: string): Promise<void> {
      const db = await promised(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        const values = await promised(db.transaction(store).objectStore(store).getAll());
        for (const value of values) await search(await opened(db, value), `${name}/${store}`);
      }
      db.close();
    }

    async function opened(db: IDBDatabase, value: unknown): Promise<unknown> {
      if (!value || typeof value !== "object" || value instanceof CryptoKey) return value;
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
      if (!("aes" in value)) {
        const parts = Object.entries(value).map(async ([name, part]) => [name, await opened(db, part)] as const);
        return Object.fromEntries(await Promise.all(parts));
      }
      const { iv, box, aes } = value as {
        iv: Uint8Array<ArrayBuffer>;
        box: ArrayBuffer;
        aes: string;
      };
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyIn(db), box);
      return aes === "bytes" ? plain : (JSON.parse(new TextDecoder().decode(plain)) as unknown);
    }

    async function keyIn(db: IDBDatabase): Promise<CryptoKey> {
      type Bound = { kek: CryptoKey; iv: Uint8Array<ArrayBuffer>; box: ArrayBuffer };
      const kept = await promised<{ value: { lies: Bound } }>(db.transaction("meta").objectStore("meta").get("key"));
      const { kek, iv, box } = kept.value.lies;
      return await crypto.subtle.unwrapKey("raw", box, kek, { name: "AES-GCM", iv }, "AES-GCM", false, ["decrypt"]);
    }

    async function searchCache(name: string): Promise<void> {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request, { ignoreVary: true });
        if (answer) await search(await answer.arrayBuffer(), `cache ${request.url}`);
      }
    }

    async function search(value: unknown, where: string): Promise<void> {
      if (typeof value === "string") {
        for (const needle of needles) if (value.includes(needle)) traces.push(`${where} says "${needle}"`);
      } else if (value instanceof Blob) {
        await search(await value.arrayBuffer(), where);
      } else if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
        const bytes = new Uint8Array(ArrayBuffer.isView(value) ? value.buffer : value);
        await search(new TextDecoder("latin1").decode(bytes), where);
        if (bytes[0] === 0xff && bytes[1] === 0xd8 && (await striped(bytes))) traces.push(`${where} holds the picture`);
      } else if (value && typeof value === "object") {
        for (const part of Object.values(value)) await search(part, where);
      }
    }

    async function striped(body: Uint8Array<ArrayBuffer>): Promise<boolean> {
      const bitmap = await createImageBitmap(new Blob([body])).catch(() => undefined);
      if (!bitmap) return false;
      const pen = new OffscreenCanvas(4, 1).getContext("2d");
      pen?.drawImage(bitmap, 0, 0, 4, 1);
      const [r, g, b, , r2, g2] = pen?.getImageData(0, 0, 4, 1).data ?? [];
      return r! > 180 && g! < 90 && b! > 180 && r2! < 90 && g2! > 180;
    }

    function promised<T>(request: IDBRequest<T>): Promise<T> {
      return new Promise((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error ?? new Error("the database did not answer"));
      });
    }
  }, words);
}

import { createHash } from "node:crypto";
import type { Draft } from "../moment/draft";
import { newId } from "../moment/ids";
import type { Photo } from "./media";

/** A photo of so many bytes, all different. */
export function photo(length = 1000, seed = 7): Photo {
  const bytes = Uint8Array.from({ length }, (_, n) => (n * seed + (n >> 8)) % 256);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { media: newId(), bytes: bytes.buffer, sha256, width: 1600, height: 1200 };
}

/** A draft that shows these photos. */
export function withPhotos(draft: Draft, photos: Photo[]): Draft {
  const pictures = photos.map(({ media, sha256, width, height }) => ({ media, alt: "Soup", sha256, width, height }));
  return { ...draft, pictures };
}

/**
 * Fills the phone: from now on nothing fits into these stores, or nothing with bytes in it when only those are `large`.
 * The returned function empties it again.
 */
export function fillPhone(full: readonly string[], large = false): () => void {
  const proto = IDBObjectStore.prototype;
  const { put, add } = proto;
  const refuse = (real: typeof put) =>
    function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      const request = real.apply(this, args);
      // As a browser does it: the request is taken, then the whole transaction aborts.
      if (full.includes(this.name) && (!large || (args[0] as { bytes?: unknown }).bytes)) {
        (this.transaction as unknown as { _abort(name: string): void })._abort("QuotaExceededError");
      }
      return request;
    };
  proto.put = refuse(put);
  proto.add = refuse(add);
  return () => {
    proto.put = put;
    proto.add = add;
  };
}

import type { Seat } from "./seat";
import { keyOf } from "./seatkey";

declare const sealedMark: unique symbol;

/** A value as it lies on this phone. Only `unseal` gives it back. */
export type Sealed<T> = { readonly lies: unknown; readonly [sealedMark]?: T };

/** AES-GCM, 256 bit, a nonce of 96 random bits for each value. Everything but bytes is JSON. */
interface Box {
  aes: "bytes" | "json";
  iv: Uint8Array<ArrayBuffer>;
  box: ArrayBuffer;
}

/**
 * Makes a value fit to lie on this phone, where only its seat can read it. Every stored value passes here **before** its
 * transaction opens: waiting inside would commit it half done.
 *
 * @throws PinNeeded while the seat is locked.
 */
export async function seal<T>(seat: Seat, value: T): Promise<Sealed<T>> {
  const aes = value instanceof ArrayBuffer ? "bytes" : "json";
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(seat), plain);
  return { lies: { aes, iv, box } satisfies Box };
}

/**
 * The value again. Called after the transaction that read it. What was kept before there were keys lies open.
 *
 * @throws PinNeeded while the seat is locked; and when it was changed, or sealed by a key that this phone has lost.
 */
export async function unseal<T>(seat: Seat, sealed: Sealed<T>): Promise<T> {
  if (!isBox(sealed.lies)) return sealed.lies as T;
  const { aes, iv, box } = sealed.lies;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await keyOf(seat), box);
  return (aes === "bytes" ? plain : JSON.parse(new TextDecoder().decode(plain))) as T;
}

function isBox(lies: unknown): lies is Box {
  return typeof lies === "object" && lies !== null && "aes" in lies && "box" in lies;
}

import { fromBase64url } from "./base64";

/** What a box is for: the school opens it for that and for nothing else. */
export type Purpose =
  "kith words 1" | "kith picture head 1" | "kith seat key 1" | "kith teller 1" | `kith picture 1 ${string}`;

/** A public key of the school: its id, and a P-256 point of 65 bytes. */
export interface SealKey {
  id: string;
  point: ArrayBuffer;
}

/** Reads a key as the school announces it, `<id>.<point in base64url>`. Undefined when it is none. */
export function readSealKey(text: string | undefined): SealKey | undefined {
  const [id, encoded] = text?.split(".") ?? [];
  if (!id || !encoded || !/^[\w-]+$/.test(encoded)) return undefined;
  const point = fromBase64url(encoded);
  return point.byteLength === 65 ? { id, point } : undefined;
}

/**
 * Seals bytes so that only the school can open them: HPKE (RFC 9180) in base mode, DHKEM(P-256, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM, one message. The encapsulated key, 65 bytes, and the sealed text behind it.
 */
export async function sealTo(key: SealKey, purpose: Purpose, plain: ArrayBuffer): Promise<ArrayBuffer> {
  // Only shared devices, and who leaves something behind, need it.
  const { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } = await import("@hpke/core");
  const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const recipientPublicKey = await suite.kem.deserializePublicKey(key.point);
  const info = new TextEncoder().encode(purpose).buffer;
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, plain);
  const box = new Uint8Array(enc.byteLength + ct.byteLength);
  box.set(new Uint8Array(enc));
  box.set(new Uint8Array(ct), enc.byteLength);
  return box.buffer;
}

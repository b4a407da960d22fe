/** Bytes as base64 text, and back. Each piece is a multiple of three bytes, so that the pieces together are one text. */
const piece = 3 * 8192;

export function toBase64(bytes: ArrayBuffer): string {
  let text = "";
  for (let at = 0; at < bytes.byteLength; at += piece) {
    text += btoa(String.fromCharCode(...new Uint8Array(bytes.slice(at, at + piece))));
  }
  return text;
}

/** @throws when it is not base64. */
export function fromBase64(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
}

export function toBase64url(bytes: ArrayBuffer): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64url(text: string): ArrayBuffer {
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}

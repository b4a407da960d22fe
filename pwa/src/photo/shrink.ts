import { workerAddress } from "../ui/trusted";
import { draw, fit, quality } from "./fit";
import { kindOf } from "./kinds";
import { PictureRefused } from "./refusal";
import shrinkWorker from "./shrink.worker.ts?worker&url";
import type { Shrunk } from "./shrink.worker";

/** A picture as it is kept and sent: a JPEG of our own making, without place, device or any other hidden data. */
export interface Picture {
  bytes: ArrayBuffer;
  width: number;
  height: number;
  /** SHA-256 of the bytes, in lower-case hex. */
  sha256: string;
}

/** Larger files are refused before they are opened, in bytes. A 50-megapixel photo stays well below. */
export const largestFile = 60 * 1024 * 1024;

/**
 * Makes a small upright JPEG of a photo: longer side at most 1600 px. Refuses, with a PictureRefused, what is no
 * JPEG, PNG or WebP, what is larger than 60 MB, and what cannot be opened.
 */
export async function shrink(file: Blob): Promise<Picture> {
  if (file.size > largestFile) throw new PictureRefused("too_big");
  const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  if (kindOf(start) === undefined) throw new PictureRefused("not_a_picture");
  const shrunk = (await inWorker(file)) ?? (await onPage(file));
  if (!shrunk) throw new PictureRefused("broken");
  return { ...shrunk, sha256: await sha256(shrunk.bytes) };
}

/** SHA-256 of some bytes, in lower-case hex. */
export async function sha256(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Away from the page, so that nothing on it stutters. Null where workers or their canvas are missing. */
function inWorker(file: Blob): Promise<Shrunk> {
  if (typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return Promise.resolve(null);
  return new Promise<Shrunk>((resolve) => {
    const worker = new Worker(workerAddress(shrinkWorker), { type: "module" });
    const done = (shrunk: Shrunk) => {
      worker.terminate(); // gives the phone its memory back at once
      resolve(shrunk);
    };
    worker.onmessage = (event: MessageEvent<Shrunk>) => done(event.data);
    worker.onerror = () => done(null);
    worker.postMessage(file);
  });
}

/** The same on the page, for older phones. Browsers turn an image element upright by themselves. */
async function onPage(file: Blob): Promise<Shrunk> {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const size = fit(picture.naturalWidth, picture.naturalHeight);
    const canvas = Object.assign(document.createElement("canvas"), size);
    const pen = canvas.getContext("2d");
    if (!pen) return null;
    draw(pen, picture, size);
    const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    return jpeg && { bytes: await jpeg.arrayBuffer(), ...size };
  } catch {
    return null; // it cannot be opened here either: the caller says so
  } finally {
    URL.revokeObjectURL(address);
  }
}

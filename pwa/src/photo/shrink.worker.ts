/// <reference lib="webworker" />
import { draw, fit, quality } from "./fit";

/** What comes back for one file: a JPEG made from its pixels alone, or null when it cannot be opened. */
export type Shrunk = { bytes: ArrayBuffer; width: number; height: number } | null;

async function shrink(file: Blob): Promise<Shrunk> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = fit(picture.width, picture.height);
  const canvas = new OffscreenCanvas(size.width, size.height);
  const pen = canvas.getContext("2d", { alpha: false });
  if (!pen) throw new Error("this phone lends no canvas to a worker");
  draw(pen, picture, size);
  picture.close();
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality });
  return { bytes: await jpeg.arrayBuffer(), ...size };
}

addEventListener("message", (event: MessageEvent<Blob>) => {
  shrink(event.data).then(
    (shrunk) => postMessage(shrunk, { transfer: shrunk ? [shrunk.bytes] : [] }),
    () => postMessage(null),
  );
});

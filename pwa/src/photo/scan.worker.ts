/// <reference lib="webworker" />
import { decodeQR } from "qr/decode.js";

/** Looks for a badge's code in one frame, and answers its text, or null when there is none to be read. */
addEventListener("message", (event: MessageEvent<ImageData>) => {
  const { data, width, height } = event.data;
  try {
    postMessage(decodeQR({ data, width, height }));
  } catch {
    postMessage(null); // most frames hold no code: that is how scanning goes
  }
});

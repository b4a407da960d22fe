import { workerAddress } from "../ui/trusted";
import scanWorker from "./scan.worker.ts?worker&url";

/** Why there is no camera picture. denied: the person or the school said no. missing: there is none to be had. */
export class CameraRefused extends Error {
  constructor(readonly reason: "denied" | "missing") {
    super(reason);
    this.name = "CameraRefused";
  }
}

/** Longer side of a frame that is looked at: enough for a badge held at arm's length, light on the battery. */
const frameSide = 800;

/**
 * Shows the camera in `video` and waits for a badge's code. Every text that is read goes to `found`, which answers
 * true when it is the one and looking can end. Nothing is kept or sent. Stops, and frees the camera, when aborted.
 */
export async function scan(
  video: HTMLVideoElement,
  found: (text: string) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const stream = await openCamera();
  const worker = new Worker(workerAddress(scanWorker), { type: "module" });
  try {
    video.srcObject = stream;
    video.playsInline = video.muted = true;
    await video.play();
    while (!signal.aborted) {
      const text = await look(worker, video);
      if (text !== null && !signal.aborted && found(text)) return;
      await nextFrame();
    }
  } finally {
    worker.terminate();
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function openCamera(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new CameraRefused("missing");
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (cause) {
    const denied = cause instanceof DOMException && cause.name === "NotAllowedError";
    throw new CameraRefused(denied ? "denied" : "missing");
  }
}

function look(worker: Worker, video: HTMLVideoElement): Promise<string | null> {
  const frame = frameOf(video);
  if (!frame) return Promise.resolve(null);
  return new Promise((resolve) => {
    worker.onmessage = (event: MessageEvent<string | null>) => resolve(event.data);
    worker.onerror = () => resolve(null);
    worker.postMessage(frame, [frame.data.buffer]);
  });
}

function frameOf(video: HTMLVideoElement): ImageData | undefined {
  if (video.videoWidth === 0) return undefined;
  const scale = Math.min(1, frameSide / Math.max(video.videoWidth, video.videoHeight));
  const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen?.drawImage(video, 0, 0, width, height);
  return pen?.getImageData(0, 0, width, height);
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve()));
}

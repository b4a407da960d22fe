import { expect } from "vitest";
import { newDraft, type Draft } from "../../src/moment/draft";
import { newId } from "../../src/moment/ids";
import { sha256 } from "../../src/photo/shrink";
import { deviceFact, noteDeviceFact } from "../../src/store/device";
import { lettersWaiting } from "../../src/store/letterbox";
import type { Photo } from "../../src/store/media";
import { saveRevision } from "../../src/store/save";
import { storeHere, until } from "./phone";
import { aPhoto } from "./student";

/** Whoever is signed in keeps something on a class tablet, and it goes up. */
export async function keptSealed(draft: Partial<Draft>, photos: Photo[] = []): Promise<void> {
  await until(async () => (await deviceFact("sealKey")) !== undefined);
  await noteDeviceFact("shared", "yes");
  const pictures = photos.map(({ media, sha256, width, height }) => ({
    media,
    sha256,
    width,
    height,
    alt: "A teal wall",
  }));
  const whole = { ...newDraft(newId(), newId()), pictures, ...draft };
  expect(await saveRevision(await storeHere(), whole, photos)).toMatchObject({ kept: "sealed" });
  await until(async () => (await lettersWaiting()).count === 0);
  await noteDeviceFact("shared");
}

export async function takenPhoto(): Promise<Photo> {
  const bytes = await (await aPhoto("teal")).arrayBuffer();
  return { media: newId(), bytes, sha256: await sha256(bytes), width: 400, height: 300 };
}

/** A tone of about a second, as a phone's recorder writes it. */
export async function recordedNote(): Promise<Photo> {
  const context = new AudioContext();
  const ear = new MediaStreamAudioDestinationNode(context);
  const tone = new OscillatorNode(context);
  tone.connect(ear);
  tone.start();
  const recorder = new MediaRecorder(ear.stream, { mimeType: "audio/webm;codecs=opus" });
  const slices: Blob[] = [];
  await new Promise<void>((done) => {
    recorder.ondataavailable = ({ data }) => {
      slices.push(data);
      if (slices.length === 5) recorder.stop();
    };
    recorder.onstop = () => done();
    recorder.start(200);
  });
  await context.close();
  const bytes = await new Blob(slices).arrayBuffer();
  return { media: newId(), kind: "voice", millis: 1000, bytes, sha256: await sha256(bytes), width: 0, height: 0 };
}

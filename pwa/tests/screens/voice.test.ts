import { describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { bytesOf } from "../../src/store/media";
import { keepPicture, sound } from "../../src/store/pictures";
import type { Seat } from "../../src/store/seat";
import type { VoiceNote } from "../../src/store/shapes";
import { button, openApp, sheet, shutApp } from "./phone";
import { draftWhen, field, isTold, mayasPhone, maya, mediaOn, part, sharedTold, text, theo } from "./student";
import { keptBodies, opensQueue, spoken, waits, cardOf } from "./teacher";

/** A microphone that hears a tone: a real stream, since a test has nobody to speak. */
function microphone(): { wanted: () => number; off: () => boolean } {
  const context = new AudioContext();
  const tone = new OscillatorNode(context);
  const streams: MediaStream[] = [];
  tone.start();
  const asks = vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(async () => {
    const ear = new MediaStreamAudioDestinationNode(context);
    tone.connect(ear);
    streams.push(ear.stream);
    return Promise.resolve(ear.stream);
  });
  return {
    wanted: () => asks.mock.calls.length,
    off: () => streams.flatMap((stream) => stream.getTracks()).every((track) => track.readyState === "ended"),
  };
}

/** The phone does not let the app listen, for a reason. */
function deaf(name: string): void {
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockRejectedValue(new DOMException("no", name));
}

const record = page.getByRole("button", { name: "Record", exact: true });
const count = (seconds: number) => text(new RegExp(`^${seconds} of 60 seconds$`));

/** Maya has recorded for a second. */
async function said(): Promise<{ seat: Seat; mic: ReturnType<typeof microphone> }> {
  const mic = microphone();
  const seat = await mayasPhone();
  await openApp("/new");
  await button("Say it").click();
  await record.click();
  await expect.element(count(1)).toBeVisible();
  return { seat, mic };
}

describe("a voice note", () => {
  test("is recorded, heard again and kept in five taps, and the microphone is off after it", async () => {
    const { seat, mic } = await said();
    await expect.element(spoken()).toHaveTextContent("Recording.");
    await button("Stop").click();
    await expect.element(part("A voice note")).toBeVisible();
    await expect.element(spoken()).toHaveTextContent(/^Recorded\. \d+ seconds?\.$/);
    expect([mic.wanted(), mic.off()]).toEqual([1, true]);
    await button("Listen").click();
    await expect.poll(() => document.querySelector("audio")?.currentTime).toBeGreaterThan(0);
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({ voice: [{ heard: [maya.id] }] });
    expect(await mediaOn(seat)).toMatchObject([{ kind: "voice", state: "waiting" }]);
  });

  test("listens to nobody before Record is pressed, and by the keyboard everything is in reach", async () => {
    const mic = microphone();
    await mayasPhone();
    await openApp("/new");
    await button("Say it").click();
    await expect.element(button("Record")).toHaveFocus();
    expect(mic.wanted()).toBe(0);
    await button("Not now").click();
    await expect.element(button("Record")).not.toBeInTheDocument();
  });

  test("that a dying phone interrupts is there but for its last second", async () => {
    const { seat } = await said();
    const { voice } = await draftWhen(seat, (draft) => draft.voice.length);
    await expect.poll(async () => (await bytesOf(seat, voice[0]!.media))?.byteLength).toBeGreaterThan(0);
    await shutApp();
    await openApp(location.pathname);
    await expect.element(button("Listen")).toBeVisible();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect((await keptBodies(seat, 1))[0]).toMatchObject({ voice: [{ media: voice[0]!.media }] });
  });

  test("is ended and kept by Save", async () => {
    const { seat, mic } = await said();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect(mic.off()).toBe(true);
    expect((await keptBodies(seat, 1))[0]).toMatchObject({ voice: [{ heard: [maya.id] }] });
  });

  test("is recorded again in its own place, and taken away with its bytes", async () => {
    const { seat } = await said();
    await button("Stop").click();
    const before = await draftWhen(seat, (draft) => draft.voice.length);
    await button("Record again").click();
    await record.click();
    await expect.element(count(1)).toBeVisible();
    await button("Stop").click();
    const after = await draftWhen(seat, ({ voice }) => voice[0] && voice[0].media !== before.voice[0]!.media);
    expect(after.voice).toHaveLength(1);
    await button("Take it away").click();
    await draftWhen(seat, ({ voice }) => !voice.length);
  });

  test("names who is heard, and is not kept while nobody is", async () => {
    const { seat } = await said();
    await button("Stop").click();
    await part("A voice note").getByRole("button", { name: "Me", exact: true }).click();
    await button("Save").click();
    await expect.element(text("Say who we can hear first.")).toBeVisible();
    await part("A voice note").getByRole("button", { name: "Theo", exact: true }).click();
    await field("What is said in it?").fill("Louder!");
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect((await keptBodies(seat, 1))[0]).toMatchObject({
      voice: [{ heard: [theo.id], words: "Louder!", lang: "en" }],
    });
  });

  test.each([
    ["NotAllowedError", "This phone may not listen."],
    ["NotFoundError", "This phone cannot record."],
  ])("where the phone says %s is said in words, and the other ways stay", async (name, says) => {
    deaf(name);
    await mayasPhone();
    await openApp("/new");
    await button("Say it").click();
    await button("Record").click();
    await expect.element(part("A voice note")).toHaveTextContent(says);
    await expect.element(spoken()).toHaveTextContent(says);
    await expect.element(button("Write")).toBeVisible();
  });
});

const told: VoiceNote = { media: "voice0000000001", words: "Louder!", lang: "de", heard: [theo], kept: true };

describe("somebody's voice", () => {
  test("plays from the phone beside its words, and after its time the words stand alone", async () => {
    const { seat } = await said();
    await button("Stop").click();
    const { voice } = await draftWhen(seat, (draft) => draft.voice[0]?.millis);
    const bytes = (await bytesOf(seat, voice[0]!.media))!;
    await isTold(seat, sharedTold("loud", { voice: [{ ...told, rendition: "rendition1", millis: 1500 }] }));
    await keepPicture(seat, "rendition1", sound, bytes);
    await shutApp();
    await openApp("/moments/loudmoment00000");
    const words = page.getByText("Louder!").first();
    await expect.element(words).toHaveAttribute("lang", "de");
    await expect.element(words).toHaveAttribute("dir", "auto");
    await button("Listen to Theo").click();
    await expect.poll(() => document.querySelector("audio")?.currentTime).toBeGreaterThan(0);
    await button("Stop").click();
    await expect.element(button("Listen to Theo")).toBeVisible();
    expect(document.querySelector("audio")?.paused).toBe(true);
    await isTold(seat, sharedTold("loud", { voice: [{ ...told, over: true }] }));
    await expect.element(text("The sound is gone by now. The words stay.")).toBeVisible();
    await expect.element(words).toBeVisible();
    await expect.element(button("Listen to Theo")).not.toBeInTheDocument();
  });

  test("is listened to before it is approved, and never approved in passing", async () => {
    const checks = [{ code: "voice_to_hear", blocks: false }];
    await opensQueue(waits("loud", "", { voice: [told], quotes: [], checks }));
    await expect.element(cardOf("Louder!")).toHaveTextContent("There is a voice note. Listen to it first");
    await expect.element(cardOf("Louder!").getByRole("link", { name: "Open and decide" })).toBeVisible();
    await expect.element(cardOf("Louder!").getByRole("button", { name: /^Approve/ })).not.toBeInTheDocument();
  });
});

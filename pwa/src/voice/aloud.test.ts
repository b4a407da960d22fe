import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

interface Voice {
  lang: string;
  name: string;
  localService: boolean;
}

/** A phone's own reader, as browsers hand it over: its voices come when they come. */
class Phone extends EventTarget {
  voices: Voice[] = [];
  said: { text: string; lang: string; voice?: Voice }[] = [];
  stopped = 0;

  getVoices(): Voice[] {
    return this.voices;
  }

  speak(utterance: { text: string; lang: string; voice?: Voice }): void {
    this.said.push(utterance);
  }

  cancel(): void {
    this.stopped += 1;
  }

  loads(...voices: Voice[]): void {
    this.voices = voices;
    this.dispatchEvent(new Event("voiceschanged"));
  }
}

const voice = (lang: string, localService = true): Voice => ({ lang, name: `${lang} voice`, localService });

let phone: Phone;
beforeEach(() => {
  vi.resetModules();
  phone = new Phone();
  vi.stubGlobal("speechSynthesis", phone);
  vi.stubGlobal("SpeechSynthesisUtterance", function (this: { text: string }, text: string) {
    this.text = text;
  });
});
afterEach(() => void vi.unstubAllGlobals());

const aloud = () => import("./aloud.svelte");

describe("reading aloud", () => {
  test("is offered once the phone has loaded a voice, not before", async () => {
    const { canRead } = await aloud();
    expect(canRead("en")).toBe(false);
    phone.loads(voice("en-GB"));
    expect(canRead("en")).toBe(true);
  });

  test("never uses a voice of somebody's cloud: the words would leave the phone", async () => {
    const { canRead, read } = await aloud();
    phone.loads(voice("en-US", false), voice("es-ES"));
    expect(canRead("en")).toBe(false);
    read("We shared soup.", "en");
    expect(phone.said).toEqual([]);
  });

  test.each([
    ["es", "es-MX"],
    ["es-ES", "es-MX"],
    ["ar", "ar_EG"],
  ])("reads %s with the voice that is there for it, %s", async (lang, there) => {
    const { read } = await aloud();
    phone.loads(voice("en-GB"), voice(there));
    read("Sopa.", lang);
    expect(phone.said).toMatchObject([{ text: "Sopa.", lang: there, voice: { lang: there } }]);
  });

  test("a second time stops the first: nobody hears two things at once", async () => {
    const { read, hush } = await aloud();
    phone.loads(voice("en-GB"));
    read("One.", "en");
    read("Two.", "en");
    expect(phone.stopped).toBe(2);
    hush();
    expect(phone.stopped).toBe(3);
  });

  test("is not offered any more when the voice was taken off the phone", async () => {
    phone.voices = [voice("en-GB")];
    const { canRead } = await aloud();
    expect(canRead("en")).toBe(true);
    phone.loads();
    expect(canRead("en")).toBe(false);
  });

  test("on a phone that cannot speak is not offered, and stopping it does no harm", async () => {
    vi.stubGlobal("speechSynthesis", undefined);
    const { canRead, hush } = await aloud();
    expect(canRead("en")).toBe(false);
    expect(hush).not.toThrow();
  });
});

/** How long a voice note may be, in seconds, and how many bytes. The school takes no more. */
export const longest = 60;
const mostBytes = 1024 * 1024;

/** What is recorded in, the first that this browser knows: the school takes each of them. */
const forms = ["audio/webm;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];

/** Enough for a voice, in bits a second. */
const bitsPerSecond = 24_000;

/** Why nothing is being recorded. */
export type Silence = "refused" | "missing" | "broken";

/** What was recorded so far: a file that can be played. */
export interface Recorded {
  bytes: ArrayBuffer;
  millis: number;
}

/** The form that this browser records in. Undefined: it cannot record at all. */
export function recordingForm(): string | undefined {
  if (typeof MediaRecorder === "undefined" || !("mediaDevices" in navigator)) return undefined;
  return forms.find((form) => MediaRecorder.isTypeSupported(form));
}

/**
 * Records one voice note. Every second what was recorded so far is handed over, so that a phone that dies keeps all but
 * the last second. It ends by itself after a minute.
 */
export class Recorder {
  /** Whole seconds so far. */
  seconds = $state(0);
  state = $state<"idle" | "asking" | "recording">("idle");

  private recorder: MediaRecorder | undefined;
  private ticking: ReturnType<typeof setInterval> | undefined;
  private handing: Promise<void> = Promise.resolve();
  private pieces: Blob[] = [];
  private begun = 0;

  /** @param hand takes what was recorded so far; the next piece waits for it. */
  constructor(private readonly hand: (recorded: Recorded) => Promise<void>) {}

  /**
   * Asks for the microphone and records until `stop`, or a minute is over. The promise resolves when all of it has been
   * handed over.
   *
   * @returns why nothing was recorded, or undefined.
   */
  async record(): Promise<Silence | undefined> {
    const form = recordingForm();
    if (!form) return "missing";
    this.state = "asking";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
      try {
        await this.listen(stream, form);
      } finally {
        for (const track of stream.getTracks()) track.stop();
      }
      return this.pieces.length ? undefined : "broken";
    } catch (error) {
      return silenceOf(error);
    } finally {
      clearInterval(this.ticking);
      this.recorder = undefined;
      this.state = "idle";
    }
  }

  /** Ends the recording. What was said stays. */
  stop(): void {
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  private async listen(stream: MediaStream, mimeType: string): Promise<void> {
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: bitsPerSecond });
    this.recorder = recorder;
    this.pieces = [];
    this.seconds = 0;
    await new Promise<void>((over, broken) => {
      recorder.onstop = () => over();
      recorder.onerror = () => broken(new Error("the recording broke off"));
      recorder.ondataavailable = ({ data }) => this.take(data);
      recorder.start(1000);
      this.begun = performance.now();
      this.state = "recording";
      this.ticking = setInterval(() => this.tick(), 200);
    });
    await this.handing;
  }

  private take(piece: Blob): void {
    if (!piece.size) return;
    this.pieces.push(piece);
    const millis = Math.min(Math.round(performance.now() - this.begun), longest * 1000);
    const sofar = new Blob(this.pieces);
    if (sofar.size > mostBytes * 0.9) this.stop();
    this.handing = this.handing.then(async () => this.hand({ bytes: await sofar.arrayBuffer(), millis }));
  }

  private tick(): void {
    this.seconds = Math.min(Math.floor((performance.now() - this.begun) / 1000), longest);
    if (this.seconds >= longest) this.stop();
  }
}

function silenceOf(error: unknown): Silence {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "missing" : "broken";
}

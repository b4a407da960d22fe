import { openStream } from "../api/client";
import type { Line } from "../api/line";

/** Not oftener than this: a school that ends the stream at once is not asked in a circle. */
const leastGap = 5_000;

/** A stream that held so long was a good one. The longest wait after bad ones: what is asked anyway while somebody looks. */
const minute = 60_000;

/**
 * Listens for "something changed for you". A poke says nothing else: the truth is the pull. `ensure` is called after
 * each good round and opens the stream when it is not open. A stream that breaks asks for a round soon, since whatever
 * changed from then on is not heard: after 5 to 10 s, and longer each time that it does not hold.
 */
export class Pokes {
  private open: AbortController | undefined;
  private openedAt = -Infinity;
  private breaks = 0;
  private soon: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly line: Line,
    private readonly poked: () => void,
  ) {}

  ensure(now = Date.now()): void {
    if (this.open || now - this.openedAt < leastGap) return;
    this.openedAt = now;
    const stop = new AbortController();
    this.open = stop;
    void this.listen(stop);
  }

  close(): void {
    clearTimeout(this.soon);
    this.open?.abort();
    this.open = undefined;
  }

  /** Ends quietly when the stream does: the round that notices the trouble speaks of it. */
  private async listen(stop: AbortController): Promise<void> {
    try {
      const stream = await this.line.withBearer((bearer) => openStream("/pokes", bearer, stop.signal));
      const reader = stream.getReader();
      const decoder = new TextDecoder();
      for (let rest = ""; ;) {
        const { value, done } = await reader.read();
        if (done) break;
        const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
        rest = lines.pop() ?? "";
        // A line that begins with a colon only keeps the stream awake.
        if (lines.some((line) => line.startsWith("data"))) this.poked();
      }
    } catch {
      // Cut, refused or stopped: `ensure` opens it again after the next good round.
    } finally {
      if (this.open === stop) {
        this.open = undefined;
        this.askSoon();
      }
    }
  }

  private askSoon(): void {
    if (Date.now() - this.openedAt >= minute) this.breaks = 0;
    const gap = Math.min(minute / 2, leastGap * 2 ** this.breaks++);
    clearTimeout(this.soon);
    this.soon = setTimeout(this.poked, gap * (1 + Math.random()));
  }
}

import { openStream } from "../api/client";
import type { Line } from "../api/line";

/** Not oftener than this: a school that ends the stream at once is not asked in a circle. */
const leastGap = 5_000;

/**
 * Listens for "something changed for you". A poke says nothing else: the truth is the pull. `ensure` is called after
 * each good round and opens the stream when it is not open.
 */
export class Pokes {
  private open: AbortController | undefined;
  private openedAt = -Infinity;

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
      if (this.open === stop) this.open = undefined;
    }
  }
}

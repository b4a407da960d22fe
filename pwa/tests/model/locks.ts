interface Waiting {
  name: string;
  tab: number;
  go(): void;
}

/** The Web Locks of one phone: one holder of a name at a time, and a tab that is killed holds nothing any more. */
export class Locks {
  private held: Waiting[] = [];
  private waiting: Waiting[] = [];

  /** The part of `navigator.locks` that the app uses, for one tab. */
  forTab(tab: number): object {
    const request = async (name: string, ...rest: [() => unknown] | [{ signal?: AbortSignal }, () => unknown]) => {
      const [options, act] = rest.length === 2 ? rest : [{}, rest[0]];
      const mine = await this.grant(name, tab, options.signal);
      try {
        return await act();
      } finally {
        this.letGo((lock) => lock === mine);
      }
    };
    const query = () => Promise.resolve({ held: [...this.held], pending: [...this.waiting] });
    return { request, query };
  }

  /** A killed tab neither holds nor waits. */
  drop(tab: number): void {
    this.waiting = this.waiting.filter((lock) => lock.tab !== tab);
    this.letGo((lock) => lock.tab === tab);
  }

  private grant(name: string, tab: number, signal: AbortSignal | undefined): Promise<Waiting> {
    return new Promise((granted, fail) => {
      const lock: Waiting = { name, tab, go: () => granted(lock) };
      if (signal?.aborted) return fail(new DOMException("aborted", "AbortError"));
      signal?.addEventListener("abort", () => {
        if (!this.waiting.includes(lock)) return;
        this.waiting = this.waiting.filter((other) => other !== lock);
        fail(new DOMException("aborted", "AbortError"));
      });
      this.waiting.push(lock);
      this.pass();
    });
  }

  private letGo(which: (lock: Waiting) => boolean): void {
    this.held = this.held.filter((lock) => !which(lock));
    this.pass();
  }

  private pass(): void {
    for (const lock of [...this.waiting]) {
      if (this.held.some((other) => other.name === lock.name)) continue;
      this.waiting = this.waiting.filter((other) => other !== lock);
      this.held.push(lock);
      lock.go();
    }
  }
}

/** The broadcast channels of one phone: what one tab says every other tab hears. */
export class Channels {
  private readonly open = new Set<{ name: string; tab: number; hear: (data: unknown) => void }>();

  /** The `BroadcastChannel` of one tab. */
  forTab(tab: number): new (name: string) => object {
    const open = this.open;
    return class {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      private readonly ear: { name: string; tab: number; hear: (data: unknown) => void };

      constructor(name: string) {
        this.ear = { name, tab, hear: (data) => setImmediate(() => open.has(this.ear) && this.onmessage?.({ data })) };
        open.add(this.ear);
      }

      postMessage(data: unknown): void {
        if (!open.has(this.ear)) return;
        const copy = structuredClone(data);
        for (const ear of open) if (ear !== this.ear && ear.name === this.ear.name) ear.hear(copy);
      }

      close(): void {
        open.delete(this.ear);
      }
    };
  }

  drop(tab: number): void {
    for (const ear of this.open) if (ear.tab === tab) this.open.delete(ear);
  }
}

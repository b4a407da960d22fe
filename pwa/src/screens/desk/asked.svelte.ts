import { onMount } from "svelte";
import { whyNot } from "./refused";

/** Something that only the school can answer: the answer, or in one sentence why there is none. */
export class Asked<T> {
  value = $state.raw<T>();
  problem = $state<string>();
  busy = $state(true);
  private asking = 0;

  /** Asks at once when the screen opens, and no longer waits when it closes. Call it while a component is made. */
  constructor(private readonly question: () => Promise<T>) {
    onMount(() => {
      void this.again();
      return () => void this.asking++;
    });
  }

  /** Asks once more. The last answer stays on the screen until there is a new one; only the newest question counts. */
  async again(): Promise<void> {
    const mine = ++this.asking;
    this.busy = true;
    try {
      const value = await this.question();
      if (mine !== this.asking) return;
      this.value = value;
      this.problem = undefined;
    } catch (error) {
      if (mine === this.asking) this.problem = whyNot(error);
    } finally {
      if (mine === this.asking) this.busy = false;
    }
  }
}

/** An act that needs the school: one at a time, and why it did not happen. */
export class Act {
  busy = $state(false);
  problem = $state<string>();

  /** @returns true when it happened. A second press while one runs does nothing. */
  async run(act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      return true;
    } catch (error) {
      this.problem = whyNot(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

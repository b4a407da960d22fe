import { sendTold } from "../../online/worries";
import { begun, keepBegun, tellAdult, type Kept, type Telling } from "../../store/telling";
import { dropFact, type Seat } from "../../store/seat";
import { spokenLanguage } from "../../words/words.svelte";
import { staysOpenFor } from "../frame/pending";

const nothing = (): Telling => ({ words: "", lang: spokenLanguage(), symbols: [], people: [], others: false });

/** Something that is being told to an adult. Whatever changes is kept at once; it is told with one tap, also when it is empty. */
export class Teller {
  telling = $state<Telling>(nothing());
  /** What was begun before stays folded: somebody else may look at the page. */
  folded = $state(false);
  kept = $state<Kept>();
  private busy = false;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly seat: Seat) {
    this.writing = begun(seat).then((before) => {
      if (!before || this.busy) return;
      this.telling = before;
      this.folded = true;
    }, reportError);
  }

  change(how: (telling: Telling) => void): void {
    how(this.telling);
    const now = $state.snapshot(this.telling) as Telling;
    this.writing = this.writing.then(() => (this.busy ? undefined : keepBegun(this.seat, now))).catch(reportError);
    staysOpenFor(this.seat, this.writing);
  }

  async throwAway(): Promise<void> {
    this.telling = nothing();
    this.folded = false;
    await this.writing;
    await dropFact(this.seat, "telling");
  }

  /** A second tap while the first is on its way tells nothing more. */
  async tell(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.writing;
      this.kept = await tellAdult(this.seat, $state.snapshot(this.telling) as Telling);
      if (this.kept === "nowhere") return;
      this.telling = nothing();
      // Without internet it goes with everything else, and before it.
      void sendTold(this.seat).catch(() => undefined);
    } finally {
      this.busy = false;
    }
  }
}

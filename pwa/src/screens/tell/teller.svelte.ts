import { sendTold } from "../../online/worries";
import { begun, keepBegun, tellAdult, type Kept, type Telling } from "../../store/telling";
import { dropFact, type Seat } from "../../store/seat";
import { spokenLanguage } from "../../words/words.svelte";
import { staysOpenFor } from "../frame/pending";

const nothing = (): Telling => ({ words: "", lang: spokenLanguage(), symbols: [], people: [], others: false });

/** What was begun before, with what was added to it. */
function together(before: Telling, added: Telling): Telling {
  const all = (one: readonly string[], other: readonly string[]) => [...new Set([...one, ...other])];
  return {
    words: [before.words, added.words].filter(Boolean).join("\n"),
    lang: added.words ? added.lang : before.lang,
    symbols: all(before.symbols, added.symbols),
    people: all(before.people, added.people),
    others: before.others || added.others,
  };
}

/** Something that is being told to an adult. Whatever changes is kept at once; it is told with one tap, also when it is empty. */
export class Teller {
  telling = $state<Telling>(nothing());
  /** What was begun before stays folded: somebody else may look at the page. */
  folded = $state(false);
  kept = $state<Kept>();
  private busy = false;
  private changed = false;
  private writing: Promise<unknown>;

  constructor(private readonly seat: Seat) {
    this.writing = begun(seat).then((before) => {
      if (!before) return;
      // Whoever is quicker than the disk has said more, and not something else.
      this.telling = this.changed ? together(before, this.telling) : before;
      this.folded = !this.changed;
    }, reportError);
  }

  change(how: (telling: Telling) => void): void {
    how(this.telling);
    this.changed = true;
    this.writing = this.writing
      .then(() => (this.busy ? undefined : keepBegun(this.seat, $state.snapshot(this.telling) as Telling)))
      .catch(reportError);
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

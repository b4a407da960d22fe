import { tick } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import { decide, saidHere, takeDown, undo, type Decision, type Verb } from "../../store/decisions";
import { staffMoments } from "../../store/rows";
import { say } from "../../ui/live.svelte";
import { t } from "../../words/staff";
import { whyNot } from "../desk/refused";
import { live, seatHere } from "../frame/present.svelte";
import { usualAudience } from "./audience";
import { sayOutcome } from "./outcome";
import { countOf, isUndoable, sortQueue, type Look, type Queue } from "./sort";
import type { Acts } from "./ToDo.svelte";

/** The queue on this page: what stands in it, which card is the current one, and what can be done with it. */
export class Work {
  circle = $state<string>();
  current = $state<string>();
  /** The card for which a note is being written. */
  noted = $state.raw<Look>();

  private readonly seat = seatHere();
  /** Why something could not be kept on this device. */
  problem = $state<string>();

  private readonly justNow = new SvelteSet<string>();
  private readonly deciding = new SvelteSet<string>();
  private readonly told = live(["rows", "outbox", "sent", "meta"], async (seat) => ({
    moments: await staffMoments(seat),
    said: await saidHere(seat),
  }));

  /** @param how whether the phone is offline and how times are read, for what is said aloud. */
  constructor(private readonly how: () => { offline: boolean; reading: { zone?: string | undefined } }) {}

  readonly queue: Queue = $derived.by(() => {
    const { moments = [], said } = this.told.current ?? {};
    const mine = moments.filter((moment) => !this.circle || moment.circle === this.circle);
    return sortQueue(mine, said, this.justNow);
  });
  readonly waiting = $derived([...this.queue.down, ...this.queue.look, ...this.queue.ready]);
  readonly count = $derived(countOf(this.queue));
  readonly loaded = $derived(this.told.current !== undefined);

  readonly acts: Acts = {
    approve: (look) => this.act(look, "approve", { audience: usualAudience(look.moment.ceiling) ?? "circle" }),
    sendBack: (look) => (this.noted = look),
    keepPrivate: (look) => this.act(look, "keep_private"),
    confirmDown: (look) => this.act(look, "confirm"),
    putBack: (look) => this.act(look, "restore"),
  };

  sendNote(note: string): void {
    if (this.noted) this.act(this.noted, "send_back", { note });
    this.noted = undefined;
  }

  /** Approves what was in view, each for as wide as its ceiling allows. */
  async approveAll(looks: readonly Look[]): Promise<void> {
    const rest = this.waiting.filter((look) => !looks.includes(look));
    const done = await this.keep(async () => {
      for (const { moment } of looks) {
        const audience = usualAudience(moment.ceiling);
        if (audience) await decide(this.seat, moment, "approve", { audience, bulk: true });
      }
    });
    if (!done) return;
    tell(t("queue.approved_many", { count: looks.length }), rest.length);
    await this.focusOn(rest[0]);
  }

  undo(look: Look): void {
    this.justNow.delete(look.moment.id);
    this.current = look.moment.id;
    void this.keep(() => undo(this.seat, look.moment)).then((done) => done && say(t("queue.undone")));
  }

  undoLast(): void {
    const last = this.queue.done.find(isUndoable);
    if (last) this.undo(last);
  }

  /** Moves the current card by one. */
  step(by: 1 | -1): void {
    const at = this.waiting.findIndex(({ moment }) => moment.id === this.current);
    const next = at < 0 ? this.waiting[0] : this.waiting[at + by];
    if (next) void this.focusOn(next);
  }

  /** The card that a key is about. */
  get here(): Look | undefined {
    return this.waiting.find(({ moment }) => moment.id === this.current);
  }

  private act(look: Look, verb: Exclude<Verb, "undo" | "ask">, more: Decision = {}): void {
    const { id } = look.moment;
    // A second press on a card that is just leaving is no second decision.
    if (this.deciding.has(id)) return;
    this.deciding.add(id);
    const at = this.waiting.indexOf(look);
    const next = this.waiting[at + 1] ?? this.waiting[at - 1];
    const left = this.waiting.length - 1;
    const isDown = verb === "confirm" || verb === "restore";
    const kept = this.keep(() => (isDown ? takeDown(this.seat, id, verb) : decide(this.seat, look.moment, verb, more)));
    const outcome = { ...look, said: { op: "", verb, at: "", stage: "here" as const, ...more } };
    void kept.then((done) => {
      this.deciding.delete(id);
      if (!done) return;
      this.justNow.add(id);
      tell(sayOutcome(outcome, this.how().offline, this.how().reading), left);
      return this.focusOn(next);
    });
  }

  /** @returns false when this device could not keep it: then nothing was decided, and it says so. */
  private async keep(act: () => Promise<void>): Promise<boolean> {
    try {
      await act();
      this.problem = undefined;
      return true;
    } catch (error) {
      this.problem = whyNot(error);
      return false;
    }
  }

  private async focusOn(look: Look | undefined): Promise<void> {
    this.current = look?.moment.id;
    await tick();
    const card = document.getElementById(look ? `look-${look.moment.id}` : "main");
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  }
}

/** Says what was done and how many are left: counted before, since the list changes while it is done. */
function tell(words: string, left: number): void {
  say(`${words} ${left ? t("queue.left", { count: left }) : t("queue.left_none")}`);
}

import { tick } from "svelte";
import { SvelteSet } from "svelte/reactivity";
import { decide, saidHere, takeDown, undo, type Decision } from "../../store/decisions";
import { staffMoments } from "../../store/rows";
import { say } from "../../ui/live.svelte";
import { t } from "../../words/staff";
import { live, seatHere } from "../frame/present.svelte";
import { usualAudience } from "./audience";
import { sayOutcome } from "./outcome";
import { countOf, sortQueue, type Look, type Queue } from "./sort";
import type { Acts } from "./ToDo.svelte";

/** The queue on this page: what stands in it, which card is the current one, and what can be done with it. */
export class Work {
  circle = $state<string>();
  current = $state<string>();
  /** The card for which a note is being written. */
  noted = $state.raw<Look>();

  private readonly seat = seatHere();
  private readonly justNow = new SvelteSet<string>();
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
    for (const { moment } of looks) {
      const audience = usualAudience(moment.ceiling);
      if (audience) await decide(this.seat, moment, "approve", { audience, bulk: true });
    }
    this.tell(t("queue.approved_many", { count: looks.length }), looks.length);
    await this.focusOn(this.waiting.find((look) => !looks.includes(look)));
  }

  undo(look: Look): void {
    this.justNow.delete(look.moment.id);
    void undo(this.seat, look.moment).then(() => say(t("queue.undone")));
    this.current = look.moment.id;
  }

  undoLast(): void {
    const last = this.queue.done.find(({ said }) => !["confirm", "restore", "ask"].includes(said?.verb ?? ""));
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

  private act(look: Look, verb: "approve" | "send_back" | "keep_private" | "confirm" | "restore", more: Decision = {}) {
    const at = this.waiting.indexOf(look);
    const next = this.waiting[at + 1] ?? this.waiting[at - 1];
    this.justNow.add(look.moment.id);
    const isDown = verb === "confirm" || verb === "restore";
    const done = isDown ? takeDown(this.seat, look.moment.id, verb) : decide(this.seat, look.moment, verb, more);
    const outcome = { ...look, said: { op: "", verb, at: "", stage: "here" as const, ...more } };
    void done.then(() => {
      this.tell(sayOutcome(outcome, this.how().offline, this.how().reading), 1);
      return this.focusOn(next);
    });
  }

  private tell(words: string, gone: number): void {
    const left = Math.max(0, this.waiting.length - gone);
    say(`${words} ${left ? t("queue.left", { count: left }) : t("queue.left_none")}`);
  }

  private async focusOn(look: Look | undefined): Promise<void> {
    this.current = look?.moment.id;
    await tick();
    const card = document.getElementById(look ? `look-${look.moment.id}` : "main");
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  }
}

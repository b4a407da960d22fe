import type { MyMoment } from "../../store/own";
import type { Audience } from "../../store/shapes";
import type { ChipState } from "../../store/state";
import type { IconName } from "../../ui/icons";
import { timeOf } from "../../words/when";
import { t, type Key } from "../../words/words.svelte";

type Colour = "loose" | "waiting" | "sending" | "teacher" | "held" | "shared" | "back";

/** A moment's chip: colour, icon and words, and how far the beads go. */
export interface Told {
  colour: Colour;
  icon: IconName;
  words: string;
  /** Phone, teacher, families: how many places it has truly reached. */
  reached: 0 | 1 | 2 | 3;
  /** How its picture lies. */
  lies: "loose" | "clipped" | "kept";
}

interface Row {
  colour: Colour;
  icon: IconName;
  word: Key;
  reached: Told["reached"];
}

const rows: Record<Exclude<ChipState, "shared">, Row> = {
  not_finished: { colour: "loose", icon: "pencil", word: "chip.not_finished", reached: 0 },
  saved_here: { colour: "loose", icon: "phone", word: "chip.saved", reached: 1 },
  waiting_internet: { colour: "waiting", icon: "cloudoff", word: "chip.waiting", reached: 1 },
  sending: { colour: "sending", icon: "up", word: "chip.sending", reached: 1 },
  with_teacher: { colour: "teacher", icon: "teacher", word: "chip.teacher", reached: 2 },
  back: { colour: "back", icon: "back", word: "chip.back", reached: 1 },
  private: { colour: "loose", icon: "lock", word: "chip.private", reached: 2 },
  held: { colour: "held", icon: "held", word: "chip.held", reached: 2 },
  withdrawn: { colour: "loose", icon: "eyeoff", word: "moments.withdrawn", reached: 2 },
  taken_down: { colour: "loose", icon: "eyeoff", word: "chip.taken_down", reached: 2 },
  taken_back: { colour: "loose", icon: "undo", word: "chip.withdrawn", reached: 1 },
  needs_look: { colour: "back", icon: "alert", word: "chip.needs_look", reached: 1 },
};

const audiences: Record<Audience, { icon: IconName; word: Key }> = {
  circle: { icon: "circles", word: "chip.shared_circle" },
  families: { icon: "house", word: "chip.shared_families" },
  school: { icon: "house", word: "chip.shared_school" },
};

/** Where one's own moment is, in words, a picture and a colour. What its author asked for and waits to go up comes first. */
export function toldChip({ moment, chip, pending }: MyMoment, zone?: string): Told {
  if (chip.state !== "needs_look" && pending.includes("take_back")) {
    return { colour: "waiting", icon: "undo", words: t("moments.taking_back"), reached: 1, lies: "loose" };
  }
  if (chip.state !== "needs_look" && pending.includes("take_down")) {
    return { colour: "waiting", icon: "eyeoff", words: t("moments.taking_down"), reached: 2, lies: "clipped" };
  }
  if (chip.state === "shared") {
    const { icon, word } = audiences[moment.audience ?? "circle"];
    return { colour: "shared", icon, words: t(word), reached: 3, lies: "kept" };
  }
  const { colour, icon, word, reached } = rows[chip.state];
  return {
    colour,
    icon,
    words: wordsOf(word, moment.heldUntil, chip, zone),
    reached,
    lies: reached === 2 ? "clipped" : "loose",
  };
}

function wordsOf(word: Key, heldUntil: string | undefined, chip: MyMoment["chip"], zone?: string): string {
  if (chip.state === "sending" && chip.of) return t("moments.sending_photos", { sent: chip.sent ?? 0, of: chip.of });
  const time = goesOutAt(heldUntil, zone);
  return chip.state === "held" && !time ? t("moments.held_on") : t(word, { time: time ?? "" });
}

/** When a held moment goes out. Nothing once that time is past: then it waits for somebody's yes. */
export function goesOutAt(heldUntil: string | undefined, zone?: string, now = Date.now()): string | undefined {
  const at = heldUntil ? Date.parse(heldUntil) : 0;
  return at > now ? timeOf(at, { zone }) : undefined;
}

/** The filters of My moments. */
export const filters = ["all", "waiting", "shared", "back"] as const;
export type Filter = (typeof filters)[number];

const back: ChipState[] = ["back", "needs_look"];
const over: ChipState[] = ["shared", "private", "withdrawn", "taken_down", "taken_back"];

/** Whether a moment stands under a filter. Waiting is everything that is still on its way to somebody. */
export function standsUnder(filter: Filter, state: ChipState): boolean {
  if (filter === "shared") return state === "shared";
  if (filter === "back") return back.includes(state);
  return filter === "all" || (!back.includes(state) && !over.includes(state));
}

/** One's moments in the order given, a group for each day. */
export function byDay<T extends { moment: { at: string } }>(
  moments: readonly T[],
  day: (at: number) => string,
): { day: string; moments: T[] }[] {
  const groups: { day: string; moments: T[] }[] = [];
  for (const each of moments) {
    const name = day(Date.parse(each.moment.at));
    const last = groups.at(-1);
    if (last?.day === name) last.moments.push(each);
    else groups.push({ day: name, moments: [each] });
  }
  return groups;
}

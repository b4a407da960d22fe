import { t, type StaffKey } from "../../words/staff";
import { spokenLanguage } from "../../words/words.svelte";

const usual = [0, 600, 3600, 86_400, 604_800];

/** The pauses between approval and release that can be chosen, in seconds. One that the school has already is among them. */
export function holds(now: number): { key: string; word: string }[] {
  const all = usual.includes(now) ? usual : [...usual, now].sort((a, b) => a - b);
  return all.map((seconds) => ({ key: holdOf(seconds), word: sayHold(seconds) }));
}

export function holdOf(seconds: number): string {
  return String(seconds);
}

function sayHold(seconds: number): string {
  if (usual.includes(seconds)) return t(`today.hold_${seconds}` as StaffKey);
  const style = { style: "unit", unit: "minute", unitDisplay: "long", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(spokenLanguage(), style).format(seconds / 60);
}

import type { Moment } from "../../store/shapes";
import { spokenLanguage } from "../../words/words.svelte";
import { t } from "../../words/family";
import type { Reading } from "../../words/when";

/** The moments of one week, newest first. */
export interface Week {
  /** Its Monday, as "2026-11-16". */
  monday: string;
  moments: Moment[];
}

const day = 86_400_000;

/** The Monday of a time, on the school's clock. */
export function mondayOf(at: number, zone?: string): string {
  const date = new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone: zone }).format(at);
  const midnight = Date.parse(date);
  const since = (new Date(midnight).getUTCDay() + 6) % 7;
  return new Date(midnight - since * day).toISOString().slice(0, 10);
}

/** Moments by week, newest week first. */
export function byWeek(moments: readonly Moment[], zone?: string): Week[] {
  const weeks = new Map<string, Moment[]>();
  for (const moment of [...moments].sort((a, b) => b.at.localeCompare(a.at))) {
    const monday = mondayOf(Date.parse(moment.at), zone);
    weeks.set(monday, [...(weeks.get(monday) ?? []), moment]);
  }
  return [...weeks].map(([monday, all]) => ({ monday, moments: all }));
}

/** "This week", "Last week", "Week of 2 November". */
export function sayWeek(monday: string, { zone, now = Date.now() }: Reading = {}): string {
  const weeks = Math.round((Date.parse(mondayOf(now, zone)) - Date.parse(monday)) / (7 * day));
  if (weeks === 0) return t("highlights.this_week");
  if (weeks === 1) return t("highlights.last_week");
  const style = { day: "numeric", month: "long", timeZone: "UTC" } as const;
  return t("highlights.week_of", { day: new Intl.DateTimeFormat(spokenLanguage(), style).format(Date.parse(monday)) });
}

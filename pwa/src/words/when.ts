import { spokenLanguage, t } from "./words.svelte";

/** Where a moment in time is read: the school's zone, so that "today" is the school's day. Left out, the device's. */
export interface Reading {
  zone?: string | undefined;
  /** Milliseconds since 1970; left out, the device's clock. */
  now?: number;
}

const day = 86_400_000;

/** A clock time as the school says it: between 7:00 and 18:59 nobody needs to be told which half of the day it is. */
export function timeOf(at: number, { zone }: Reading = {}): string {
  const style: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const parts = written(style, zone).formatToParts(at);
  const hour = Number(written({ hour: "numeric", hourCycle: "h23" }, zone, "en").format(at));
  const plain = hour >= 7 && hour < 19 ? parts.filter((part) => part.type !== "dayPeriod") : parts;
  return plain
    .map((part) => part.value)
    .join("")
    .trim();
}

/** The day in words: Today, Yesterday, Tomorrow, a weekday within the week around now, else a date. */
export function dayOf(at: number, { zone, now = Date.now() }: Reading = {}): string {
  const away = dayNumber(at, zone) - dayNumber(now, zone);
  if (away === 0) return t("when.today");
  if (away === -1) return t("when.yesterday");
  if (away === 1) return t("when.tomorrow");
  if (Math.abs(away) < 7) return written({ weekday: "long" }, zone).format(at);
  const sameYear = yearOf(at, zone) === yearOf(now, zone);
  return written({ day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) }, zone).format(at);
}

/** "Today 12:10", "Wednesday 12:31". */
export function dayAndTime(at: number, reading: Reading = {}): string {
  return t("when.day_time", { day: dayOf(at, reading), time: timeOf(at, reading) });
}

/** Names in a row: "Sam, Ana and Leo". */
export function listOf(names: readonly string[]): string {
  // British English has no comma before the "and", which is one sign less to read.
  const tag = spokenLanguage() === "en" ? "en-GB" : spokenLanguage();
  return new Intl.ListFormat(tag, { type: "conjunction" }).format(names);
}

/** What a language is called by those who speak it: "English", "Español". */
export function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
}

function written(style: Intl.DateTimeFormatOptions, zone?: string, tag = spokenLanguage()) {
  return new Intl.DateTimeFormat(tag, { ...style, timeZone: zone });
}

function dayNumber(at: number, zone?: string): number {
  return Date.parse(written({ dateStyle: "short" }, zone, "sv").format(at)) / day;
}

function yearOf(at: number, zone?: string): string {
  return written({ year: "numeric" }, zone, "en").format(at);
}

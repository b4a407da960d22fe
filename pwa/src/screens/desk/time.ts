/** True for a real time. A school that writes "never" as the year 1 means that there is none. */
export function isTime(at: string | undefined): at is string {
  return at !== undefined && Date.parse(at) > 0;
}

/** The day of a time on the school's clock, as a date field writes it: "2026-11-20". */
export function dateOf(at: number, zone?: string): string {
  return new Intl.DateTimeFormat("sv", { dateStyle: "short", timeZone: zone }).format(at);
}

/** The last second of a chosen day on the school's clock: what ends "on that day" still counts during it. */
export function endOfDay(date: string, zone?: string): string {
  const guess = Date.parse(`${date}T23:59:59Z`);
  const style = { dateStyle: "short", timeStyle: "medium", timeZone: zone } as const;
  const wall = Date.parse(`${new Intl.DateTimeFormat("sv", style).format(guess).replace(" ", "T")}Z`);
  return new Date(guess - (wall - guess)).toISOString();
}

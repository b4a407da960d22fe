import worry from "./en/staff/online/worry.json";
import { fill, type Params } from "./fill";
import { t as staff, type StaffKey } from "./staff";
import { spokenLanguage, type Key } from "./words.svelte";

/** What adults read of a worry, on screens that are nothing without the school: kept out of what is kept for offline. */
export const worries = worry;

export type WorryKey = keyof typeof worry;

/** Says a message of these screens, or one that the staff's share. */
export function t(key: WorryKey | StaffKey | Key, params: Params = {}): string {
  return key in worry ? fill(worry[key as WorryKey], params, spokenLanguage()) : staff(key as StaffKey, params);
}

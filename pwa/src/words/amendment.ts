import amendment from "./en/staff/online/amendment.json";
import { fill, type Params } from "./fill";
import { t as staff, type StaffKey } from "./staff";
import { spokenLanguage, type Key } from "./words.svelte";

/** What adults read where they answer what is said to be not right. It is nothing without the school. */
export const amendments = amendment;

export type AmendmentKey = keyof typeof amendment;

/** Says a message of that page, or one that the staff's share. */
export function t(key: AmendmentKey | StaffKey | Key, params: Params = {}): string {
  return key in amendment
    ? fill(amendment[key as AmendmentKey], params, spokenLanguage())
    : staff(key as StaffKey, params);
}

import sheet from "./en/staff/online/sheet.json";
import { fill, type Message, type Params } from "./fill";
import { t as staff, type StaffKey } from "./staff";
import { spokenLanguage, type Key } from "./words.svelte";

/** What a coordinator reads of a sheet of consents, on a screen that is nothing without the school: kept out of what is kept for offline. */
export const sheets = sheet;

export type SheetKey = keyof typeof sheet;

/** Says a message of this screen, or one that the staff's share. */
export function t(key: SheetKey | StaffKey | Key, params: Params = {}): string {
  const own = (sheet as Partial<Record<string, Message>>)[key];
  return own === undefined ? staff(key as StaffKey, params) : fill(own, params, spokenLanguage());
}

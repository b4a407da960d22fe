import notright from "./en/family/online/notright.json";
import { t as family, type FamilyKey } from "./family";
import { fill, type Params } from "./fill";
import { spokenLanguage, type Key } from "./words.svelte";

/** What families, and students with full rights, read where they say that something is not right. It is nothing without the school. */
export const notRight = notright;

export type NotRightKey = keyof typeof notright;

/** Says a message of that page, or one that the family's screens share. */
export function t(key: NotRightKey | FamilyKey | Key, params: Params = {}): string {
  return key in notright
    ? fill(notright[key as NotRightKey], params, spokenLanguage())
    : family(key as FamilyKey, params);
}

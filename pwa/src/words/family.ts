import about from "./en/family/about.json";
import allowed from "./en/family/allowed.json";
import highlights from "./en/family/highlights.json";
import settings from "./en/family/settings.json";
import { fill, type Message, type Params } from "./fill";
import { spokenLanguage, t as say, type Key } from "./words.svelte";

/** What families read. Kept out of a student's first load. */
export const family = { ...about, ...allowed, ...highlights, ...settings };

export type FamilyKey = keyof typeof family;

/** Says a message of the family's screens, or one that everybody shares. */
export function t(key: FamilyKey | Key, params: Params = {}): string {
  const own = (family as Partial<Record<string, Message>>)[key];
  return own === undefined ? say(key as Key, params) : fill(own, params, spokenLanguage());
}

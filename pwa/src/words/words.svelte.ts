import { en } from "./en";
import { fill, type Message, type Params } from "./fill";

export type Key = keyof typeof en;
export type Messages = Readonly<Record<Key, Message>>;

/** Languages that have been translated, each fetched when somebody reads it. */
const translated: Readonly<Record<string, () => Promise<Messages>>> = {
  en: () => Promise.resolve(en),
};

let language = $state.raw("en");
let messages = $state.raw<Messages>(en);

/** The language the app is speaking, as a BCP 47 tag. */
export function spokenLanguage(): string {
  return language;
}

export function languages(): string[] {
  return Object.keys(translated);
}

/**
 * Says a message in the reader's language. `{name}` in the message takes params.name; numbers are written the way
 * the language writes them; a message with plural forms is chosen by params.count.
 */
export function t(key: Key, params: Params = {}): string {
  return fill(messages[key], params, language);
}

/** Speaks the first of these languages that has been translated; English when none has. Turns the page round too. */
export async function speak(wanted: readonly string[]): Promise<void> {
  const tag = wanted.map((each) => each.split("-")[0] ?? "").find((each) => each in translated) ?? "en";
  const loaded = await translated[tag]?.();
  if (!loaded) return;
  messages = loaded;
  language = tag;
  document.documentElement.lang = tag;
  document.documentElement.dir = /^(ar|fa|he|ur)$/.test(tag) ? "rtl" : "ltr";
}

import { en } from "./en";

/** A message is one sentence, or one for each plural form of `count`. */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Key = keyof typeof en;
export type Messages = Readonly<Record<Key, Message>>;
export type Params = Readonly<Record<string, string | number>>;

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

/** The same for one given set of messages: what `t` does, without the reader. */
export function fill(message: Message, params: Params, tag: string): string {
  const sentence = typeof message === "string" ? message : formOf(message, params["count"], tag);
  return sentence.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = params[name];
    if (value === undefined) return gap;
    return typeof value === "number" ? new Intl.NumberFormat(tag).format(value) : value;
  });
}

function formOf(forms: Exclude<Message, string>, count: string | number | undefined, tag: string): string {
  const form = new Intl.PluralRules(tag).select(Number(count ?? 0));
  return forms[form] ?? forms.other ?? "";
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

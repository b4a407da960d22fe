/** A message is one sentence, or one for each plural form of `count`. */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Params = Readonly<Record<string, string | number>>;

/** Says one given message, as `t` does, without a reader. */
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

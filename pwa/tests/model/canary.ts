const pattern = /canary-[a-z0-9]+-\d+-e/g;

/** The canaries in a text: words that exist once, so that whoever holds them can be found. */
export function canariesIn(text: string): Set<string> {
  return new Set(text.match(pattern) ?? []);
}

/**
 * The secret of a badge or a letter, out of the address's fragment, which no server ever sees. It leaves the address at
 * once: nobody finds it in the history, and a reload does not use it twice.
 */
export function takeSecret(place: Pick<Location, "hash" | "pathname"> = location, past: History = history): string {
  const secret = place.hash.replace(/^#/, "");
  if (secret) past.replaceState(past.state, "", place.pathname);
  return secret;
}

/** What was scanned or typed: a badge's secret, a short code that a teacher reads out, or neither. */
export type Read = { badge: string } | { code: string } | undefined;

/** Reads a badge's link, its bare secret, or a short code. Spaces and dashes do not matter in what was typed. */
export function readCode(text: string): Read {
  const link = /\/b#([\w-]{16,})\s*$/.exec(text);
  if (link?.[1]) return { badge: link[1] };
  const bare = text.replace(/\s+/g, "");
  if (/^[\w-]{20,}$/.test(bare)) return { badge: bare };
  const code = bare.replace(/-/g, "");
  return /^[a-z0-9]{4,12}$/i.test(code) ? { code } : undefined;
}

import type { BrowserContext } from "@playwright/test";

/** How a browser says that a policy of the page forbids something. */
const refusal = /Content Security Policy|Trusted(HTML|Script|ScriptURL)|Permissions policy violation/i;

/** What a browser refuses from now on because the content policy, Trusted Types or the permissions policy forbid it. */
export function refusalsOf(context: BrowserContext): string[] {
  const refused: string[] = [];
  context.on("console", (line) => {
    if (refusal.test(line.text())) refused.push(line.text());
  });
  return refused;
}

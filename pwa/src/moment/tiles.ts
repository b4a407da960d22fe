/** What a circle did, of one moment. */
export interface Done {
  circle: string;
  did: readonly string[];
}

/**
 * The tiles in the order in which this circle reaches for them: most used first. Equal ones keep the order of `all`,
 * so that a finger finds a tile where it was.
 */
export function learnedTiles(all: readonly string[], moments: readonly Done[], circle: string): string[] {
  const uses = new Map<string, number>();
  for (const moment of moments) {
    if (moment.circle !== circle) continue;
    for (const key of moment.did) uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return [...all].sort((a, b) => (uses.get(b) ?? 0) - (uses.get(a) ?? 0));
}

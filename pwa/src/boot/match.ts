import type { Component } from "svelte";
import type { SeatKind } from "../store/shapes";

/** What a route's path caught: "/circles/:circle" at "/circles/drum-room" gives { circle: "drum-room" }. */
export type Caught = Record<string, string>;

export interface Route {
  /** A real address, with `:name` for a part that varies. */
  path: string;
  /** Whose address it is; the same address may show a student one screen and staff another. Left out: anybody's. */
  for?: SeatKind;
  /** Nothing without the school: its file is not kept for offline. */
  online?: true;
  /**
   * Fetches the screen, which is given what the path caught as its props. Those a student opens first belong
   * to the shell, the rest come when needed.
   */
  screen: () => Promise<{ default: Component<never> }>;
}

/**
 * Finds the first route that answers an address for somebody in this kind of seat, or in none. A trailing slash makes no
 * difference.
 */
export function match(
  routes: readonly Route[],
  address: string,
  kind?: SeatKind,
): { route: Route; caught: Caught } | undefined {
  const parts = address.split("/").filter(Boolean);
  for (const route of routes) {
    if (route.for && route.for !== kind) continue;
    const caught = catches(route.path.split("/").filter(Boolean), parts);
    if (caught) return { route, caught };
  }
  return undefined;
}

function catches(pattern: string[], parts: string[]): Caught | undefined {
  if (pattern.length !== parts.length) return undefined;
  const caught: Caught = {};
  for (const [place, wanted] of pattern.entries()) {
    const found = parts[place] ?? "";
    if (wanted.startsWith(":")) caught[wanted.slice(1)] = decode(found);
    else if (wanted !== found) return undefined;
  }
  return caught;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a broken escape in a typed address is looked up as it stands, and found nowhere
  }
}

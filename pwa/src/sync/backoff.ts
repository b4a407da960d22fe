import { Elsewhere, Refusal } from "../api/answers";

const shortest = 2_000;
const longest = 5 * 60_000;

/**
 * Milliseconds to wait after the n-th failure in a row (from 1): a random time up to a bound that doubles, from 2 s to
 * 5 min, so that a whole school does not come back in the same second. What the school asked for is the least.
 */
export function backoff(failures: number, error?: unknown, random = Math.random()): number {
  const bound = Math.min(longest, shortest * 2 ** Math.min(failures, 20));
  return Math.max(shortest, random * bound, askedFor(error));
}

/** The school may ask for longer patience than whatever stands before it: a wifi that says "tomorrow" is not believed. */
const mostPatience = { school: 3600_000, elsewhere: longest };

/** Milliseconds that the school, or what stands before it, asked us to wait. */
export function askedFor(error: unknown): number {
  if (error instanceof Refusal) return Math.min(mostPatience.school, (error.retryAfter ?? 0) * 1000);
  if (error instanceof Elsewhere) return Math.min(mostPatience.elsewhere, (error.retryAfter ?? 0) * 1000);
  return 0;
}

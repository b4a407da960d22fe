import type { Seat } from "./seat";
import type { StoreName } from "./schema";
import type { Status } from "./status";

/** Fits Svelte's `$store` and `fromStore`. */
export interface Live<T> {
  subscribe(run: (value: T) => void): () => void;
}

/**
 * The answer of a question to the store, asked again whenever a tab of this seat changes one of `stores`, and never
 * twice at a time. Undefined until the first answer is there. When a question fails the last answer stays.
 */
export function watch<T>(
  seat: Seat,
  stores: readonly StoreName[],
  question: () => Promise<T>,
  failed: (error: unknown) => void = (error) => globalThis.reportError?.(error),
): Live<T | undefined> {
  return {
    subscribe(run) {
      const listener = { on: true, run, failed };
      const ask = oneAtATime(() => askOnce(question, listener));
      run(undefined);
      ask();
      const stop = seat.bell.listen((ring) => {
        if (ring.kind === "changed" && ring.stores.some((store) => stores.includes(store))) ask();
      });
      return () => {
        listener.on = false;
        stop();
      };
    },
  };
}

interface Listener<T> {
  on: boolean;
  run: (value: T) => void;
  failed: (error: unknown) => void;
}

async function askOnce<T>(question: () => Promise<T>, listener: Listener<T>): Promise<void> {
  if (!listener.on) return;
  try {
    const answer = await question();
    if (listener.on) listener.run(answer);
  } catch (error) {
    if (listener.on) listener.failed(error);
  }
}

/** A call that comes while one runs is made once after it, however many come. */
function oneAtATime(act: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const start = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await act();
    } while (again);
    running = false;
  };
  return () => {
    again = true;
    if (!running) void start();
  };
}

/** How the phone and the school stand, told anew with every change. */
export function watchStatus(seat: Seat): Live<Status> {
  return {
    subscribe(run) {
      run(seat.status);
      return seat.bell.listen((ring) => {
        if (ring.kind === "status") run(ring.status);
      });
    },
  };
}

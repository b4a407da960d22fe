import type { Seat } from "./seat";
import type { StoreName } from "./schema";
import type { Status } from "./status";

/** Fits Svelte's `$store` and `fromStore`. */
export interface Live<T> {
  subscribe(run: (value: T) => void): () => void;
}

/**
 * The answer of a question to the store, asked again whenever a tab of this seat changes one of `stores`. Undefined
 * until the first answer is there. A question that fails goes to `failed`, and the last answer stays.
 */
export function watch<T>(
  seat: Seat,
  stores: readonly StoreName[],
  question: () => Promise<T>,
  failed: (error: unknown) => void = (error) =>
    queueMicrotask(() => {
      throw error;
    }),
): Live<T | undefined> {
  return {
    subscribe(run) {
      let listening = true;
      let asking = false;
      let again = false;
      const ask = async (): Promise<void> => {
        if (asking) {
          again = true;
          return;
        }
        asking = true;
        do {
          again = false;
          try {
            const answer = await question();
            if (listening) run(answer);
          } catch (error) {
            if (listening) failed(error);
          }
        } while (again && listening);
        asking = false;
      };
      run(undefined);
      void ask();
      const stop = seat.bell.listen((ring) => {
        if (ring.kind === "changed" && ring.stores.some((store) => stores.includes(store))) void ask();
      });
      return () => {
        listening = false;
        stop();
      };
    },
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

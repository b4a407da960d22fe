import type { Seat } from "../../store/seat";

const pending = new WeakMap<Seat, Set<Promise<unknown>>>();

/** Names what is on its way into a seat's store, such as a photo: the store is not closed for want of a touch before it is over. */
export function staysOpenFor(seat: Seat, work: Promise<unknown>): void {
  const works = pending.get(seat) ?? new Set();
  pending.set(seat, works.add(work));
  const over = () => works.delete(work);
  work.then(over, over);
}

/** Resolves when nothing is on its way into a seat's store any more, nor what came of it. */
export async function settled(seat: Seat): Promise<void> {
  for (const works = pending.get(seat); works?.size;) await Promise.allSettled(works);
}

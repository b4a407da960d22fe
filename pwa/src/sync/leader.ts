/**
 * Runs `work` in one tab of this seat at a time, until `quit`. A tab that nobody looks at gives way to one that waits.
 */
export async function lead(name: string, quit: AbortSignal, work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  while (!quit.aborted) {
    if (!locks) return await work();
    try {
      await locks.request(name, { signal: quit }, work);
    } catch (error) {
      if (!quit.aborted) throw error;
    }
  }
}

/** True when this tab is hidden and another one waits to lead. */
export async function shouldGiveWay(name: string): Promise<boolean> {
  const locks = globalThis.navigator?.locks;
  if (!locks || globalThis.document?.visibilityState !== "hidden") return false;
  const { pending = [] } = await locks.query();
  return pending.some((lock) => lock.name === name);
}

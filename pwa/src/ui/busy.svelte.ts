/** Why the app must not be replaced by a newer one just now, such as "a moment is being made". */
const reasons = $state<Record<string, number>>({});

/** Holds back the offer of an update. The answer lets go again; calling it twice does no harm. */
export function hold(reason: string): () => void {
  reasons[reason] = (reasons[reason] ?? 0) + 1;
  let held = true;
  return () => {
    if (held) reasons[reason] = (reasons[reason] ?? 1) - 1;
    held = false;
  };
}

/** True while an editor holds unsaved work or something is being sent. */
export function busy(): boolean {
  return Object.values(reasons).some((count) => count > 0);
}

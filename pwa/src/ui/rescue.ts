/** Leaves the app for the page that needs nothing of it, where what is kept on this phone can still be sent and saved. */
export function leaveForRescue(): void {
  location.replace("/rescue");
}

/** The first screen's file could not be fetched: it is tried once more with the newest app, and then there is the rescue page. */
export function onceMore(): void {
  const [entry] = performance.getEntriesByType("navigation");
  if (entry instanceof PerformanceNavigationTiming && entry.type === "reload") leaveForRescue();
  else location.reload();
}

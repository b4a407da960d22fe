/** What was put off since the app was opened: asked again at the next start, for as long as the hold waits. */
let put = $state.raw<ReadonlySet<string>>(new Set());

export function isLater(moment: string): boolean {
  return put.has(moment);
}

export function putOff(moment: string): void {
  put = new Set([...put, moment]);
}

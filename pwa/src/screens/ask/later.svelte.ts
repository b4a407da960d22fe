/** What was put off since the app was opened: asked again at the next start, for as long as the hold waits. */
let put = $state.raw<readonly string[]>([]);

export function isLater(moment: string): boolean {
  return put.includes(moment);
}

export function putOff(moment: string): void {
  put = [...put, moment];
}

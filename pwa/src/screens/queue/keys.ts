/** What one key does in the queue. */
export type Act = "next" | "previous" | "approve" | "back" | "private" | "open" | "undo" | "keys";

/** Every key of the queue. A new key is a new row; the sheet of keys shows this table. */
export const keys: readonly { key: string; act: Act }[] = [
  { key: "j", act: "next" },
  { key: "k", act: "previous" },
  { key: "a", act: "approve" },
  { key: "b", act: "back" },
  { key: "p", act: "private" },
  { key: "Enter", act: "open" },
  { key: "u", act: "undo" },
  { key: "?", act: "keys" },
];

/** What a pressed key asks for, or undefined when it belongs to something else: a field, a button, a browser's own key. */
export function actOf(event: KeyboardEvent): Act | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return undefined;
  const at = event.target as { closest?: (selector: string) => unknown } | null;
  if (at?.closest?.("input, textarea, select, dialog, [contenteditable]")) return undefined;
  // Enter on a button or a link is theirs.
  if (event.key === "Enter" && at?.closest?.("a, button, summary")) return undefined;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return keys.find(({ key }) => key === pressed)?.act;
}

const kept = "kith-single-keys";

/** Single keys can be switched off: somebody who speaks to the browser would press them by talking. */
export function keysAreOn(): boolean {
  try {
    return localStorage.getItem(kept) !== "off";
  } catch {
    return true; // a private window that keeps nothing: they are on until switched off again
  }
}

export function switchKeys(on: boolean): void {
  try {
    localStorage.setItem(kept, on ? "on" : "off");
  } catch {
    // Refused to keep it: the switch holds as long as the page is open.
  }
}

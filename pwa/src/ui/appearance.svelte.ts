const key = "kith-appearance";

/** How the app looks on this device. A choice of the reader's, kept on the device and never sent anywhere. */
export interface Appearance {
  theme: "device" | "light" | "dark";
  contrast: "device" | "more" | "normal";
  /** Step of text size: 0 is as drawn, 4 is the largest. On top of the device's own size. */
  size: 0 | 1 | 2 | 3 | 4;
  motion: "device" | "less";
}

const asDrawn: Appearance = { theme: "device", contrast: "device", size: 0, motion: "device" };

let chosen = $state.raw<Appearance>(asDrawn);

export function appearance(): Appearance {
  return chosen;
}

/** Applies a choice at once and keeps it for the next time. A device that keeps nothing still shows it now. */
export function choose(change: Partial<Appearance>): void {
  apply({ ...chosen, ...change });
  try {
    localStorage.setItem(key, JSON.stringify(chosen));
  } catch {
    // Private windows may refuse to keep it: the page already looks as chosen, and nobody's work is at stake.
  }
}

/** Applies what was chosen on this device before. Call before the first screen is drawn. */
export function restoreAppearance(): void {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Appearance>;
    apply({ ...asDrawn, ...kept });
  } catch {
    apply(asDrawn); // unreadable or refused: the app looks as drawn
  }
}

function apply(next: Appearance): void {
  chosen = next;
  const root = document.documentElement;
  mark(root, "theme", next.theme);
  mark(root, "contrast", next.contrast);
  mark(root, "motion", next.motion);
  mark(root, "size", next.size === 0 ? "device" : String(next.size));
  refold(root);
}

/** Widths are asked in letters, and Chromium does not ask again when only the letters have grown: it is made to. */
function refold(root: HTMLElement): void {
  root.style.setProperty("container-type", "normal");
  root.getBoundingClientRect();
  root.style.removeProperty("container-type");
}

function mark(root: HTMLElement, name: string, value: string): void {
  if (value === "device") delete root.dataset[name];
  else root.dataset[name] = value;
}

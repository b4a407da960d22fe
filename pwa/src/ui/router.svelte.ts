import { tick } from "svelte";

/** Where the reader is, as a real address. Written by the browser's history alone. */
let path = $state("/");
let query = $state("");

export const here = {
  /** The address without its query, such as "/moments". */
  get path(): string {
    return path;
  },
  /** What the address asks for after its question mark, such as "waiting" in "/moments?show=waiting". */
  asks(name: string): string | null {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made, read and dropped on one line
    return new URLSearchParams(query).get(name);
  },
};

/** Goes to another page of the app. Leaving never discards: what is being made is kept by its own screen. */
export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState({ depth: depth() }, "", to);
  else {
    history.replaceState({ ...history.state, scroll: scrollY }, "");
    history.pushState({ depth: depth() + 1 }, "", to);
  }
  read();
}

/** Goes back where the reader came from; someone who opened this address from outside goes to `up` instead. */
export function back(up: string): void {
  if (depth() > 0) history.back();
  else go(up, { replace: true });
}

/** Follows the address bar, Back, and every plain link of the page. Call once; the answer stops it again. */
export function startRouter(): () => void {
  const stop = new AbortController();
  history.scrollRestoration = "manual";
  addEventListener("popstate", read, { signal: stop.signal });
  document.addEventListener("click", follow, { signal: stop.signal });
  read();
  return () => stop.abort();
}

/** After another page is drawn: its main part takes the focus, and Back finds the place it was left at. */
export async function arrive(): Promise<void> {
  growing?.abort();
  await tick();
  document.getElementById("main")?.focus({ preventScroll: true });
  const { scroll = 0 } = (history.state as { scroll?: number } | null) ?? {};
  if (!isReached(scroll)) reachAsItGrows(scroll);
}

let growing: AbortController | undefined;

/** A page is drawn before its rows have come from the store: it is followed as it grows, until the reader does something. */
function reachAsItGrows(top: number): void {
  const stop = (growing = new AbortController());
  const growth = new ResizeObserver(() => isReached(top) && stop.abort());
  growth.observe(document.body);
  stop.signal.addEventListener("abort", () => growth.disconnect());
  for (const deed of ["wheel", "pointerdown", "keydown"]) {
    addEventListener(deed, () => stop.abort(), { signal: stop.signal, passive: true });
  }
}

function isReached(top: number): boolean {
  scrollTo({ top, behavior: "instant" });
  return scrollY >= top - 1;
}

function depth(): number {
  const state = history.state as { depth?: number } | null;
  return state?.depth ?? 0;
}

function read(): void {
  path = location.pathname;
  query = location.search;
}

function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = (event.target as Element | null)?.closest?.("a[href]");
  if (!(link instanceof HTMLAnchorElement) || !isOurs(link)) return;
  event.preventDefault();
  if (link.href !== location.href) go(link.pathname + link.search + link.hash);
}

/** A link inside the app; the skip link, downloads and other sites stay the browser's own business. */
function isOurs(link: HTMLAnchorElement): boolean {
  if (link.origin !== location.origin || link.hasAttribute("download")) return false;
  if (link.target !== "" && link.target !== "_self") return false;
  return !(link.hash !== "" && link.pathname === location.pathname && link.search === location.search);
}

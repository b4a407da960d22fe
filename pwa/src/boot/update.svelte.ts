import { busy } from "../ui/busy.svelte";
import { workerAddress } from "../ui/trusted";

let waiting = $state.raw<ServiceWorker>();

export const update = {
  /** True when a newer app is on this device and nothing would be interrupted by changing over. */
  get offered(): boolean {
    return waiting !== undefined && !busy();
  },
  /** Changes over to the newer app; every open tab reloads into it. */
  accept(): void {
    waiting?.postMessage("skip");
  },
};

/**
 * Lets the app open without a network. A newer app is fetched quietly and waits until somebody accepts it.
 * Refused registration (a private window, an old browser) leaves an app that works online.
 */
export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  let hadOne = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first worker takes over a page that is already its own version; only a change of version reloads.
    if (hadOne) location.reload();
    hadOne = true;
  });
  const registration = await navigator.serviceWorker.register(workerAddress("/service-worker.js"), {
    updateViaCache: "none",
  });
  notice(registration);
  registration.addEventListener("updatefound", () => watch(registration));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => undefined); // offline: next time
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  registration.installing?.addEventListener("statechange", () => notice(registration));
}

function notice(registration: ServiceWorkerRegistration): void {
  waiting = navigator.serviceWorker.controller ? (registration.waiting ?? undefined) : undefined;
}

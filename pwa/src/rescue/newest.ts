/** How long the newest app is waited for before the one that is here is tried again. */
const patience = 5_000;

/**
 * Lets a newer app take its place, where there is one: an app that does not open cannot offer it. The press of the button
 * is what accepts it, as it is in the app.
 */
export async function takeNewest(): Promise<void> {
  const late = new Promise<void>((go) => setTimeout(go, patience));
  await Promise.race([changeOver().catch(() => undefined), late]);
}

async function changeOver(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration) return;
  await registration.update().catch(() => undefined); // no internet: what has been fetched before is taken
  const fresh = registration.waiting ?? (await whenInstalled(registration.installing));
  if (!fresh) return;
  const over = new Promise((go) => navigator.serviceWorker.addEventListener("controllerchange", go, { once: true }));
  fresh.postMessage("skip");
  await over;
}

/** The worker once all of its files are here. Undefined when there is none, or it could not fetch them. */
async function whenInstalled(coming: ServiceWorker | null): Promise<ServiceWorker | undefined> {
  if (!coming) return undefined;
  while (coming.state === "installing") {
    await new Promise((go) => coming.addEventListener("statechange", go, { once: true }));
  }
  return coming.state === "redundant" ? undefined : coming;
}

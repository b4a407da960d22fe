import type { Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dist, type House } from "./house";

/** Opens the app and waits until it can do without the network. */
export async function settle(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((taken) => navigator.serviceWorker.addEventListener("controllerchange", taken, { once: true }));
  });
}

/** Makes the house serve a newer release: the same files under a worker with another fingerprint. */
export async function release(house: House, print: string): Promise<void> {
  const worker = await readFile(join(dist, "service-worker.js"), "utf8");
  house.says.set("/service-worker.js", worker.replace(/(kith-`?"?\+?`?"?)[0-9a-f]{12}/, `$1${print}`));
}

/** Asks for a newer release, as the app does when it comes to the front. */
export async function lookForUpdate(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });
}

/** The names of the caches that the worker keeps, oldest first. */
export const cachesOf = (page: Page): Promise<string[]> => page.evaluate(() => caches.keys());

/** Which workers the page's registration has. */
export async function registered(page: Page): Promise<{ active: boolean; waiting: boolean; installing: boolean }> {
  return await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const [active, waiting] = [!!registration?.active, !!registration?.waiting];
    return { active, waiting, installing: !!registration?.installing };
  });
}

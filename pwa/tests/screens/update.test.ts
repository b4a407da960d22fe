import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { registerWorker, update } from "../../src/boot/update.svelte";
import { mayasRows } from "../../src/store/people.testing";
import { tellStatus } from "../../src/store/seat";
import { busy } from "../../src/ui/busy.svelte";
import { button, heading, link, openApp, seatOf, sheet, until } from "./phone";

/** The browser's side of an update, which a test's page has not: a worker of the newer app that waits for its turn. */
class Waiting extends EventTarget {
  heard: unknown[] = [];
  postMessage(message: unknown): void {
    this.heard.push(message);
  }
}
class Registration extends EventTarget {
  waiting: Waiting | null = null;
  installing: Waiting | null = null;
  asked = 0;
  update(): Promise<void> {
    this.asked += 1;
    return Promise.reject(new TypeError("offline"));
  }
}
class Workers extends EventTarget {
  controller: object | null = {};
  registration = new Registration();
  registered: string[] = [];
  register(address: unknown): Promise<Registration> {
    this.registered.push(String(address));
    return Promise.resolve(this.registration);
  }
}

let workers: Workers;
const letGo: (() => void)[] = [];
beforeEach(() => {
  workers = new Workers();
  Object.defineProperty(navigator, "serviceWorker", { configurable: true, value: workers });
});
afterEach(async () => {
  for (const go of letGo.splice(0)) go();
  // No newer app waits any more.
  workers.registration.waiting = null;
  await registerWorker();
  Reflect.deleteProperty(navigator, "serviceWorker");
});

/** A newer app has been fetched and waits. */
async function newerApp(): Promise<Waiting> {
  const waiting = (workers.registration.waiting = new Waiting());
  await registerWorker();
  return waiting;
}

const offer = () => sheet().filter({ hasText: "A newer Kith is here" });
const maya = () => seatOf({ kind: "student", name: "Maya" }, mayasRows);

describe("a newer app", () => {
  test("is offered, and taken only when its person says so", async () => {
    await maya();
    await openApp("/circles");
    const waiting = await newerApp();
    await expect.element(offer()).toBeVisible();
    await expect.element(offer()).toHaveAccessibleName("A newer Kith is here");
    expect(waiting.heard).toEqual([]);
    await button("Use it now").click();
    expect(waiting.heard).toEqual(["skip"]);
    expect(workers.registered.every((address) => new URL(address).pathname === "/service-worker.js")).toBe(true);
  });

  test.each([
    ["Later", () => button("Later").click()],
    ["Escape", () => userEvent.keyboard("{Escape}")],
  ])("that is put off with %s does not ask again on the next page, but at the next start", async (_, putOff) => {
    await maya();
    await openApp("/circles");
    const waiting = await newerApp();
    await expect.element(offer()).toBeVisible();
    await putOff();
    await expect.element(offer()).not.toBeInTheDocument();
    await link("My moments").click();
    await expect.element(heading("My moments")).toBeVisible();
    expect(offer().query()).toBeNull();
    expect(waiting.heard).toEqual([]);
    await openApp("/circles");
    await expect.element(offer()).toBeVisible();
  });

  test("waits while a moment is being made, and is offered when its maker has left it", async () => {
    await maya();
    await openApp("/new");
    await page.getByLabelText("Anything else?").fill("Soup");
    await newerApp();
    expect(update.offered).toBe(false);
    await page.getByLabelText("Anything else?").fill("Soup and bread");
    expect(offer().query()).toBeNull();
    await link("Circles").click();
    await expect.element(offer()).toBeVisible();
  });

  test("does not come over a moment that is begun while it was offered and put off", async () => {
    await maya();
    await openApp("/circles");
    await newerApp();
    await button("Later").click();
    await link("Add a moment").click();
    await expect.element(page.getByLabelText("Anything else?")).toBeVisible();
    expect(offer().query()).toBeNull();
  });

  test("waits while something goes up, and not for what cannot go up now", async () => {
    const seat = await maya();
    // Another tab of Maya's leads: what it tells is what this one knows.
    await new Promise<void>((leads) => {
      const held = new Promise<void>((go) => letGo.push(go));
      void navigator.locks.request(`kith-sync:${seat.name}`, async () => {
        leads();
        await held;
      });
    });
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    tellStatus(seat, { sending: true, waiting: 1 });
    await until(busy);
    await newerApp();
    expect(update.offered).toBe(false);
    expect(offer().query()).toBeNull();
    tellStatus(seat, { sending: false, waiting: 1, online: false });
    await expect.element(offer()).toBeVisible();
    tellStatus(seat, { sending: true, waiting: 1, online: true });
    await expect.element(offer()).not.toBeInTheDocument();
  });

  test("is no news on the very first visit: there was none before it", async () => {
    workers.controller = null;
    await maya();
    await openApp("/circles");
    await newerApp();
    await expect.element(heading("My circles")).toBeVisible();
    expect(update.offered).toBe(false);
  });

  test("that comes while the app is open is offered once it is wholly there", async () => {
    await maya();
    await openApp("/circles");
    await registerWorker();
    const fresh = (workers.registration.installing = new Waiting());
    workers.registration.dispatchEvent(new Event("updatefound"));
    expect(update.offered).toBe(false);
    workers.registration.waiting = fresh;
    fresh.dispatchEvent(new Event("statechange"));
    await expect.element(offer()).toBeVisible();
  });

  test("is looked for whenever the app comes to the front, and no internet does no harm", async () => {
    await maya();
    await openApp("/circles");
    await registerWorker();
    const before = workers.registration.asked;
    document.dispatchEvent(new Event("visibilitychange"));
    await until(() => workers.registration.asked > before);
    await expect.element(heading("My circles")).toBeVisible();
  });
});

/// <reference lib="webworker" />
/**
 * Keeps the app's own files, so that it opens with no network. It never sees people's data: only what the build
 * listed is answered here, everything else goes its usual way. A new version waits until a page says "skip".
 */
const worker = self as unknown as ServiceWorkerGlobalScope;
declare const __SHELL__: string[];
declare const __BUILD__: string;

const shell = __SHELL__.map((file) => "/" + file);
const mine = "kith-" + __BUILD__;

/** Names of built files carry a hash, so a copy from the release before is the same file. */
async function take(cache: Cache, file: string): Promise<void> {
  const kept = file.startsWith("/assets/") ? await caches.match(file, { ignoreVary: true }) : undefined;
  const answer = kept ?? (await fetch(file, { cache: "no-cache" }));
  if (!answer.ok || answer.redirected) throw new Error(file + " was answered with " + answer.status);
  await cache.put(file, answer);
}

/** All of it, or nothing: half a release takes room and helps nobody. The browser tries again by itself. */
async function install(): Promise<void> {
  const cache = await caches.open(mine);
  const taken = await Promise.allSettled(shell.map((file) => take(cache, file)));
  const failed = taken.find((one) => one.status === "rejected");
  if (!failed) return;
  await caches.delete(mine);
  throw failed.reason;
}

/** The release before stays for a page that is still open; anything older goes. */
async function activate(): Promise<void> {
  const ours = (await caches.keys()).filter((name) => name.startsWith("kith-") && name !== mine);
  await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(request: Request, file: string): Promise<Response> {
  const cache = await caches.open(mine);
  return (
    (await cache.match(file, { ignoreVary: true })) ??
    (await caches.match(file, { ignoreVary: true })) ??
    fetch(request)
  );
}

/** The file that draws a page. Addresses of the school's server, and of files, are no pages of the app. */
function pageAt(path: string): string | undefined {
  if (/^\/(kith|media|api|_)\/|\.\w+$/.test(path)) return undefined;
  return path === "/rescue" ? "/rescue.html" : "/index.html";
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
  if (event.data === "skip") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    const page = pageAt(pathname);
    if (page) event.respondWith(answer(request, page));
  } else if (shell.includes(pathname) || pathname.startsWith("/assets/")) {
    event.respondWith(answer(request, pathname));
  }
});

export {};

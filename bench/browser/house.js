/** Chromium, the pages in it, and the peer's server. */
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import express from "express";
import expressPouchDB from "express-pouchdb";
import PouchDB from "pouchdb";
import memory from "pouchdb-adapter-memory";

const app = createRequire(new URL("../../pwa/package.json", import.meta.url)); // the browser and the builder of the app
const { chromium } = app("@playwright/test");
const { build } = await import(pathToFileURL(app.resolve("vite")).href);
const here = import.meta.dirname;

export async function openChromium() {
  return await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

/** The phone's own code, as one script that gives `phone`. */
export async function buildPhone() {
  const [output] = [
    await build({
      configFile: false,
      logLevel: "error",
      build: { write: false, target: "es2022", lib: { entry: join(here, "phone.js"), formats: ["iife"], name: "phone" } },
    }),
  ].flat();
  return output.output[0].code;
}

/** A fresh phone at an address of the school, with nothing on it. */
export async function openPhone(browser, school, script, guest) {
  const context = await browser.newContext();
  await context.route("**/bench.html", (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><meta charset=utf-8><script src=/bench.js></script><body>" }),
  );
  await context.route("**/bench.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error("on the phone:", error.message));
  await page.goto(`${school}/bench.html`);
  await context.unrouteAll(); // from here on nothing stands between the page and its network
  await page.evaluate((who) => globalThis.phone.arrive(who), guest);
  return page;
}

/** CouchDB's protocol as express-pouchdb speaks it, in memory, and a page for its phones at the same address. */
export async function openPeer() {
  const folder = await mkdtemp(join(tmpdir(), "kith-bench-peer-"));
  const server = express();
  const Memory = PouchDB.plugin(memory).defaults({ adapter: "memory" });
  const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: join(folder, "log.txt") };
  server.use("/db", expressPouchDB(Memory, options));
  server.use("/pouchdb", express.static(join(here, "node_modules/pouchdb/dist")));
  server.use(express.static(here, { index: false }));
  server.get("/", (_, answer) => answer.type("html").send(peerPage));
  const listening = await new Promise((ready) => {
    const opened = server.listen(0, "127.0.0.1", () => ready(opened));
  });
  return {
    origin: `http://127.0.0.1:${listening.address().port}`,
    async close() {
      listening.closeAllConnections();
      await new Promise((done) => listening.close(done));
      await rm(folder, { recursive: true });
    },
  };
}

const peerPage = `<!doctype html><meta charset=utf-8><script src=/pouchdb/pouchdb.min.js></script>
<script type=module>import * as peer from "/peer.js"; globalThis.peer = peer;</script>`;

export async function openPeerPhone(browser, peer) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error("on the peer's phone:", error.message));
  await page.goto(peer.origin);
  await page.waitForFunction(() => globalThis.peer);
  return page;
}

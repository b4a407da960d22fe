import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What the app needs to open with no network: never people's data, which the worker must not see. */
const inShell = /^(index\.html|rescue\.html|guard\.js|manifest\.webmanifest|assets\/.+|icons\/192\.png)$/;

/**
 * Writes the app's own file names and their shared fingerprint into the service worker, in place of
 * `__SHELL__` and `__BUILD__`. A new build changes the worker's bytes, and that is what offers an update.
 *
 * @returns {import("vite").Plugin}
 */
export function shellList() {
  let publicFolder = "";
  return {
    name: "kith-shell-list",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      publicFolder = config.publicDir;
    },
    generateBundle(_options, bundle) {
      nameSync(bundle);
      const worker = bundle["service-worker.js"];
      if (worker?.type !== "chunk") throw new Error("the build made no service-worker.js");
      const print = createHash("sha256");
      for (const file of Object.values(bundle)) {
        if (file !== worker) print.update(file.type === "chunk" ? file.code : file.source);
      }
      const online = onlineFiles(bundle);
      const files = [...Object.keys(bundle), ...publicFiles(publicFolder)]
        .filter((name) => inShell.test(name) && !online.has(name))
        .sort();
      worker.code = worker.code
        .replace("__SHELL__", JSON.stringify(files))
        .replace("__BUILD__", JSON.stringify(print.digest("hex").slice(0, 12)));
    },
  };
}

/**
 * Tells the app the file name of the part that talks to the school. Whoever imports that part has its name in their own already.
 *
 * @param {import("vite").Rolldown.OutputBundle} bundle
 */
function nameSync(bundle) {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const part = chunks.find((chunk) => chunk.facadeModuleId?.endsWith("/src/sync/loop.ts"));
  const asks = chunks.filter((chunk) => chunk.code.includes("__SYNC__"));
  if (!part || asks.length !== 1)
    throw new Error("the part that talks to the school has no file of its own, or nobody asks for it");
  for (const chunk of asks) chunk.code = chunk.code.replace("__SYNC__", `/${part.fileName}`);
}

/**
 * The files that only screens reach which are nothing without the school, as the routes say: a phone fetches them when somebody opens one.
 *
 * @param {import("vite").Rolldown.OutputBundle} bundle
 * @returns {Set<string>}
 */
function onlineFiles(bundle) {
  const routes = readFileSync(join(import.meta.dirname, "../src/boot/routes.ts"), "utf8");
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const screens = new Set();
  for (const [, screen = ""] of routes.matchAll(/online: true, screen: \(\) => import\("\.\.\/([^"]+)"\)/g)) {
    const chunk = chunks.find((file) => file.facadeModuleId?.endsWith(`/src/${screen}`));
    if (!chunk) throw new Error(`no file was built for ${screen}`);
    screens.add(chunk.fileName);
  }
  if (screens.size === 0) throw new Error("no route is marked as online");
  const entries = chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
  const always = reached(bundle, entries, screens);
  return new Set([...reached(bundle, screens, new Set())].filter((name) => !always.has(name)));
}

/**
 * What is imported from some files on, and the workers that they name, without what is behind a screen that is left out.
 *
 * @param {import("vite").Rolldown.OutputBundle} bundle
 * @param {Iterable<string>} from
 * @param {Set<string>} without
 */
function reached(bundle, from, without) {
  const workers = Object.keys(bundle).filter((name) => /^assets\/.+\.worker-.+\.js$/.test(name));
  const seen = new Set();
  const next = [...from];
  for (let name = next.pop(); name; name = next.pop()) {
    const file = bundle[name];
    if (seen.has(name) || without.has(name) || !file) continue;
    seen.add(name);
    if (file.type === "chunk")
      next.push(
        ...file.imports,
        ...file.dynamicImports,
        ...workers.filter((worker) => file.code.includes(`/${worker}`)),
      );
  }
  return seen;
}

/** @param {string} folder */
function publicFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

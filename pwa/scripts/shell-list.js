import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
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
      const worker = bundle["service-worker.js"];
      if (worker?.type !== "chunk") throw new Error("the build made no service-worker.js");
      const print = createHash("sha256");
      for (const file of Object.values(bundle)) {
        if (file !== worker) print.update(file.type === "chunk" ? file.code : file.source);
      }
      const files = [...Object.keys(bundle), ...publicFiles(publicFolder)].filter((name) => inShell.test(name)).sort();
      worker.code = worker.code
        .replace("__SHELL__", JSON.stringify(files))
        .replace("__BUILD__", JSON.stringify(print.digest("hex").slice(0, 12)));
    },
  };
}

/** @param {string} folder */
function publicFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

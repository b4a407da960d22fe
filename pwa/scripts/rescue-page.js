import { build } from "vite";

/**
 * Builds the rescue page by itself, so that it shares no file with the app it stands in for, and adds it to the app's
 * files.
 *
 * @returns {import("vite").Plugin}
 */
export function rescuePage() {
  /** @type {import("vite").ResolvedConfig} */
  let app;
  return {
    name: "kith-rescue-page",
    apply: "build",
    configResolved(config) {
      app = config;
    },
    async buildStart() {
      const { root, logLevel } = app;
      const { cssTarget, assetsInlineLimit, modulePreload } = app.build;
      const made = await build({
        root,
        configFile: false,
        publicDir: false,
        ...(logLevel && { logLevel }),
        build: { write: false, cssTarget, assetsInlineLimit, modulePreload, rolldownOptions: { input: "rescue.html" } },
      });
      if (!("output" in made)) throw new Error("the rescue page was not built once");
      for (const file of made.output) {
        this.emitFile({
          type: "asset",
          fileName: file.fileName,
          source: file.type === "chunk" ? file.code : file.source,
        });
      }
    },
  };
}

import { join } from "node:path";
import { build } from "vite";

/** Builds the app, and the gallery of its parts, as they would be shipped. */
export default async function buildAll(): Promise<void> {
  const root = join(import.meta.dirname, "..");
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn" });
  await build({
    root: join(root, "gallery"),
    configFile: join(root, "gallery/vite.config.ts"),
    logLevel: "warn",
    build: { outDir: join(root, "test-results/gallery"), emptyOutDir: true, assetsInlineLimit: 0 },
  });
}

import { join } from "node:path";
import { build } from "vite";

/** The app of a tab. */
export type App = typeof import("./tab");

/** Makes a fresh app, with nothing in its memory, that sees these globals and no others of that name. */
export type Load = (globals: Record<string, unknown>) => App;

/** Builds the app of a tab out of the sources as they stand. */
export async function buildApp(): Promise<Load> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      target: "es2022",
      lib: { entry: join(import.meta.dirname, "tab.ts"), formats: ["iife"], name: "app" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!output || !("output" in output)) throw new Error("nothing was built");
  const code = `${output.output[0].code}\nreturn app;`;
  return (globals) => {
    const make = new Function(...Object.keys(globals), code) as (...values: unknown[]) => App;
    return make(...Object.values(globals));
  };
}

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** The parts of the look on pages of their own, for the eye: `npm run gallery`. None of it is shipped. */
export default defineConfig({ root: import.meta.dirname, plugins: [svelte()], server: { host: "127.0.0.1" } });

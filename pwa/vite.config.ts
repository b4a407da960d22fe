import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { rescuePage } from "./scripts/rescue-page.js";
import { shellList } from "./scripts/shell-list.js";

export default defineConfig({
  plugins: [svelte(), rescuePage(), shellList()],
  build: {
    // Older browsers get nesting and light-dark() spelled out, but :dir() stays: a quote keeps its own direction.
    cssTarget: ["chrome120", "safari16.4", "firefox121"],
    // The content policy allows no data: addresses, so nothing may be inlined as one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", "service-worker": "src/service-worker.ts" },
      output: {
        // What every screen shares, and what asks the school, travels as three files, not as forty of a few hundred bytes each.
        codeSplitting: {
          groups: [
            { name: "parts", test: /\/src\/(ui|screens\/frame)\// },
            { name: "line", test: /\/src\/(api\/|online\/(line|signIn))/ },
            { name: "keeping", test: /\/src\/(store|moment)\// },
          ],
        },
        entryFileNames: (chunk) => (chunk.name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
});

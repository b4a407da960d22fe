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
        // What is needed together travels as one file, not as forty of a few hundred bytes each. A screen that is nothing without the school
        // has a file of its own, so that it can be left out of what is kept for offline.
        codeSplitting: {
          groups: [
            { name: "parts", test: /\/src\/(ui|screens\/frame)\// },
            { name: "line", test: /\/src\/(api\/|online\/(line|signIn))/ },
            { name: "keeping", test: /\/src\/(store|moment)\// },
            { name: "doors", includeDependenciesRecursively: false, test: /\/src\/screens\/door\/(?!SetUp|Demo|Scan)/ },
            {
              name: "students",
              includeDependenciesRecursively: false,
              test: /\/src\/screens\/((home|circle|moments|moment|ask)\/|aboutme\/(?!install))/,
            },
            {
              name: "roster",
              includeDependenciesRecursively: false,
              test: /\/src\/screens\/(people|person|roster|consents)\//,
            },
            { name: "families", includeDependenciesRecursively: false, test: /\/src\/screens\/(highlights|about)\// },
          ],
        },
        entryFileNames: (chunk) => (chunk.name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
});

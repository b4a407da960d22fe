import { defineConfig } from "@playwright/test";

/** The whole house in a browser: the real binary, a real database, and a wire that can be cut. One worker: two cores have enough to do. */
export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: { trace: "retain-on-failure" },
});

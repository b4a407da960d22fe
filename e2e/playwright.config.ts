import { defineConfig } from "@playwright/test";

/** The whole house in a browser: the real binary, a real database, and a wire that can be cut. Each file has schools of its own. */
export default defineConfig({
  testDir: ".",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  timeout: 600_000,
  expect: { timeout: 20_000 },
  reporter: [["list", { printSteps: true }]],
  use: {
    browserName: "chromium",
    trace: "retain-on-failure",
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
});

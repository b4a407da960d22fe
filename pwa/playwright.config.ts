import { defineConfig } from "@playwright/test";

/** The app's own files in a real browser, behind the headers they are served with. The whole house is tested in e2e/. */
export default defineConfig({
  testDir: "browser",
  outputDir: "test-results",
  globalSetup: "./browser/build.ts",
  fullyParallel: true,
  workers: 2,
  reporter: "line",
  use: {
    browserName: "chromium",
    viewport: { width: 390, height: 844 },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
    },
  },
});

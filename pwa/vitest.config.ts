import { playwright } from "@vitest/browser-playwright";
import { defineConfig, mergeConfig } from "vitest/config";
import { backUpSchool, closeSchools, openSchool, restoreSchool, schoolsBehind } from "./tests/screens/schools.ts";
import app from "./vite.config.ts";

/**
 * Two ways to prove the app: its rules under Node, quick and without a window, and its screens in a real browser, each on a
 * phone's real store and, where a screen asks the school, in front of the real binary.
 */
export default mergeConfig(
  app,
  defineConfig({
    test: {
      restoreMocks: true,
      projects: [
        {
          extends: true,
          test: {
            name: "rules",
            include: ["tests/*.test.ts", "src/**/*.test.ts"],
            setupFiles: ["fake-indexeddb/auto"],
          },
        },
        {
          extends: true,
          test: { name: "model", include: ["tests/model/*.test.ts"] },
        },
        {
          extends: true,
          plugins: [schoolsBehind()],
          test: {
            name: "screens",
            // Much of their time is waiting for a school: two at once are half as long.
            maxWorkers: 2,
            include: ["tests/screens/**/*.test.ts"],
            // A slow, busy machine is no reason to fail: what is waited for comes, or does not come at all.
            testTimeout: 90_000,
            hookTimeout: 120_000,
            expect: { poll: { timeout: 20_000 } },
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              viewport: { width: 390, height: 844 },
              commands: { openSchool, backUpSchool, restoreSchool, closeSchools },
              provider: playwright({
                launchOptions: {
                  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
                  args: [
                    "--no-sandbox",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--autoplay-policy=no-user-gesture-required",
                  ],
                },
                contextOptions: { reducedMotion: "reduce" },
              }),
              instances: [{ browser: "chromium" }],
            },
          },
        },
      ],
    },
  }),
);

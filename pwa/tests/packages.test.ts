import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const house = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(house, file), "utf8");

interface Locked {
  version: string;
  dev?: boolean;
  devOptional?: boolean;
  integrity?: string;
  hasInstallScript?: boolean;
}

const asked = JSON.parse(read("pwa/package.json")) as Record<
  "dependencies" | "devDependencies",
  Record<string, string>
>;
const lock = (file: string) =>
  Object.entries((JSON.parse(read(file)) as { packages: Record<string, Locked> }).packages)
    .filter(([at]) => at !== "")
    .map(([at, locked]) => ({ name: at.split("node_modules/").at(-1) ?? at, ...locked }));
const locked = lock("pwa/package-lock.json");

/** What the app runs on: what it asks for, what that brings, and Svelte, which is compiled into it. */
const running = locked.filter(({ name, dev, devOptional }) => (!dev && !devOptional) || name === "svelte");

describe("what comes from npm", () => {
  test("the app runs on at most ten packages", () => {
    expect(running.length).toBeGreaterThan(Object.keys(asked.dependencies).length);
    expect(running.map(({ name }) => name).length).toBeLessThanOrEqual(10);
  });

  test("each of them has earned its line, with its exact version", () => {
    const table = read("docs/dependencies.md").split("## In the app")[1]?.split("\n\n")[1] ?? "";
    const said = [...table.matchAll(/^\| (\S+) (\d+\.\d+\.\d+) \|/gm)].map(([, name, version]) => `${name} ${version}`);
    const { svelte = "" } = asked.devDependencies;
    const runsOn = Object.entries({ ...asked.dependencies, svelte }).map(([name, version]) => `${name} ${version}`);
    expect(said.sort()).toEqual(runsOn.sort());
  });

  test("every version is exact, and every package of the lock file has its sum", () => {
    const versions = Object.values({ ...asked.dependencies, ...asked.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(locked.length).toBeGreaterThan(100);
    expect(locked.filter(({ integrity }) => !integrity?.startsWith("sha512-"))).toEqual([]);
  });

  test("nothing runs while it is installed", () => {
    expect(locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)).toEqual([]);
    const own = JSON.parse(read("pwa/package.json")) as { scripts: Record<string, string> };
    expect(Object.keys(own.scripts).filter((name) => /install|prepare|prepack/.test(name))).toEqual([]);
  });
});

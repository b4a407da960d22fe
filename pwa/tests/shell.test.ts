import { afterEach, describe, expect, test, vi } from "vitest";
import { busy, hold } from "../src/ui/busy.svelte";
import { say, spoken } from "../src/ui/live.svelte";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("an update waits while somebody is busy", () => {
  test("an editor with unsaved work holds it back until it lets go", () => {
    const letGo = hold("a moment is being made");
    expect(busy()).toBe(true);
    letGo();
    expect(busy()).toBe(false);
  });

  test("two reasons both have to end", () => {
    const [editor, sending] = [hold("a moment is being made"), hold("sending")];
    editor();
    expect(busy()).toBe(true);
    sending();
    expect(busy()).toBe(false);
  });

  test("two editors with the same reason are two", () => {
    const [one, other] = [hold("a moment is being made"), hold("a moment is being made")];
    one();
    one();
    expect(busy()).toBe(true);
    other();
    expect(busy()).toBe(false);
  });
});

describe("what is read aloud", () => {
  test("a sentence is spoken as it was said", () => {
    say("3 moments sent");
    expect(spoken().trim()).toBe("3 moments sent");
  });

  test("the same sentence twice is heard twice", () => {
    say("Saved on this phone");
    const first = spoken();
    say("Saved on this phone");
    expect(spoken()).not.toBe(first);
    expect(spoken().trim()).toBe(first.trim());
    say("Saved on this phone");
    expect(spoken()).toBe(first);
  });
});

describe("our own workers, and no others", () => {
  async function addressOf(address: string): Promise<string> {
    vi.stubGlobal("location", new URL("https://kith.example/circles"));
    const { workerAddress } = await import("../src/ui/trusted");
    return workerAddress(address);
  }

  test.each(["/service-worker.js", "/assets/shrink.worker-a1B2_c3.js", "https://kith.example/assets/x.js"])(
    "%s may start",
    async (address) => {
      expect(await addressOf(address)).toBe(new URL(address, "https://kith.example").href);
    },
  );

  test.each([
    "https://elsewhere.example/service-worker.js",
    "//elsewhere.example/assets/x.js",
    "data:text/javascript,1",
    "blob:https://kith.example/0b1c",
    "/media/r1/800",
    "/assets/../media/x.js",
    "/assets/deeper/x.js",
    "/kith/v1/pull.js",
  ])("%s may not", async (address) => {
    await expect(addressOf(address)).rejects.toThrow("not one of Kith's own workers");
  });

  test("the policy is made once, under the name that the content policy allows", async () => {
    const made: string[] = [];
    vi.stubGlobal("trustedTypes", {
      createPolicy: (name: string, rules: { createScriptURL(address: string): string }) => {
        made.push(name);
        return rules;
      },
    });
    await addressOf("/service-worker.js");
    await addressOf("/assets/x.js");
    expect(made).toEqual(["kith"]);
  });
});

import { describe, expect, test, vi } from "vitest";
import { outbox } from "../../src/store/outbox";
import { myMoments } from "../../src/store/own";
import { button, openApp, sheet } from "./phone";
import { field, mayasPhone } from "./student";

describe("a browser that does not promise to keep anything", () => {
  test.each<[string, () => Promise<boolean>]>([
    ["says no", () => Promise.resolve(false)],
    ["fails when it is asked", () => Promise.reject(new TypeError("not in this window"))],
  ])("(it %s) still keeps a moment, which is there when the app is opened again", async (_, promise) => {
    const asked = vi.spyOn(navigator.storage, "persist").mockImplementation(promise);
    const seat = await mayasPhone();
    await openApp("/new");
    await field("Anything else?").fill("Soup");
    await button("Save").click();
    await expect.element(sheet()).toHaveTextContent("Saved on this phone");
    expect(asked).toHaveBeenCalledOnce();
    await openApp("/moments");
    expect(await outbox(seat)).toMatchObject([{ state: "ready" }]);
    expect(await myMoments(seat)).toHaveLength(1);
  });

  test("is asked only when there is something to lose", async () => {
    const asked = vi.spyOn(navigator.storage, "persist").mockResolvedValue(true);
    await mayasPhone();
    await openApp("/new");
    await expect.element(field("Anything else?")).toBeVisible();
    expect(asked).not.toHaveBeenCalled();
  });
});

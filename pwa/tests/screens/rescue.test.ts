import { afterEach, beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { drawRescue } from "../../src/rescue/page";
import { dueLetters, noteLetter, post } from "../../src/store/letterbox";
import "./phone";

let main: HTMLElement;
const sealed = page.getByText(/sealed things? waits? here/);

beforeEach(() => (main = document.body.appendChild(document.createElement("main"))));
afterEach(() => main.remove());

/** So many envelopes lie in this device's letterbox. */
async function sealedHere(count: number): Promise<void> {
  const letter = { op: "op", key: "key1", box: new ArrayBuffer(99), at: 0, nextAt: 0, attempts: 0 };
  await post(
    Array.from({ length: count }, () => letter),
    [],
  );
}

test("the rescue page counts what is sealed here, says who brings it, and offers no way to open or send it", async () => {
  await sealedHere(2);
  await drawRescue(main);
  await expect.element(sealed).toHaveTextContent("2 sealed things wait here.");
  await expect.element(page.getByText(/The next person who signs in to Kith here brings it to school/)).toBeVisible();
  expect(page.getByText("Nothing waits on this phone.").query()).toBeNull();
  expect(page.getByRole("button").elements()).toHaveLength(1);
});

test("and says nothing of what the school has taken", async () => {
  await sealedHere(1);
  const taken = { epoch: "e1", seq: 1, at: Date.now() };
  for (const { n } of await dueLetters("e1")) await noteLetter(n, { taken });
  await drawRescue(main);
  await expect.element(page.getByText("Nothing waits on this phone.")).toBeVisible();
  expect(sealed.query()).toBeNull();
});

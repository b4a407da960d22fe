import { expect, test } from "vitest";
import { onceFor } from "./once";

test("what is sent again is the same to the school, and what was changed is not", () => {
  const idOf = onceFor();
  const first = idOf("Her name is Maja.");
  expect(first).toMatch(/^[a-z0-9]{15}$/);
  expect(idOf("Her name is Maja.")).toBe(first);
  expect(idOf("Her name is Maja!")).not.toBe(first);
  expect(onceFor()("Her name is Maja.")).not.toBe(first);
});

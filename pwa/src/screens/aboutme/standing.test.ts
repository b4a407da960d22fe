import { expect, test } from "vitest";
import { standingOf } from "./standing";

test.each(["yes", "ask", "no"] as const)("a standing %s is shown as it was given", (told) => {
  expect(standingOf(told)).toBe(told);
});

test("whoever has not said anything is asked each time: silence is not a yes", () => {
  expect(standingOf(undefined)).toBe("ask");
  expect(standingOf("maybe")).toBe("ask");
});

import { describe, expect, test } from "vitest";
import { mine } from "./mine.testing";
import { places } from "./places";

const zone = "America/Chicago";

describe("the thread of a moment", () => {
  test.each([
    ["saved_here", [true, false, false]],
    ["waiting_internet", [true, false, false]],
    ["sending", [true, false, false]],
    ["needs_look", [true, false, false]],
    ["with_teacher", [true, true, false]],
    ["back", [true, true, false]],
    ["held", [true, true, false]],
    ["shared", [true, true, true]],
    ["withdrawn", [true, true, false]],
    ["taken_back", [true, false, false]],
    ["not_finished", [false, false, false]],
  ] as const)("%s has truly reached %j of phone, teacher, families", (state, reached) => {
    expect(places(mine(state), zone).map((place) => place.reached)).toEqual(reached);
  });

  test("it says when the school had it, in the school's time", () => {
    const [, teacher] = places(mine("with_teacher", { received: "2026-09-17T17:34:00Z" }), zone);
    expect(teacher?.line).toMatch(/12:34$/);
  });

  test("an approved one says when it goes out, and promises nothing once that time is past", () => {
    expect(places(mine("held", { heldUntil: "2999-09-17T19:40:00Z" }), zone)[1]?.line).toBe(
      "Approved. It goes out at 2:40.",
    );
    expect(places(mine("held", { heldUntil: "2026-09-17T19:40:00Z" }), zone)[1]?.line).toBe(
      "Approved. It is not out yet.",
    );
  });

  test("photos on their way are counted", () => {
    const going = mine("sending", {}, { chip: { state: "sending", sent: 1, of: 2 } });
    expect(places(going)[1]?.line).toBe("On its way: 1 of 2 photos.");
  });

  test("the last bead is named after those who see it", () => {
    expect(places(mine("shared", { audience: "circle" }))[2]?.name).toBe("Your circle");
    expect(places(mine("shared", { audience: "families" }))[2]?.name).toBe("Families");
    expect(places(mine("with_teacher"))[2]?.line).toBe("Not yet. Your teacher looks first.");
  });

  test("what is no longer shared says so without saying who or why", () => {
    expect(places(mine("withdrawn"))[2]?.line).toBe("Not shared now.");
  });
});

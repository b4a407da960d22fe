import { describe, expect, test } from "vitest";
import { moment, mine } from "../moment/mine.testing";
import { pocketLine } from "./pocketline";

const now = new Date().toISOString();
const earlier = new Date(Date.now() - 3600_000).toISOString();

describe("the one line on a circle's pocket", () => {
  test("what needs Maya stands before what is on its way", () => {
    const all = [mine("waiting_internet"), mine("back"), mine("needs_look"), mine("saved_here")];
    expect(pocketLine(all, [])).toMatchObject({ key: "home.state_look", params: { count: 1 } });
    expect(pocketLine(all.slice(0, 2), [])).toMatchObject({ key: "home.state_back", params: { count: 1 } });
  });

  test("what waits is counted", () => {
    const two = [mine("waiting_internet"), mine("waiting_internet"), mine("shared")];
    expect(pocketLine(two, [])).toMatchObject({ icon: "cloudoff", key: "home.state_waiting", params: { count: 2 } });
  });

  test("a newer moment of somebody else's is the news", () => {
    const sams = moment({ at: now, authors: [{ id: "sam", name: "Sam" }] });
    const own = mine("with_teacher", { at: earlier });
    expect(pocketLine([own], [sams])).toMatchObject({ key: "home.state_new", params: { name: "Sam", day: "Today" } });
  });

  test("one's own shared moment is no news from somebody else", () => {
    const own = moment({ at: now, authors: [{ id: "maya", name: "Maya", own: true }], audience: "families" });
    expect(pocketLine([mine("shared", own)], [own])).toMatchObject({ key: "home.state_families" });
  });

  test.each([
    ["circle", "home.state_circle"],
    ["families", "home.state_families"],
    ["school", "home.state_families"],
  ] as const)("shared with %s says so", (audience, key) => {
    expect(pocketLine([mine("shared", { audience })], []).key).toBe(key);
  });

  test("an approved moment that is held is not yet called shared", () => {
    expect(pocketLine([mine("held")], []).key).toBe("home.state_held");
  });

  test("what is kept private is not said to wait", () => {
    expect(pocketLine([mine("private")], []).key).toBe("chip.private");
  });

  test.each(["taken_back", "taken_down", "withdrawn"] as const)("%s says nothing of the circle", (state) => {
    expect(pocketLine([mine(state)], []).key).toBe("home.state_quiet");
    expect(pocketLine([mine(state), mine("with_teacher")], []).key).toBe("home.state_teacher");
  });

  test("an unfinished one is no state of the circle, and an empty circle invites", () => {
    expect(pocketLine([mine("not_finished")], []).key).toBe("home.state_quiet");
  });
});

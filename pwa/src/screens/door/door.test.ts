import { describe, expect, test } from "vitest";
import { Elsewhere, Refusal, Unreachable } from "../../online/refused";
import { t } from "../../words/words.svelte";
import { homeOf, seatToReopen } from "../frame/present.svelte";
import { whyNot } from "./refusals";
import { readCode, takeSecret } from "./secret";
import { isZone } from "./zone";

const refusal = (code: string) => new Refusal(400, code, "");

describe("what the door says", () => {
  test.each([
    ["sign_in_failed", "That didn't match. Check it and try again."],
    ["wait", "Too many tries. Wait a bit, or ask your teacher."],
    ["invitation_over", "This link is used or too old. Ask the school for a new one."],
    ["not_found", "This link is not one of ours. Check it and try again."],
    ["busy", "The school is busy. Try again in a moment."],
  ])("to %s: %s", (code, sentence) => {
    expect(t(whyNot(refusal(code)))).toBe(sentence);
  });

  test("a code that this app does not know is no dead end", () => {
    expect(t(whyNot(refusal("from_a_newer_school")))).toMatch(/Try again/);
  });

  test("no network, a page of the wifi and a school that is starting are three things", () => {
    expect(whyNot(new Unreachable())).toBe("door.unreachable");
    expect(whyNot(new Elsewhere(200))).toBe("door.elsewhere");
    expect(whyNot(new Elsewhere(502))).toBe("door.busy");
  });

  test("a window that keeps nothing is told apart from a school that does not answer", () => {
    expect(whyNot(new DOMException("denied", "SecurityError"))).toBe("door.keeps_nothing");
  });

  test("a fault of our own is not told as the reader's", () => {
    expect(() => whyNot(new TypeError("broken"))).toThrow("broken");
  });
});

describe("what is scanned or typed", () => {
  const secret = "7nRqWGyFoUChExBbNX0VMQ";

  test.each([
    [`https://kith.riverside.example/b#${secret}`, { badge: secret }],
    [` ${secret} `, { badge: secret }],
    ["7nRqWGyFo UChExBbNX 0VMQ", { badge: secret }],
    ["K7PM-4QXD", { code: "K7PM4QXD" }],
    ["k7pm 4qxd", { code: "k7pm4qxd" }],
    ["https://elsewhere.example/menu", undefined],
    ["", undefined],
    ["!!", undefined],
  ])("%s", (text, read) => {
    expect(readCode(text)).toEqual(read);
  });

  test("a secret leaves the address as soon as it is read", () => {
    const seen: unknown[] = [];
    const past = { state: { depth: 1 }, replaceState: (...all: unknown[]) => seen.push(all) } as unknown as History;
    expect(takeSecret({ hash: `#${secret}`, pathname: "/b" }, past)).toBe(secret);
    expect(seen).toEqual([[{ depth: 1 }, "", "/b"]]);
  });

  test("an address without a secret is left alone", () => {
    const past = { replaceState: () => expect.unreachable() } as unknown as History;
    expect(takeSecret({ hash: "", pathname: "/b" }, past)).toBe("");
  });
});

describe("who is opened at start", () => {
  const seat = (id: string) => ({ seat: id, db: `kith-${id}`, name: id, kind: "student" as const, used: 1 });
  const [maya, theo] = [seat("maya"), seat("theo")];

  test("the phone's only person needs no tap", () => {
    expect(seatToReopen([maya], null)).toBe(maya);
  });

  test("on a shared phone nobody is opened for somebody else", () => {
    expect(seatToReopen([maya, theo], null)).toBeUndefined();
  });

  test("a reload stays with the same person", () => {
    expect(seatToReopen([maya, theo], "theo")).toBe(theo);
  });

  test("a seat that was signed out meanwhile is not opened", () => {
    expect(seatToReopen([maya, theo], "dre")).toBeUndefined();
  });

  test("each kind of seat has its own start", () => {
    expect(homeOf({ kind: "student" })).toBe("/circles");
    expect(homeOf({ kind: "staff" })).toBe("/queue");
    expect(homeOf({ kind: "staff", coordinator: true })).toBe("/today");
    expect(homeOf({ kind: "family" })).toBe("/highlights");
  });
});

test("a time zone is one that this device knows", () => {
  expect(["America/Chicago", "UTC"].every(isZone)).toBe(true);
  expect(["", "Chicago", "America/Nowhere"].some(isZone)).toBe(false);
});

import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import { Elsewhere, Refusal, SessionEnded, Unreachable } from "../api/answers";
import type { components } from "../api/types.gen";
import type { Revision } from "../moment/revision";
import type * as Told from "../store/shapes";
import { backoff } from "./backoff";
import { classOfCode, classOfFailure, type Class } from "./classes";
import { inLanes } from "./lanes";
import { changesOf } from "./pull";

type Schemas = components["schemas"];

describe("what can go wrong", () => {
  test.each<[string, unknown, Class]>([
    ["no network", new Unreachable(), "retry"],
    ["no answer in time", new Unreachable(true), "retry"],
    ["a page of the wifi", new Elsewhere(200), "retry"],
    ["a proxy during a deploy", new Elsewhere(502), "retry"],
    ["a proxy with a small mouth", new Elsewhere(413), "split"],
    ["request timeout", new Refusal(408, "x", ""), "retry"],
    ["too early", new Refusal(425, "x", ""), "retry"],
    ["too many", new Refusal(429, "wait", ""), "retry"],
    ["a busy database", new Refusal(503, "busy", ""), "retry"],
    ["a session that is over", new SessionEnded("session_over"), "auth"],
    ["a token that is refused", new Refusal(401, "session_over", ""), "auth"],
    ["a batch that is too large", new Refusal(413, "too_many_ops", ""), "split"],
    ["a batch with something unreadable", new Refusal(422, "field_invalid", ""), "split"],
    ["an old app", new Refusal(426, "schema_unknown", ""), "upgrade"],
    ["a fault of the phone's own store", new DOMException("", "UnknownError"), "local"],
  ])("%s", (_, error, is) => {
    expect(classOfFailure(error)).toBe(is);
  });

  test.each([
    ["stale_base", "needs_you"],
    ["field_invalid", "needs_you"],
    ["media_too_large", "needs_you"],
    ["quota", "needs_you"],
    ["changed_since_seen", "needs_you"],
    ["already_decided", "needs_you"],
    ["a code of a newer school", "needs_you"],
    ["not_member", "permanent"],
    ["op_reused", "permanent"],
    ["erased", "permanent"],
    ["undone_since", "needs_you"],
  ])("%s of an op", (code, is) => {
    expect(classOfCode(code)).toBe(is);
  });
});

test("a phone waits between two seconds and five minutes, and never less than it was asked to", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const wait = backoff(failures, undefined, random);
      expect(wait).toBeGreaterThanOrEqual(2_000);
      expect(wait).toBeLessThanOrEqual(300_000);
    }),
  );
  expect(backoff(1, undefined, 0.9)).toBeLessThan(backoff(5, undefined, 0.9));
  expect(backoff(1, new Refusal(429, "wait", "", 600), 0)).toBe(600_000);
  expect(backoff(1, new Elsewhere(503, 7), 0)).toBe(7_000);
});

test("two lanes finish what they began, begin nothing after a failure, and say it", async () => {
  const begun: number[] = [];
  const act = async (n: number) => {
    begun.push(n);
    await Promise.resolve();
    if (n === 1) throw new Error("cut");
  };
  await expect(inLanes(2, [0, 1, 2, 3, 4, 5], act)).rejects.toThrow("cut");
  expect(begun.length).toBeLessThan(6);
  await inLanes(2, [], act);
});

test("a change that says nothing changes nothing", () => {
  expect(changesOf([{ key: "circle:c" }, { key: "circle:c", kind: "moment", id: "m" }])).toEqual([]);
  expect(changesOf([{ key: "circle:c", left: true }])).toEqual([{ does: "left", key: "circle:c" }]);
  const gone = { key: "circle:c", kind: "moment", id: "m", gone: true } as const;
  expect(changesOf([gone])).toEqual([{ does: "gone", key: "circle:c", kind: "moment", id: "m" }]);
});

test("the phone's own words for the contract say what the contract says", () => {
  expectTypeOf<Schemas["Moment"]>().toExtend<Told.Moment>();
  expectTypeOf<Told.Moment>().toExtend<Schemas["Moment"]>();
  expectTypeOf<Schemas["Circle"]>().toExtend<Told.Circle>();
  expectTypeOf<Told.Circle>().toExtend<Schemas["Circle"]>();
  expectTypeOf<Schemas["Me"]>().toExtend<Told.Me>();
  expectTypeOf<Told.Me>().toExtend<Schemas["Me"]>();
  expectTypeOf<Revision>().toExtend<Schemas["KeepRevision"]>();
  expectTypeOf<Schemas["KeepRevision"]>().toExtend<Revision>();
});

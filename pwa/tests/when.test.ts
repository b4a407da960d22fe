import { describe, expect, test } from "vitest";
import { dayAndTime, dayOf, listOf, timeOf } from "../src/words/when";

const school = { zone: "America/Chicago", now: Date.parse("2026-09-17T17:30:00Z") }; // Thursday 12:30 at school
const at = (iso: string) => Date.parse(iso);

describe("times as a school says them", () => {
  test("a time in the school day needs no am or pm", () => {
    expect(timeOf(at("2026-09-17T17:10:00Z"), school)).toBe("12:10");
    expect(timeOf(at("2026-09-17T19:40:00Z"), school)).toBe("2:40");
  });

  test("a time in the evening says which half of the day it is", () => {
    expect(timeOf(at("2026-09-18T01:05:00Z"), school)).toMatch(/^8:05\sPM$/);
    expect(timeOf(at("2026-09-17T11:59:00Z"), school)).toMatch(/^6:59\sAM$/);
  });

  test("the school's midnight turns the day, not the device's", () => {
    expect(dayOf(at("2026-09-18T04:59:00Z"), school)).toBe("Today");
    expect(dayOf(at("2026-09-18T05:01:00Z"), school)).toBe("Tomorrow");
    expect(dayOf(at("2026-09-17T04:59:00Z"), school)).toBe("Yesterday");
  });

  test("days near now are weekdays, further ones are dates", () => {
    expect(dayOf(at("2026-09-15T17:00:00Z"), school)).toBe("Tuesday");
    expect(dayOf(at("2026-09-21T17:00:00Z"), school)).toBe("Monday");
    expect(dayOf(at("2026-09-10T17:00:00Z"), school)).toBe("September 10");
    expect(dayOf(at("2025-09-10T17:00:00Z"), school)).toBe("September 10, 2025");
  });

  test("the day the clocks change is one day long", () => {
    const changed = { zone: "America/Chicago", now: at("2026-11-02T18:00:00Z") };
    expect(dayOf(at("2026-11-01T05:30:00Z"), changed)).toBe("Yesterday");
    expect(dayOf(at("2026-10-31T18:00:00Z"), changed)).toBe("Saturday");
  });

  test("day and time stand together", () => {
    expect(dayAndTime(at("2026-09-17T17:10:00Z"), school)).toBe("Today 12:10");
    expect(dayAndTime(at("2026-09-16T17:31:00Z"), school)).toBe("Yesterday 12:31");
  });

  test("left alone, it reads the device's own clock and zone", () => {
    expect(dayOf(Date.now())).toBe("Today");
  });
});

describe("lists", () => {
  test("names stand in a row with one and", () => {
    expect(listOf(["Sam", "Ana", "Leo"])).toBe("Sam, Ana and Leo");
    expect(listOf(["Sam"])).toBe("Sam");
    expect(listOf([])).toBe("");
  });
});

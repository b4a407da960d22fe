import { describe, expect, test } from "vitest";
import { t as family } from "./family";
import { t as staff } from "./staff";
import { dayAndTime, dayOf, listOf, timeOf } from "./when";
import { fill } from "./fill";
import { t } from "./words.svelte";

describe("plural forms", () => {
  test.each([
    [0, "0 things have not gone up yet."],
    [1, "1 thing has not gone up yet."],
    [2, "2 things have not gone up yet."],
    [21, "21 things have not gone up yet."],
    [1200, "1,200 things have not gone up yet."],
  ])("%i", (count, sentence) => {
    expect(t("me.out_left", { count })).toBe(sentence);
  });

  test("a count that came as text chooses as well", () => {
    expect(fill({ one: "one", other: "many" }, { count: "1" }, "en")).toBe("one");
  });

  test("without a count the open form is said, and never nothing", () => {
    expect(fill({ one: "one {x}", other: "many {x}" }, { x: "moments" }, "en")).toBe("many moments");
    expect(fill({ one: "only one" }, { count: 5 }, "en")).toBe("");
  });
});

describe("what stands in a sentence", () => {
  test("a name with signs of its own is said as it is", () => {
    expect(fill("With {name}, {day}", { name: "$& {day} O'Neil", day: "Today" }, "en")).toBe(
      "With $& {day} O'Neil, Today",
    );
  });

  test("the same name is said wherever it is asked for, and a name nobody asked for nowhere", () => {
    expect(fill("{name} and {name}", { name: "Sam", day: "Today" }, "en")).toBe("Sam and Sam");
  });

  test("a zero is a number, an empty name is empty, and only what is missing stays to be seen", () => {
    expect(fill("{count} of {name}: {day}", { count: 0, name: "" }, "en")).toBe("0 of : {day}");
  });

  test.each([
    ["en", "1,234,567"],
    ["de", "1.234.567"],
    ["ar-EG", "١٬٢٣٤٬٥٦٧"],
  ])("a number is written as %s writes it", (tag, written) => {
    expect(fill("{n}", { n: 1_234_567 }, tag)).toBe(written);
  });
});

describe("whose messages they are", () => {
  test("a family's and the staff's screens speak what everybody shares, in the same words", () => {
    for (const speak of [family, staff]) expect(speak("shell.close")).toBe(t("shell.close"));
  });

  test("and their own, with names in their places", () => {
    expect(family("highlights.title", { names: "Sam" })).toBe("Sam: moments");
    expect(family("highlights.down_yes")).toBe("Take it down");
    expect(family("settings.left", { count: 1 })).toBe("1 thing has not gone up yet.");
  });
});

describe("days and times where the school is", () => {
  // Half past eleven at night in Chicago, when London has had breakfast.
  const late = Date.parse("2026-11-25T05:30:00Z");

  test.each([
    ["America/Chicago", "11:30 PM", "Yesterday"],
    ["Europe/London", "5:30 AM", "Today"],
    ["Asia/Kolkata", "11:00", "Today"],
    ["Pacific/Auckland", "18:30", "Today"],
  ])("in %s it is %s, %s", (zone, time, day) => {
    const now = Date.parse("2026-11-25T09:00:00Z");
    const hours = timeOf(late, { zone }).replace(/\u202f/g, " ");
    expect(hours).toBe(time === "18:30" ? "6:30" : time);
    expect(dayOf(late, { zone, now })).toBe(day);
    expect(dayAndTime(late, { zone, now })).toBe(`${day} ${timeOf(late, { zone })}`);
  });

  test.each([
    ["six days ago", -6, "Thursday"],
    ["a week ago", -7, "November 18"],
    ["in six days", 6, "Tuesday"],
    ["in a week", 7, "December 2"],
    ["a year ago", -365, "November 25, 2025"],
  ])("%s is told so that nobody has to count", (_, away, told) => {
    const now = Date.parse("2026-11-25T12:00:00Z");
    expect(dayOf(now + away * 86_400_000, { zone: "UTC", now })).toBe(told);
  });

  test("the last evening of a year is last year's at the school, whatever the device says", () => {
    const now = Date.parse("2027-01-10T12:00:00Z");
    const eve = Date.parse("2027-01-01T03:00:00Z");
    expect(dayOf(eve, { zone: "America/Chicago", now })).toBe("December 31, 2026");
    expect(dayOf(eve, { zone: "UTC", now })).toBe("January 1");
  });
});

test.each([
  [["Sam", "Ana"], "Sam and Ana"],
  [["Sam", "Ana", "Leo", "Ivy"], "Sam, Ana, Leo and Ivy"],
])("%j is read as %s", (names, said) => {
  expect(listOf(names)).toBe(said);
});

import { describe, expect, test } from "vitest";
import { keepAct, outbox, park } from "../../store/outbox";
import { dropRefused, takeDown } from "../../store/decisions";
import { mayasSeat, momentRow, tell, told } from "../../store/people.testing";
import type { Moment, Named, Quote } from "../../store/shapes";
import { leadPerson, leadWords, ownFirst, sayMade, sayMoment, sayWith } from "./lead";
import { notTaken, shelf } from "./shelf";
import { byWeek, mondayOf, sayWeek } from "./weeks";

const sam: Named = { id: "samperson000001", name: "Sam", own: true };
const leo: Named = { name: "Leo" };
const quote = (words: string, more: Partial<Quote> = {}): Quote => ({ words, made: "own", ...more });
const shared = (id: string, more: Partial<Moment> = {}) => told(id, { form: "family", state: "shared", ...more });

describe("a highlight", () => {
  const moment = shared("ballmoment00001", {
    authors: [leo],
    people: [sam, { name: "Maya" }, leo],
    quotes: [
      quote("Nice shot", { speaker: leo }),
      quote("I want basketball again", { speaker: sam, made: "symbols", lang: "en" }),
    ],
    at: "2026-11-12T15:00:00Z",
  });

  test("begins with the words of the family's own student", () => {
    expect(ownFirst(moment.quotes).map(({ words }) => words)).toEqual(["I want basketball again", "Nice shot"]);
    expect(leadWords(moment)).toEqual({ text: "I want basketball again", lang: "en" });
    expect(leadPerson(moment)?.name).toBe("Sam");
  });

  test("puts what somebody wrote about a student after everything that was said", () => {
    const about = quote("Sam liked it", { speaker: sam, made: "about" });
    expect(ownFirst([about, quote("Nice shot", { speaker: leo })]).map(({ made }) => made)).toEqual(["own", "about"]);
  });

  test.each<[string, Quote]>([
    ["Sam, own words.", quote("Hi", { speaker: sam })],
    ["Sam chose these symbols.", quote("Hi", { speaker: sam, made: "symbols" })],
    ["Sam said it, someone wrote it down.", quote("Hi", { speaker: sam, made: "scribed" })],
    ["About Sam, by Leo.", quote("Hi", { speaker: sam, made: "about" })],
    ["Written by Leo.", quote("Hi", { made: "about" })],
  ])("says how the words were made: %s", (line, said) => {
    expect(sayMade(said, [leo])).toBe(line);
  });

  const thursday = { zone: "UTC", now: Date.parse("2026-11-15T10:00:00Z") };

  test("says who else was there, each once, and nobody whose words stand there", () => {
    expect(sayWith(moment, thursday)).toBe("With Maya, Thursday");
    const quiet = shared("m00000000000001", { authors: [leo], people: [sam, leo, { name: "Maya" }], at: moment.at });
    expect(sayWith(quiet, thursday)).toBe("With Sam and Maya, Thursday");
  });

  test("names the family's own student when somebody else has the word", () => {
    expect(sayWith({ ...moment, quotes: [quote("Nice shot", { speaker: leo })] }, thursday)).toBe(
      "With Sam and Maya, Thursday",
    );
  });

  test("is called by its day, so that its words are not heard twice", () => {
    expect(sayMoment(moment, thursday)).toBe("Moment, Thursday");
  });

  test("says only the day of a moment that somebody kept alone", () => {
    const alone = shared("m00000000000002", { authors: [sam], people: [sam], at: moment.at });
    expect(sayWith(alone, thursday)).toBe("Thursday");
  });

  test("without words it tells what they did, and without that who made it", () => {
    expect(leadWords(shared("m00000000000001", { did: ["music", "unknown"] })).text).toBe("Music");
    expect(leadWords(shared("m00000000000001", { did: [], authors: [leo] })).text).toBe("Leo made this.");
    expect(leadWords(shared("m00000000000001", { words: "We shared soup." })).text).toBe("We shared soup.");
  });
});

describe("weeks", () => {
  const now = Date.parse("2026-11-18T12:00:00Z");

  test.each([
    ["2026-11-16T00:30:00Z", "UTC", "2026-11-16"],
    ["2026-11-15T23:30:00Z", "UTC", "2026-11-09"],
    ["2026-11-15T23:30:00Z", "Europe/Berlin", "2026-11-16"],
    ["2027-01-01T12:00:00Z", "UTC", "2026-12-28"],
  ])("%s in %s belongs to the week of %s", (at, zone, monday) => {
    expect(mondayOf(Date.parse(at), zone)).toBe(monday);
  });

  test("are called this, last, and by their Monday", () => {
    const said = ["2026-11-16", "2026-11-09", "2026-11-02"].map((monday) => sayWeek(monday, { zone: "UTC", now }));
    expect(said).toEqual(["This week", "Last week", "Week of November 2"]);
  });

  test("stand newest first, and so do the moments in them", () => {
    const at = (day: string) => shared(`moment${day}0000000`.slice(0, 15), { at: `2026-11-${day}T10:00:00Z` });
    const weeks = byWeek([at("10"), at("17"), at("12")], "UTC");
    expect(weeks.map(({ monday, moments }) => [monday, moments.length])).toEqual([
      ["2026-11-16", 1],
      ["2026-11-09", 2],
    ]);
    expect(weeks[1]?.moments[0]?.at).toContain("-12T");
  });
});

describe("taking a moment down", () => {
  const ball = shared("ballmoment00001");

  test("hides it from the family at once, without internet", async () => {
    const seat = await mayasSeat("samsfamily00001");
    await tell(seat, [momentRow("kin:samperson000001", ball)]);
    expect((await shelf(seat)).map(({ id }) => id)).toEqual([ball.id]);
    await takeDown(seat, ball.id, "ask");
    expect(await shelf(seat)).toEqual([]);
  });

  test("shows it again when the school could not take it down", async () => {
    const seat = await mayasSeat("samsfamily00002");
    await tell(seat, [momentRow("kin:samperson000001", ball)]);
    await takeDown(seat, ball.id, "ask");
    const [op] = await outbox(seat);
    await park(seat, op!.n, "not_found", "");
    expect(await shelf(seat)).toHaveLength(1);
  });

  test("does not confuse it with other acts", async () => {
    const seat = await mayasSeat("samsfamily00003");
    await tell(seat, [momentRow("kin:samperson000001", ball)]);
    await keepAct(seat, { kind: "give_answer", subject: ball.id, body: { moment: ball.id, answer: "yes" } });
    expect(await shelf(seat)).toHaveLength(1);
  });
});

describe("a take-down that the school refused", () => {
  test("is told until somebody has read it", async () => {
    const seat = await mayasSeat("samsfamily00004");
    const ball = shared("ballmoment00001");
    await tell(seat, [momentRow("kin:samperson000001", ball)]);
    await takeDown(seat, ball.id, "ask");
    expect(await notTaken(seat)).toEqual([]);
    const [op] = await outbox(seat);
    await park(seat, op!.n, "not_found", "");
    expect(await notTaken(seat)).toEqual([ball.id]);
    await dropRefused(seat, ball.id);
    expect(await notTaken(seat)).toEqual([]);
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { change, lunch, lunchCircle, momentRow, robotics, told } from "../../src/store/people.testing";
import type { FeedRow } from "../../src/store/shapes";
import { toldRows } from "../../src/store/told";
import { heading, link, openApp, schoolOpens, signInAs, storeHere, until } from "./phone";
import {
  circleRow,
  fifteen,
  isTold,
  longName,
  maya,
  mayasPhone,
  mineTold,
  part,
  roboticsCircle,
  row,
  sam,
  sharedTold,
  text,
  theo,
} from "./student";
import type { OpenSchool } from "./schools";

const members = part("Who is in it").getByRole("listitem");
const sharedMoments = () =>
  part("Shared moments")
    .getByRole("heading", { level: 3 })
    .elements()
    .map((each) => each.textContent);
const names = () => members.elements().map((each) => each.querySelector("span:last-of-type")?.textContent);

describe("a circle", () => {
  test("names everybody by first name, Maya as herself, and the adults beside them", async () => {
    const staff = [{ name: "Ms. Ortiz" }, { name: "Mr. Bell" }];
    await mayasPhone(circleRow({ ...lunchCircle, staff }));
    await openApp(`/circles/${lunch}`);
    await expect.element(heading("Lunch circle")).toBeVisible();
    expect(names()).toEqual(["Maya (you)", "Theo", "Sam", "Ana"]);
    await expect.element(part("Who is in it").getByText("The adults: Ms. Ortiz and Mr. Bell")).toBeVisible();
  });

  test("shows nobody's part in the programme, even where the phone was told of it", async () => {
    const marked = { ...sam, focus: true, role: "companion", standing: "ask", orientedUntil: "2099-01-01T00:00:00Z" };
    await mayasPhone(circleRow({ ...lunchCircle, members: [maya, marked, theo] }));
    await openApp(`/circles/${lunch}`);
    await expect.element(members.nth(2)).toBeVisible();
    const [, his, theirs] = members.elements().map((each) => each.innerHTML.replaceAll(/Sam|Theo|>S<|>T</g, ""));
    expect(his).toBe(theirs);
  });

  test("lists what was shared in it, newest first, with who made it and when, and nothing of another circle", async () => {
    const elsewhere = { form: "circle", state: "shared", circle: robotics, words: "The arm" } as const;
    await mayasPhone(
      circleRow(roboticsCircle),
      sharedTold("older", { words: "Older", at: "2020-03-05T12:00:00Z" }),
      sharedTold("newer", { quotes: [{ speaker: sam, words: "Newer", made: "own" }], authors: [sam, maya] }),
      momentRow(`circle:${robotics}`, told(fifteen("arm"), elsewhere)),
    );
    await openApp(`/circles/${lunch}`);
    await expect.poll(sharedMoments).toEqual(["Newer", "Older"]);
    await expect.element(row("Newer")).toHaveTextContent(/You and Sam made this · /);
    await expect.element(row("Older")).toHaveTextContent("Theo made this · March 5, 2020");
    await link("Newer").click();
    await expect.element(page.getByRole("blockquote")).toHaveTextContent("Newer");
    await page.getByRole("main").getByRole("link", { name: "Lunch circle" }).click();
    await expect.element(heading("Lunch circle")).toBeVisible();
  });

  test("lists none of Maya's own that are not shared: what waits, what came back, what is private", async () => {
    await mayasPhone(
      mineTold("waits", { words: "Waits" }),
      mineTold("back", { words: "Came back", state: "back" }),
      mineTold("private", { words: "Private", state: "private" }),
    );
    await openApp(`/circles/${lunch}`);
    await expect
      .element(part("Shared moments").getByText("Nothing shared yet. Your teacher looks first."))
      .toBeVisible();
    expect(sharedMoments()).toEqual([]);
  });

  test("is where a new moment starts, in this circle", async () => {
    await mayasPhone(circleRow(roboticsCircle));
    await openApp(`/circles/${robotics}`);
    await link("Add a moment").click();
    await expect.element(page.getByRole("button", { name: /^Circle:/ })).toHaveTextContent("Robotics");
  });

  test("loses a moment while it is read, when the school takes it away", async () => {
    const seat = await mayasPhone(sharedTold("soup", { words: "Soup" }));
    await openApp(`/circles/${lunch}`);
    await expect.poll(sharedMoments).toEqual(["Soup"]);
    await change(seat, { does: "gone", key: `circle:${lunch}`, kind: "moment", id: fifteen("soup") });
    await expect.poll(sharedMoments).toEqual([]);
    await isTold(seat, sharedTold("bread", { words: "Bread" }));
    await expect.poll(sharedMoments).toEqual(["Bread"]);
  });

  test("that she left is gone with its moments, and the page says so", async () => {
    const seat = await mayasPhone(sharedTold("soup", { words: "Soup" }));
    await openApp(`/circles/${lunch}`);
    await expect.poll(sharedMoments).toEqual(["Soup"]);
    await change(seat, { does: "left", key: `circle:${lunch}` });
    await change(seat, { does: "left", key: "circle:lunchcircle0001" });
    await expect.element(text("This circle is not on this phone.")).toBeVisible();
    await openApp(`/moments/${fifteen("soup")}`);
    await expect.element(text("This moment is not on this phone.")).toBeVisible();
  });

  test("stands whole with a long name and a long quote, no wider than the phone", async () => {
    const words = "a".repeat(300);
    await mayasPhone(
      circleRow({ ...lunchCircle, name: longName, members: [maya, { ...theo, name: longName }] }),
      sharedTold("long", { words, authors: [{ ...theo, name: longName }] }),
    );
    await openApp(`/circles/${lunch}`);
    for (const each of [heading(longName), members.nth(1), row(words)]) {
      await expect.element(each).toBeVisible();
      const { left, right } = each.element().getBoundingClientRect();
      expect([left >= 0, right <= innerWidth]).toEqual([true, true]);
      expect(each.element().scrollWidth).toBeLessThanOrEqual(Math.ceil(right - left));
    }
  });
});

describe("at the school, Sam's phone", () => {
  let school: OpenSchool;
  const drums = "The Drum Room";

  beforeAll(async () => {
    school = await schoolOpens();
  });

  /** Every row that the school told Sam. */
  async function everythingTold(): Promise<FeedRow[]> {
    const seat = await storeHere();
    await until(async () => (await toldRows(seat, "moment")).length > 3);
    return [...(await toldRows(seat, "moment")), ...(await toldRows(seat, "circle")), ...(await toldRows(seat, "ask"))];
  }

  test("shows what the circle shares, and nothing that waits, came back or is private", async () => {
    await signInAs(school, "Sam");
    await link(new RegExp(`^${drums}`)).click();
    await expect
      .poll(() => [...sharedMoments()].sort())
      .toEqual(["Again. Louder.", "I want ball again", "We made 41. We ate 41."]);
    expect(names()).toContain("Sam (you)");
    const all = JSON.stringify(await everythingTold());
    for (const hidden of [
      "New table, same joke.",
      "Somebody at the end of the table",
      "We walked the long way",
      "Dre taught me",
    ]) {
      expect(all).not.toContain(hidden);
    }
  });

  test("was told nothing of who is a focus student, of consents, of checks or of decisions", async () => {
    await signInAs(school, "Sam");
    const rows = await everythingTold();
    const fields = new Set<string>();
    JSON.stringify(rows, (key, value: unknown) => {
      fields.add(key);
      return value;
    });
    for (const field of [
      "focus",
      "role",
      "consents",
      "standing",
      "checks",
      "ceiling",
      "history",
      "waitingFor",
      "hash of",
    ]) {
      expect(fields, field).not.toContain(field);
    }
    expect(rows.filter(({ circle }) => circle).map(({ circle }) => circle!.name)).toEqual([drums]);
    for (const { moment } of rows) if (moment) expect(moment.circleName).toBe(drums);
  });

  test("opens none of the adults' and families' pages, whoever types their address", async () => {
    await signInAs(school, "Sam");
    for (const path of [
      "/queue",
      `/queue/${fifteen("soup")}`,
      "/people",
      "/insights",
      "/reports",
      "/today",
      "/highlights",
    ]) {
      await openApp(path);
      await expect.element(heading("Nothing here")).toBeVisible();
      await expect.element(page.getByRole("main")).not.toHaveTextContent(/Maya|Theo|Ana|Approve/);
    }
  });
});

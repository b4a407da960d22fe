import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import type { PeoplePage, School } from "../../src/api/contract";
import type { Me } from "../../src/store/shapes";
import { toldRows } from "../../src/store/told";
import { field } from "./office";
import { button, comeBack, goOffline, heading, link, openApp, schoolOpens, seatOf, signInAs, storeHere } from "./phone";
import type { OpenSchool } from "./schools";
import { elsewhere, ortizsRows, spoken } from "./teacher";

const worms = "Nobody asked the worms.";
const region = (name: string) => page.getByRole("region", { name });
/** What the school has in its books, asked by its coordinator. */
const becomes = async (school: OpenSchool, wanted: Partial<School>): Promise<void> => {
  const reyes = await elsewhere(school, "Ms. Reyes");
  await vi.waitFor(async () => expect(await reyes.call("GET", "/school")).toMatchObject(wanted), { timeout: 10_000 });
};
const hold = (name: string) =>
  page.getByRole("group", { name: /^How long/ }).getByRole("button", { name, exact: true });

async function save(): Promise<void> {
  await button("Save").click();
}

describe("in a school that goes on", () => {
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  async function opensToday(): Promise<void> {
    comeBack(school);
    await signInAs(school, "Ms. Reyes");
    await expect.element(heading("Today")).toBeVisible();
  }

  describe("a coordinator's Today", () => {
    beforeEach(opensToday);

    test("reads moments only when asked, and keeps nothing of them on this device", async () => {
      await expect.element(region("Moments of the school")).toHaveTextContent(/each look is on record/);
      await expect.element(page.getByText(worms)).not.toBeInTheDocument();
      await button("Read them").click();
      const line = region("Moments of the school").getByRole("listitem").filter({ hasText: worms });
      await expect.element(line).toHaveTextContent(/Noor · Wall Crew.*Waits for the teacher.*1 photo/);
      const back = region("Moments of the school").getByRole("listitem").filter({ hasText: "New table, same joke." });
      await expect.element(back).toHaveTextContent("Sent back");
      expect(await toldRows(await storeHere(), "moment")).toEqual([]);
      await openApp("/today");
      await expect.element(button("Read them")).toBeVisible();
      await expect.element(page.getByText(worms)).not.toBeInTheDocument();
    });

    test("says why when the school cannot be reached, and reads them when it can", async () => {
      goOffline();
      await button("Read them").click();
      await expect.element(region("Moments of the school").getByRole("alert")).toHaveTextContent(/can't be reached/);
      comeBack(school);
      await button("Read them").click();
      await expect.element(region("Moments of the school").getByText(worms)).toBeVisible();
    });

    test("asks for a look at what happened faster than people do it, until a coordinator knows about it", async () => {
      let seen = false;
      const asks = globalThis.fetch;
      const alarm = { id: "alarm0000000001", kind: "many_records", person: { id: "p1", name: "Ms. Park" }, count: 51 };
      vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
        const address = String(input instanceof Request ? input.url : input);
        if (address.endsWith("/alarms/alarm0000000001/seen")) {
          seen = true;
          return new Response(null, { status: 204 });
        }
        if (!address.endsWith("/alarms")) return asks(input, init);
        const alarms = [{ ...alarm, at: "2026-09-14T09:00:00Z", ...(seen && { seen: "2026-09-14T10:00:00Z" }) }];
        return new Response(JSON.stringify({ alarms }), { headers: { "Content-Type": "application/json" } });
      });
      await openApp("/today");
      await expect
        .element(region("Please look at this"))
        .toHaveTextContent(/Ms\. Park opened the records of 51 students in ten minutes\./);
      await button("I know about it: Ms. Park opened the records of 51 students in ten minutes.").click();
      await expect.element(region("Please look at this")).not.toBeInTheDocument();
      vi.restoreAllMocks();
    });

    test("opened without internet says that it needs some, and once, not twice", async () => {
      goOffline();
      await openApp("/today");
      await expect
        .element(page.getByText("This needs internet. What you see here is kept on this phone."))
        .toBeVisible();
      await expect.element(page.getByText("The school can't be reached just now.")).not.toBeInTheDocument();
    });

    test("is told whose yes does not count any more, until it is asked for anew", async () => {
      const card = region("A yes that does not count");
      await expect.element(region("Moments of the school")).toBeVisible();
      await expect.element(card).not.toBeInTheDocument();
      const reyes = await elsewhere(school, "Ms. Reyes");
      const { people } = await reyes.call<PeoplePage>("GET", "/people?kind=family");
      const { families } = people.find(({ families: [link] }) => link && !link.restricted)!;
      const { id: link, student, person: giver } = families[0]!;
      await reyes.act("record_consent", { person: student, kind: "voice", widest: "circle", how: "paper", giver });
      await reyes.call("PATCH", `/family-links/${link}`, { restricted: true });
      await openApp("/today");
      await expect.element(card).toHaveTextContent("Who said yes for 1 student may not speak for them now. Ask again.");
      await card.getByRole("link").first().click();
      await expect
        .element(region("Ask families again"))
        .toHaveTextContent(/Voice: who said yes may not speak for the student now/);
      await reyes.act("record_consent", { person: student, kind: "voice", widest: "circle", how: "paper" });
      await reyes.call("PATCH", `/family-links/${link}`, { restricted: false });
      await openApp("/today");
      await expect.element(region("Moments of the school")).toBeVisible();
      await expect.element(card).not.toBeInTheDocument();
    });

    test("shows a queue of their own only to a coordinator who leads a circle", async () => {
      await expect.element(region("Moments of the school")).toBeVisible();
      await expect.element(region("Your own queue")).not.toBeInTheDocument();
      const reyes = await elsewhere(school, "Ms. Reyes");
      const { circles } = await reyes.call<{ circles: { id: string; name: string }[] }>("GET", "/circles");
      const { people } = await reyes.call<{ people: { id: string; name: string }[] }>("GET", "/people?kind=staff");
      const [wall, person] = [
        circles.find(({ name }) => name === "Wall Crew"),
        people.find(({ name }) => name === "Ms. Reyes"),
      ];
      await reyes.call("POST", `/circles/${wall?.id}/staff`, { person: person?.id, role: "facilitator" });
      await expect.element(region("Your own queue").getByText("2 moments wait for you.")).toBeVisible();
      await link("Open the queue").click();
      await expect.element(heading("2 to look at")).toBeVisible();
      await expect.element(link("Today")).toBeVisible();
    });
  });

  describe("the school's settings", () => {
    beforeEach(async () => {
      await opensToday();
      await link("School settings").click();
      await expect.element(field("Name of the school")).toHaveValue("Riverside");
    });

    test("the pause between approval and release counts for the next approval", async () => {
      await expect.element(hold("10 minutes")).toHaveAttribute("aria-pressed", "true");
      await hold("7 days").click();
      await save();
      await becomes(school, { holdSeconds: 7 * 86_400 });
      const ortiz = await elsewhere(school, "Ms. Ortiz");
      const { id: moment, revision, hash: seen } = (await ortiz.moment(worms))!;
      await ortiz.act("decide", { moment, revision, seen, kind: "approve", audience: "circle" });
      const until = Date.parse((await ortiz.moment(worms))?.heldUntil ?? "");
      expect((until - Date.now()) / 86_400_000).toBeCloseTo(7, 1);
      await openApp("/school");
      await expect.element(hold("7 days")).toHaveAttribute("aria-pressed", "true");
    });

    test("a pause that the school has already is offered with the usual ones", async () => {
      const reyes = await elsewhere(school, "Ms. Reyes");
      await reyes.call("PATCH", "/school", { holdSeconds: 1800 });
      await openApp("/school");
      await expect.element(hold("30 minutes")).toHaveAttribute("aria-pressed", "true");
      await hold("Not at all").click();
      await save();
      await becomes(school, { holdSeconds: 0 });
    });

    test.each([
      ["Name of the school", " "],
      ["Time zone", "Atlantis/Deep"],
    ])("%s %j is refused in words, what was typed stays, and the school is as it was", async (label, typed) => {
      await field(label).fill(typed);
      await save();
      await expect.element(page.getByRole("alert").filter({ hasText: /Change it and send it again/ })).toBeVisible();
      await expect.element(field(label)).toHaveValue(typed);
      await becomes(school, { name: "Riverside", zone: "America/Chicago" });
    });

    test("an emptied word for a role is Kith's own again", async () => {
      await field("Tutor").fill("Mentor");
      await save();
      await becomes(school, { roleLabels: { tutor: "Mentor" } });
      await field("Tutor").fill("  ");
      await save();
      await becomes(school, { roleLabels: expect.not.objectContaining({ tutor: "Mentor" }) });
    });

    test("are not saved without internet, which is said, and nothing that was typed is lost", async () => {
      await field("Note taker").fill("Scribe");
      goOffline();
      await save();
      await expect.element(page.getByText("Nothing was changed. Try again in a moment.")).toBeVisible();
      await expect.element(field("Note taker")).toHaveValue("Scribe");
      comeBack(school);
      await save();
      await becomes(school, { roleLabels: { note_taker: "Scribe" } });
      await expect.element(spoken()).toHaveTextContent("Saved.");
      await expect.element(page.getByText("Nothing was changed.")).not.toBeInTheDocument();
    });

    test("opened without internet offer nothing to save, and come with one press", async () => {
      goOffline();
      await openApp("/school");
      await expect.element(page.getByRole("alert")).toHaveTextContent(/can't be reached/);
      await expect.element(button("Save")).not.toBeInTheDocument();
      comeBack(school);
      await button("Try again").click();
      await expect.element(field("Name of the school")).toHaveValue("Riverside");
    });
  });

  test("a teacher who finds the address of the settings can change nothing there", async () => {
    await signInAs(school, "Ms. Ortiz");
    await openApp("/school");
    await expect.element(field("Name of the school")).toHaveValue("Riverside");
    await field("Name of the school").fill("Ortiz Academy");
    await save();
    await expect.element(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
    await becomes(school, { name: "Riverside" });
  });
});

describe("in a school that has just begun", () => {
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens("serve");
  });

  test("Today leads from one step to the next, and each is done once it is done", async () => {
    const { pathname, hash } = new URL(/http\S+/.exec(school.setup)?.[0] ?? "");
    await openApp(pathname + hash);
    await field("Name of the school").fill("Eastside");
    await field("Your name").fill("Ms. Hill");
    await field("My school mail").fill("hill@eastside.example");
    await field("My password").fill("paper boats in the rain");
    await button("Start the school").click();
    await expect.element(heading("Today")).toBeVisible();
    const step = (name: string) => region("To get going").getByRole("listitem").filter({ hasText: name });
    await expect.element(step("The school has a name")).toHaveTextContent("Done");
    await expect.element(step("A colleague who leads a circle")).toHaveTextContent(/Next.*They get a link/);
    await expect.element(step("The students")).toHaveTextContent("Later");

    await link("The students").click();
    await button("Add a student").click();
    await field("First name").fill("Noor");
    await page.getByRole("dialog").getByRole("button", { name: "Add a student" }).click();
    await expect.element(page.getByText("Noor is added.").first()).toBeInTheDocument();
    await openApp("/today");
    await expect.element(step("The students")).toHaveTextContent("Done");
    await expect.element(link("The students")).not.toBeInTheDocument();
    await expect.element(step("A colleague who leads a circle")).toHaveTextContent("Next");
    await button("Read them").click();
    await expect.element(page.getByText("No moments yet.")).toBeVisible();
  });
});

describe("what has waited for days", () => {
  const late = [
    { circle: "bench", name: "The Bench", count: 1 },
    { circle: "garden", name: "The Garden", count: 3 },
  ];
  const roles: Me["roles"] = [{ role: "facilitator", circle: "bench" }, { role: "coordinator" }];
  const opens = async (path: string, mine: Partial<Me>) => {
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, ortizsRows(mine));
    await openApp(path);
  };

  test("is told a coordinator by circle, with a way to name somebody who looks", async () => {
    await opens("/today", { roles, late });
    const card = region("Waiting for a week of school");
    await expect
      .element(card.getByRole("link", { name: "The Garden: 3 moments" }))
      .toHaveAttribute("href", "/circles/garden");
    await expect.element(card.getByRole("link", { name: /The Bench/ })).not.toBeInTheDocument();
  });

  test("stands above the queue of whoever decides, without internet too", async () => {
    await opens("/queue", { roles, late });
    await expect.element(page.getByText("1 has waited for two school days or more.")).toBeVisible();
  });

  test("is not spoken of where nothing has", async () => {
    await opens("/queue", { roles });
    await expect.element(heading("All looked at")).toBeVisible();
    await expect.element(page.getByText(/has waited/)).not.toBeInTheDocument();
    await openApp("/today");
    await expect.element(heading("Today")).toBeVisible();
    await expect.element(region("Waiting for a week of school")).not.toBeInTheDocument();
  });
});

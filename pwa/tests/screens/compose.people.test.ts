import { describe, expect, test } from "vitest";
import { newDraft } from "../../src/moment/draft";
import { drafts, keepDraft } from "../../src/store/drafts";
import { outbox } from "../../src/store/outbox";
import { lunch, lunchCircle, robotics } from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import type { Seat } from "../../src/store/seat";
import { button, heading, openApp, seatOf, sheet } from "./phone";
import {
  aPhoto,
  ana,
  circleRow,
  draftWhen,
  field,
  hand,
  inPart,
  isTold,
  longName,
  maya,
  mayasPhone,
  meRow,
  part,
  roboticsCircle,
  row,
  sam,
  text,
  theo,
} from "./student";
import { keptBodies, spoken } from "./teacher";

const person = (name: string) => inPart("Who is in it?", name);
const together = (name: string | RegExp) => inPart("Did you make it with someone?", name);
const chosen = (name: string) =>
  part(name)
    .getByRole("button", { pressed: true })
    .elements()
    .map((each) => each.querySelector("span:last-of-type")?.textContent);
const circleChip = button(/^Circle:/);

async function opens(...rows: Parameters<typeof mayasPhone>): Promise<Seat> {
  const seat = await mayasPhone(...rows);
  await openApp("/new");
  await expect.element(button("Save")).toBeVisible();
  return seat;
}

async function saved(seat: Seat): Promise<Record<string, unknown>> {
  await button("Save").click();
  await expect.element(sheet()).toBeVisible();
  return (await keptBodies(seat, 1))[0]!;
}

describe("who is in it", () => {
  test("is nobody until Maya taps them: each goes up by who they are, a stranger without a name", async () => {
    const seat = await opens();
    await inPart("What did you do?", "Food").click();
    expect(chosen("Who is in it?")).toEqual([]);
    for (const name of ["Me", "Theo", "Sam", "Sam", "Someone who is not on the list"]) await person(name).click();
    expect(await saved(seat)).toMatchObject({ people: [maya.id, theo.id], others: true });
  });

  test("is everyone with one tap, offered beside a photo only, and gone once all are in", async () => {
    const seat = await opens();
    const everyone = button("Everyone in the circle");
    await expect.element(person("Theo")).toBeVisible();
    await expect.element(everyone).not.toBeInTheDocument();
    await hand(await aPhoto());
    await everyone.click();
    await expect.element(everyone).not.toBeInTheDocument();
    await expect.poll(() => chosen("Who is in it?")).toHaveLength(4);
    await person("Ana").click();
    await expect.element(everyone).toBeVisible();
    expect(await saved(seat)).toMatchObject({ people: [maya.id, theo.id, sam.id] });
  });

  test("stands with a long name whole in each list, and no list is wider than the phone", async () => {
    const seat = await opens(circleRow({ ...lunchCircle, members: [maya, { ...theo, name: longName }] }));
    await button("Write").click();
    await draftWhen(seat, ({ quotes }) => quotes.length);
    for (const name of ["Who is in it?", "Did you make it with someone?", "The words"]) {
      const at = inPart(name, longName);
      await expect.element(at).toBeVisible();
      const { left, right } = at.element().getBoundingClientRect();
      expect([left >= 0, right <= innerWidth], name).toEqual([true, true]);
      expect(at.element().scrollWidth, name).toBeLessThanOrEqual(Math.ceil(right - left));
    }
  });

  test("is told anew while the page is open: somebody who came stands there, and what was tapped stays", async () => {
    const seat = await opens();
    await person("Theo").click();
    const leo = { id: "leoperson000001", name: "Leo" };
    await isTold(seat, circleRow({ ...lunchCircle, members: [...lunchCircle.members, leo] }));
    await expect.element(person("Leo")).toBeVisible();
    await expect.element(person("Theo")).toHaveAttribute("aria-pressed", "true");
    await draftWhen(seat, ({ people }) => people.join() === theo.id);
  });
});

describe("made together", () => {
  test("is said by the other one, on this phone: their yes stands beside their name, and goes up", async () => {
    const seat = await opens();
    await inPart("What did you do?", "Art").click();
    await together("Sam").click();
    await expect.element(sheet().getByRole("heading", { name: "Sam, did you make this too?" })).toBeVisible();
    await expect.element(sheet().getByText("Then it is yours as well. You can both take it back.")).toBeVisible();
    await sheet().getByRole("button", { name: "Yes, we made it together" }).click();
    await expect.element(together(/^Sam said yes$/)).toHaveAttribute("aria-pressed", "true");
    expect(await saved(seat)).toMatchObject({ together: [sam.id] });
  });

  test.each(["No, not mine", "Close"])("%s makes nobody an author", async (answer) => {
    const seat = await opens();
    await inPart("What did you do?", "Art").click();
    await together("Sam").click();
    await sheet().getByRole("button", { name: answer }).click();
    await expect.element(together("Sam")).toHaveAttribute("aria-pressed", "false");
    expect(await saved(seat)).not.toHaveProperty("together");
  });

  test("is taken off again only when that is said, too", async () => {
    const seat = await opens();
    await together("Sam").click();
    await sheet().getByRole("button", { name: "Yes, we made it together" }).click();
    await together(/^Sam/).click();
    await expect.element(sheet().getByText("Sam made it with you. Take that off?")).toBeVisible();
    await sheet().getByRole("button", { name: "Close" }).click();
    await draftWhen(seat, (draft) => draft.together.join() === sam.id);
    await together(/^Sam/).click();
    await sheet().getByRole("button", { name: "Take it off" }).click();
    await draftWhen(seat, (draft) => draft.together.length === 0);
    await expect.element(together("Sam")).toHaveAttribute("aria-pressed", "false");
  });

  test("yes and no weigh the same: as wide, as high, in the same kind of button", async () => {
    await opens();
    await together("Sam").click();
    const yes = sheet().getByRole("button", { name: "Yes, we made it together" });
    await expect.element(yes).toBeVisible();
    const [a, b] = [yes, sheet().getByRole("button", { name: "No, not mine" })].map((each) => {
      const { width, height } = each.element().getBoundingClientRect();
      return { width, height, weight: getComputedStyle(each.element()).fontWeight };
    });
    expect(a).toEqual(b);
  });
});

describe("which circle", () => {
  test("is the one that was asked for, else the one she used last", async () => {
    const seat = await mayasPhone(circleRow(roboticsCircle));
    await openApp(`/new?circle=${robotics}`);
    await expect.element(circleChip).toHaveTextContent("Robotics");
    await saveRevision(seat, { ...newDraft("lastoneofmaya01", robotics), words: "Arm" });
    await openApp("/new");
    await expect.element(circleChip).toHaveTextContent("Robotics");
    await openApp("/new?circle=somebodyelses01");
    await expect.element(circleChip).toHaveTextContent("Robotics");
  });

  test("is hers to change, and whoever is not in the new one is in the moment no more", async () => {
    const seat = await opens(circleRow(roboticsCircle));
    for (const name of ["Theo", "Sam"]) await person(name).click();
    await together("Ana").click();
    await sheet().getByRole("button", { name: "Yes, we made it together" }).click();
    await button("Write").click();
    await field("Your words").fill("Nice one");
    await inPart("The words", "Ana").click();
    await circleChip.click();
    await expect.element(sheet().getByRole("button", { name: "Lunch circle" })).toHaveAttribute("aria-pressed", "true");
    await sheet().getByRole("button", { name: "Robotics" }).click();
    await expect.element(circleChip).toHaveTextContent("Robotics");
    await expect.element(person("Theo")).not.toBeInTheDocument();
    await expect.element(inPart("The words", "Someone else")).toHaveAttribute("aria-pressed", "true");
    const body = await saved(seat);
    expect(body).toMatchObject({ circle: robotics, people: [sam.id], quotes: [{ words: "Nice one" }] });
    expect(JSON.stringify(body)).not.toContain(ana.id);
    expect(JSON.stringify(body)).not.toContain(theo.id);
  });

  test("is no question for somebody in one circle", async () => {
    await opens();
    await expect.element(text("Lunch circle").first()).toBeVisible();
    await expect.element(circleChip).not.toBeInTheDocument();
  });

  test("stays what it was for a moment that was kept: its readers were told so", async () => {
    const seat = await mayasPhone(circleRow(roboticsCircle));
    await saveRevision(seat, { ...newDraft("lastoneofmaya01", lunch), words: "Soup" });
    await openApp("/new/lastoneofmaya01");
    await expect.element(heading("Change this moment")).toBeVisible();
    await expect.element(text("Lunch circle").first()).toBeVisible();
    await expect.element(circleChip).not.toBeInTheDocument();
  });

  test("can be none yet: she starts all the same, it waits on her phone, and goes on when there is one", async () => {
    const seat = await seatOf({ kind: "student", name: "Maya" }, [meRow()]);
    await openApp("/new");
    await expect.element(text("You have no circle here yet. You can still start.")).toBeVisible();
    await expect.element(part("Who is in it?")).not.toBeInTheDocument();
    await inPart("What did you do?", "Food").click();
    await button("Save").click();
    await expect.element(text("Pick a circle first.")).toBeVisible();
    await expect.element(spoken()).toHaveTextContent("Pick a circle first.");
    expect(await outbox(seat)).toEqual([]);
    expect((await drafts(seat))[0]).toMatchObject({ did: ["food"], circle: "" });
    await isTold(seat, circleRow(lunchCircle), circleRow(roboticsCircle));
    await circleChip.click();
    await sheet().getByRole("button", { name: "Lunch circle" }).click();
    await expect.element(text("Pick a circle first.")).not.toBeInTheDocument();
    expect(await saved(seat)).toMatchObject({ circle: lunch, did: ["food"] });
  });

  test.each([
    ["in none, before the school told of her first", ""],
    ["in one that she has left since", "drumscircle0001"],
  ])("of a moment that was begun %s is still hers to pick, also when there is only one", async (_, left) => {
    const seat = await seatOf({ kind: "student", name: "Maya" }, [meRow()]);
    await keepDraft(seat, { ...newDraft("begunearlier001", left), did: ["food"] });
    await openApp("/moments");
    await isTold(seat, circleRow(lunchCircle));
    await row("Food").getByRole("link").click();
    await circleChip.click();
    await sheet().getByRole("button", { name: "Lunch circle" }).click();
    await expect.element(part("Who is in it?")).toBeVisible();
    expect(await saved(seat)).toMatchObject({ circle: lunch, did: ["food"] });
  });
});

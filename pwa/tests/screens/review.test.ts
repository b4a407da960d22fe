import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { ana, anaCircleOnly, decided, theoMissing } from "../../src/screens/desk/fixtures.testing";
import type { Seat } from "../../src/store/seat";
import type { Moment, Reason } from "../../src/store/shapes";
import { button, heading, link, openApp, until } from "./phone";
import { benchMoment, dre, isGone, isRefused, isTold, kept, keptBodies, maya, ortizHas } from "./teacher";
import { spoken, waits } from "./teacher";

/** Ms. Ortiz looks closely at a moment of Bench 4. */
async function opensMoment(more: Partial<Moment> = {}, ...others: Moment[]): Promise<{ seat: Seat; moment: Moment }> {
  const moment = benchMoment(more);
  const seat = await ortizHas(moment, ...others);
  await openApp(`/queue/${moment.id}`);
  await expect.element(heading(/^Moment by/)).toBeInTheDocument();
  return { seat, moment };
}

const row = (name: string) => page.getByRole("row").filter({ hasText: name });
const audience = (name: string) => page.getByRole("radio", { name: new RegExp(`^${name}`) });
const description = () => page.getByLabelText(/^Description .*for someone who can't see it$/);
const stops = () => page.getByRole("region", { name: "Before it can be shared" });

describe("who is in it", () => {
  test("stands in a table with what they allow and what they say today", async () => {
    await opensMoment();
    await expect.element(row("Dre")).toHaveTextContent(/Photos: families.*Asked next/);
    await expect.element(row("Theo")).toHaveTextContent(/Photos: school.*Always yes/);
    await expect.element(row("Maya")).toHaveTextContent(/Words: families.*Made it/);
    await expect.element(page.getByText("Dre will be asked next. It goes out after a yes.")).toBeInTheDocument();
  });

  test.each<[string, string, Partial<Moment>, RegExp]>([
    ["a missing consent is a no", "Theo", { checks: [theoMissing] }, /No photos/],
    ["somebody who left the circle is not known, never a yes", "Ana", { people: [ana] }, /Photos: not on this phone/],
    ["without a picture they are only named", "Dre", { pictures: [] }, /Only named/],
    ["a standing no is a no", "Dre", { checks: [no("said_no_always")] }, /Says no to being shown/],
    ["a no to this one is a no", "Dre", { checks: [no("said_no")] }, /Not this one/],
    ["who was asked has no answer yet", "Dre", { state: "held", waitingFor: [dre] }, /Asked, no answer yet/],
    ["who said yes has said it", "Dre", { state: "held", waitingFor: [] }, /Said yes/],
  ])("%s", async (_, name, more, line) => {
    await opensMoment(more);
    await expect.element(row(name)).toHaveTextContent(line);
  });

  test("tells that nobody is named, and that somebody else is in it", async () => {
    await opensMoment({ people: [], quotes: [], authors: [], others: true });
    await expect.element(page.getByText("Nobody is named.")).toBeVisible();
    await expect.element(page.getByText("Someone who is not on the list is in it too.")).toBeVisible();
  });

  function no(code: string): Reason {
    return { code, blocks: true, person: dre };
  }
});

describe("who will see it", () => {
  test("is as wide as everybody allows, up to families; the school is only chosen by hand", async () => {
    const { seat, moment } = await opensMoment();
    await expect.element(audience("Circle and families")).toBeChecked();
    await audience("The whole school").click();
    await button("Approve for the whole school").click();
    await until(() => location.pathname === "/queue");
    const [body] = await keptBodies(seat, 1);
    expect(body).toEqual({
      moment: moment.id,
      revision: moment.revision,
      seen: moment.hash,
      kind: "approve",
      audience: "school",
    });
    await expect.element(spoken()).toHaveTextContent("Approved for the whole school.");
  });

  test("what consent does not allow cannot be chosen, and says who keeps it narrower", async () => {
    await opensMoment({ checks: [anaCircleOnly], ceiling: "circle" });
    await expect.element(audience("The circle")).toBeChecked();
    for (const wide of ["Circle and families", "The whole school"]) {
      await expect.element(audience(wide)).toBeDisabled();
      await expect.element(audience(wide)).toHaveAccessibleName(/Not possible: Ana: photos for the circle only/);
    }
  });

  test("a ceiling without a named reason still closes what is above it", async () => {
    await opensMoment({ ceiling: "families" });
    await expect.element(audience("The whole school")).toHaveAccessibleName(/Consent does not go that far\./);
    await expect.element(audience("The whole school")).toBeDisabled();
  });

  test("closes under the finger when a consent is narrowed while the page is open", async () => {
    const { seat, moment } = await opensMoment();
    await expect.element(button("Approve for circle and 3 families")).toBeVisible();
    await isTold(seat, { ...moment, checks: [anaCircleOnly], ceiling: "circle" });
    await button("Can't share yet: Ana").click();
    await expect.element(stops()).toHaveFocus();
    await expect.element(stops()).toHaveTextContent("Ana: photos for the circle only");
    expect(await kept(seat)).toEqual([]);
    await audience("The circle").click();
    await button("Approve for the circle").click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ audience: "circle" }]);
  });

  test("a worry asks for a look and does not stand in the way", async () => {
    const { seat } = await opensMoment({ checks: [{ code: "possible_worry", blocks: false, text: "scary" }] });
    await expect.element(page.getByRole("region", { name: "Please look at this" })).toHaveTextContent("'scary'");
    await button("Approve for circle and 3 families").click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ kind: "approve", audience: "families" }]);
  });
});

describe("the description of a photo", () => {
  test("is made from what was tapped when the student wrote none, and goes with the approval", async () => {
    const picture = { media: "benchphoto00001", alt: "", kept: true };
    const checks = [{ code: "description_missing", blocks: true }];
    const { seat } = await opensMoment({ pictures: [picture], checks });
    await expect.element(description()).toHaveValue("Dre and Theo. Building.");
    await button(/^Approve for circle/).click();
    expect(await keptBodies(seat, 1)).toMatchObject([
      { alts: [{ media: picture.media, alt: "Dre and Theo. Building." }] },
    ]);
  });

  test("is asked of each photo by its number, and one left empty stops the approval", async () => {
    const pictures = ["first", "second"].map((alt) => ({ media: `${alt}photo`, alt, kept: true }));
    const { seat } = await opensMoment({ pictures });
    const second = page.getByLabelText("Description of photo 2 for someone who can't see it");
    await second.fill("   ");
    await button("Can't share yet: A photo has no description").click();
    await expect.element(stops()).toHaveFocus();
    await second.fill("Theo waves back");
    await button(/^Approve for circle/).click();
    const [body] = await keptBodies(seat, 1);
    expect(body?.["alts"]).toEqual([{ media: "secondphoto", alt: "Theo waves back" }]);
  });

  test("of a photo in which nobody is named needs the reason why", async () => {
    const checks = [{ code: "nobody_named", blocks: true }];
    const { seat } = await opensMoment({ people: [], checks });
    await expect.element(button("Can't share yet: Nobody in the photo is named")).toBeVisible();
    await page.getByLabelText("Why is nobody named?").fill(" Only hands and plants. ");
    await button(/^Approve for circle/).click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ why: "Only hands and plants." }]);
  });
});

describe("a moment that changes while it is looked at", () => {
  test("shows the new words, and nothing that was written about the old ones", async () => {
    const { seat, moment } = await opensMoment();
    await description().fill("An arm");
    const quotes: Moment["quotes"] = [{ words: "I made it up.", made: "own", speaker: maya }];
    await isTold(seat, { ...moment, revision: "benchrevision02", number: 2, hash: "h2", quotes });
    await expect.element(page.getByText("I made it up.")).toBeVisible();
    await expect.element(description()).toHaveValue("Dre holds the arm of a small rover");
    await button(/^Approve for circle/).click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ revision: "benchrevision02", seen: "h2" }]);
  });

  test("that is taken back says so and leads to the queue", async () => {
    const { seat, moment } = await opensMoment();
    await isGone(seat, moment);
    await expect.element(heading("This moment is not here")).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: "Queue" }).last().click();
    await expect.element(heading("All looked at")).toBeVisible();
  });

  test("that a colleague decided meanwhile asks for nothing any more", async () => {
    const { seat, moment } = await opensMoment();
    await isTold(seat, decided({ kind: "keep_private", by: "Mr. Bell" }, { ...moment, state: "private" }));
    await expect.element(page.getByText("It is kept private.")).toBeVisible();
    await expect.element(button(/^Approve/)).not.toBeInTheDocument();
    await expect.element(button("Send back")).not.toBeInTheDocument();
  });

  test("and was decided here all the same is told why it did not count, with the way on", async () => {
    const { seat, moment } = await opensMoment();
    await button("Keep private").click();
    await until(() => location.pathname === "/queue");
    await isRefused(seat, moment, "changed_since_seen");
    await page.getByRole("main").getByRole("link", { name: "Open", exact: true }).click();
    await expect.element(page.getByText("It was changed while you looked. This is the new one.")).toBeVisible();
    await button("OK").click();
    await expect.element(page.getByText(/It was changed while/)).not.toBeInTheDocument();
    expect(await kept(seat)).toEqual([]);
  });
});

describe("where a moment is", () => {
  test.each<[Moment["state"], string]>([
    ["back", "It was sent back. Maya can change it."],
    ["private", "It is kept private."],
    ["withdrawn", "It was shared. Now a no or a changed consent hides it."],
    ["taken_back", "Maya took it back."],
    ["shared", "It is shared for circle and families."],
  ])("%s is told in a line, and is not there to be approved", async (state, line) => {
    await opensMoment({ state, audience: "families" });
    await expect.element(page.getByText(line)).toBeVisible();
    await expect.element(button(/^Approve/)).not.toBeInTheDocument();
    await expect.element(page.getByRole("radio")).not.toBeInTheDocument();
  });

  test("and which of how many it is among those that wait", async () => {
    const before = waits("soup", "Soup.", { received: "2026-11-16T08:00:00Z" });
    const after = waits("rain", "Rain.", { received: "2026-11-16T18:00:00Z" });
    await opensMoment({}, before, after);
    await expect.element(page.getByText("2 of 3")).toBeVisible();
    await expect.element(link("Queue").first()).toHaveAttribute("href", "/queue");
  });

  test("an older version that is shared is told, so that nobody thinks that it is gone", async () => {
    await opensMoment({ shared: { revision: "older", audience: "circle", since: "2026-11-01T12:00:00Z" } });
    await expect.element(page.getByText("An older version is shared. It stays as it is until")).toBeVisible();
  });

  test("what happened so far stands there from the beginning, with notes and the words of before", async () => {
    const first = { kind: "revision", revision: "older", number: 1, at: "2026-11-10T08:00:00Z", words: "Dre is bad." };
    const back = { kind: "send_back", by: "Mr. Bell", at: "2026-11-11T08:00:00Z", note: "Kindly, please." };
    const second = { kind: "revision", revision: "benchrevision01", number: 2, at: "2026-11-12T08:00:00Z" };
    await opensMoment({ history: [second, first, back] });
    await page.getByText("What happened so far").click();
    const lines = page.getByRole("group").filter({ hasText: "What happened" }).getByRole("listitem");
    await expect.element(lines.nth(0)).toHaveTextContent(/Maya kept it.*Dre is bad\./);
    await expect.element(lines.nth(1)).toHaveTextContent(/Mr\. Bell sent it back.*Kindly, please\./);
    await expect.element(lines.nth(2)).toHaveTextContent(/Maya changed it/);
  });
});

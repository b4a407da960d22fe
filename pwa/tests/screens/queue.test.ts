import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { anaCircleOnly, decided, theoMissing } from "../../src/screens/desk/fixtures.testing";
import { change } from "../../src/store/people.testing";
import type { Moment } from "../../src/store/shapes";
import { button, heading, link, openApp, seatOf } from "./phone";
import {
  cardOf,
  drummed,
  group,
  isGone,
  isTold,
  keptBodies,
  ofStaff,
  opensQueue,
  ortizsRows,
  sam,
  spoken,
  theo,
  waits,
} from "./teacher";

const soup = waits("soup", "Hot soup in the rain.");
const rain = waits("rain", "It rained on all of us.", { received: "2026-11-16T13:00:00Z" });
const solo = drummed("solo", "I drummed alone.", { received: "2026-11-16T14:00:00Z" });

describe("what waits for a teacher", () => {
  test("stands in two groups, each from what waits longest, and says in words what it needs", async () => {
    const early = waits("early", "The arm waved.", { checks: [theoMissing], received: "2026-11-16T08:00:00Z" });
    const worry: Moment["checks"] = [{ code: "possible_worry", blocks: false, text: "scary" }];
    const scary = drummed("scary", "A scary part.", { checks: worry });
    await opensQueue(rain, soup, scary, early);
    await expect.element(heading("4 to look at")).toBeVisible();
    await expect.element(page.getByText(/^2 need a decision. Oldest: /)).toBeVisible();
    const look = group("Needs a look").getByRole("listitem", { name: /^Moment by/ });
    await expect.element(look.nth(0)).toHaveTextContent("Theo: no consent for photos yet");
    await expect.element(look.nth(1)).toHaveTextContent("Possible worry: 'scary'");
    const ready = group("Ready").getByRole("listitem", { name: /^Moment by/ });
    await expect.element(ready.nth(0)).toHaveTextContent("Hot soup in the rain.");
    await expect.element(ready.nth(1)).toHaveTextContent("It rained on all of us.");
    expect(ready.elements()).toHaveLength(2);
  });

  test("tells a screen reader whose card it is and which of how many", async () => {
    await opensQueue(solo, soup);
    const card = page.getByRole("listitem", { name: "Moment by Sam, The Drum Room" });
    await expect.element(card).toHaveAttribute("aria-posinset", "2");
    await expect.element(card).toHaveAttribute("aria-setsize", "2");
  });

  test("is nothing when all is looked at, and comes in by itself while the page is open", async () => {
    const seat = await opensQueue();
    await expect.element(page.getByText("Nothing waits for you. New moments show up here.")).toBeVisible();
    await isTold(seat, soup);
    await expect.element(heading("1 to look at")).toBeVisible();
    await expect.element(cardOf("Hot soup")).toBeVisible();
  });

  test("goes when its author takes it back while the page is open", async () => {
    const seat = await opensQueue(soup, rain);
    await isGone(seat, soup);
    await expect.element(cardOf("Hot soup")).not.toBeInTheDocument();
    await expect.element(heading("1 to look at")).toBeVisible();
  });

  test("never shows somebody else's sentence as a quote", async () => {
    const about = waits("about", "Sam laughed a lot.", {
      quotes: [{ words: "Sam laughed a lot.", made: "about", speaker: sam }],
    });
    const chosen = drummed("chosen", "I like music more", {
      quotes: [{ words: "I like music more", made: "symbols", speaker: sam, support: "Leo held the board" }],
    });
    await opensQueue(about, chosen);
    await expect.element(cardOf("Sam laughed").getByRole("blockquote")).not.toBeInTheDocument();
    await expect.element(cardOf("Sam laughed").getByText("About Sam, by Maya")).toBeVisible();
    await expect.element(cardOf("I like music").getByRole("blockquote")).toBeVisible();
    await expect.element(cardOf("I like music").getByText("Sam chose these symbols")).toBeVisible();
    await expect.element(cardOf("I like music").getByText("With support: Leo held the board")).toBeVisible();
  });

  test("with a photo that is still on its way says so instead of showing an empty frame", async () => {
    const photo = { media: "benchphoto00001", alt: "Two bowls", rendition: "rendition000001", kept: true };
    await opensQueue(waits("photo", "Two bowls, one spoon.", { pictures: [photo] }));
    await expect.element(cardOf("Two bowls").getByText("The photo is on its way.")).toBeVisible();
    await expect.element(cardOf("Two bowls").getByText("In the photo: Two bowls")).toBeVisible();
    await expect.element(cardOf("Two bowls").getByText("Photo consent yes")).toBeVisible();
  });

  test("keeps long names and words inside the phone", async () => {
    const long = "Wilhelmina-Konstantina-Alexandrovna".repeat(3);
    const author = { id: "longperson00001", name: long };
    await opensQueue(waits("long", long, { authors: [author], circleName: long }));
    await expect.element(cardOf(long)).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
    const right = cardOf(long).getByRole("button", { name: "Keep private" }).element().getBoundingClientRect().right;
    expect(right).toBeLessThanOrEqual(innerWidth);
  });
});

describe("approved from the card", () => {
  test.each([
    ["families", "school", "Approve for circle and families", "Approved for circle and families."],
    ["circle", "circle", "Approve for the circle", "Approved for the circle."],
  ] as const)("it goes to the %s when the ceiling is the %s", async (audience, ceiling, wanted, done) => {
    const checks = ceiling === "circle" ? [anaCircleOnly] : [];
    const seat = await opensQueue(waits("soup", "Hot soup in the rain.", { ceiling, checks }), rain);
    await cardOf("Hot soup").getByRole("button", { name: wanted }).click();
    await expect.element(group("Just decided").getByRole("listitem")).toHaveTextContent(done);
    await expect.element(spoken()).toHaveTextContent(`${done}`);
    await expect.element(spoken()).toHaveTextContent("1 left.");
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({
      moment: soup.id,
      revision: soup.revision,
      seen: soup.hash,
      kind: "approve",
      audience,
    });
    expect(body).not.toHaveProperty("bulk");
  });

  test.each<[string, Partial<Moment>]>([
    ["a rule stops it", { checks: [theoMissing], ceiling: "none" }],
    ["nobody may see it", { ceiling: "none" }],
    ["a worry may be in it", { checks: [{ code: "possible_worry", blocks: false, text: "scary" }] }],
    ["the school has a rule that this app does not know", { checks: [{ code: "rule_of_2030", blocks: false }] }],
  ])("it cannot be while %s: it has to be opened", async (_, more) => {
    await opensQueue(waits("soup", "Hot soup in the rain.", more));
    await expect.element(cardOf("Hot soup").getByRole("link", { name: "Open and decide" })).toBeVisible();
    await expect.element(cardOf("Hot soup").getByRole("button", { name: /Approve/ })).not.toBeInTheDocument();
  });

  test("the next card takes the focus, so that hands and screen reader go on there", async () => {
    await opensQueue(soup, rain);
    await cardOf("Hot soup")
      .getByRole("button", { name: /Approve/ })
      .click();
    await expect.element(cardOf("It rained")).toHaveFocus();
    await cardOf("It rained")
      .getByRole("button", { name: /Approve/ })
      .click();
    await expect.element(page.getByRole("main")).toHaveFocus();
    await expect.element(heading("All looked at")).toBeVisible();
    await expect.element(spoken()).toHaveTextContent("None left.");
  });

  test("two quick presses are one decision", async () => {
    const seat = await opensQueue(soup);
    const approve = cardOf("Hot soup")
      .getByRole("button", { name: /Approve/ })
      .element() as HTMLButtonElement;
    approve.click();
    approve.click();
    await expect.element(group("Just decided").getByRole("listitem")).toBeVisible();
    expect(await keptBodies(seat, 1)).toHaveLength(1);
  });
});

describe("decided already, on this page", () => {
  test("it is kept private, told in one line, and taken back from there", async () => {
    const seat = await opensQueue(soup, rain);
    await cardOf("Hot soup").getByRole("button", { name: "Keep private" }).click();
    const done = group("Just decided").getByRole("listitem");
    await expect.element(done).toHaveTextContent("Kept private.");
    await expect.element(done.getByRole("link", { name: "Look again" })).toHaveAttribute("href", `/queue/${soup.id}`);
    expect(await keptBodies(seat, 1)).toMatchObject([{ kind: "keep_private", moment: soup.id }]);
    await button("Undo: Maya, Hot soup in the rain.").click();
    await expect.element(group("Ready").getByText("Hot soup in the rain.")).toBeVisible();
    await expect.element(group("Just decided")).not.toBeInTheDocument();
    await expect.element(spoken()).toHaveTextContent("Taken back. It waits for you again.");
  });

  test("what is held says when it goes out and for whose yes it waits", async () => {
    const heldUntil = "2099-01-02T15:00:00Z";
    const held = decided(
      { kind: "approve", audience: "families" },
      { ...soup, state: "held", audience: "families", heldUntil, waitingFor: [theo] },
    );
    await opensQueue(held, rain);
    await expect
      .element(group("Just decided").getByRole("listitem"))
      .toHaveTextContent(/Approved for circle and families. Goes out at .*2099.* Waiting for Theo to say yes./);
    await expect.element(heading("1 to look at")).toBeVisible();
  });

  test("a no of somebody shown during the hold brings it back for a look, with the name", async () => {
    const checks = [{ code: "said_no", blocks: true, person: theo }];
    await opensQueue(decided({ kind: "approve" }, { ...soup, state: "withdrawn", checks }));
    await expect.element(group("Needs a look").getByText("Theo said not this one")).toBeVisible();
    await expect.element(cardOf("Hot soup").getByRole("button", { name: /Approve/ })).not.toBeInTheDocument();
  });
});

describe("the filter by circle", () => {
  const filter = (name: string) => page.getByRole("group", { name: "Circle" }).getByRole("button", { name });

  test("leaves one circle's moments, counts only those, and gives all back", async () => {
    await opensQueue(soup, rain, solo);
    await filter("The Drum Room").click();
    await expect.element(heading("1 to look at")).toBeVisible();
    await expect.element(cardOf("Hot soup")).not.toBeInTheDocument();
    await expect.element(filter("The Drum Room")).toHaveAttribute("aria-pressed", "true");
    await filter("All circles").click();
    await expect.element(heading("3 to look at")).toBeVisible();
  });

  test("of a circle with nothing says so, though others wait", async () => {
    await opensQueue(soup);
    await filter("The Drum Room").click();
    await expect.element(heading("All looked at")).toBeVisible();
    await filter("Bench 4").click();
    await expect.element(cardOf("Hot soup")).toBeVisible();
  });

  test("is not there for a teacher of one circle, who has nothing to choose", async () => {
    await seatOf({ kind: "staff", name: "Ms. Ortiz" }, [...ortizsRows().slice(0, 2), ofStaff(soup)]);
    await openApp("/queue");
    await expect.element(cardOf("Hot soup")).toBeVisible();
    await expect.element(page.getByRole("group", { name: "Circle" })).not.toBeInTheDocument();
  });

  test("a circle that is no longer hers goes with its moments", async () => {
    const seat = await opensQueue(soup, solo);
    await change(seat, { does: "left", key: `staff:${solo.circle}` });
    await expect.element(cardOf("I drummed")).not.toBeInTheDocument();
    await expect.element(page.getByRole("group", { name: "Circle" })).not.toBeInTheDocument();
    await expect.element(link(/Queue/)).toHaveAttribute("aria-current", "page");
  });
});

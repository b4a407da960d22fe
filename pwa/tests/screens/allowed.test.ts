import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { outbox, park } from "../../src/store/outbox";
import { mayaHerself, people, tell } from "../../src/store/people.testing";
import type { Seat } from "../../src/store/seat";
import type { ConsentKind, ConsentText, FeedRow, Me, OwnConsent } from "../../src/store/shapes";
import { heading, link, openApp, seatOf } from "./phone";
import { meRow } from "./student";
import { keptBodies, spoken } from "./teacher";

const { sam, maya } = people;
const kinds: ConsentKind[] = ["photo", "voice", "words", "name"];
const textOf = (kind: ConsentKind, lang: string): ConsentText => ({
  kind,
  version: `${kind}-1`,
  lang,
  words: lang === "ar" ? "نسألك عن هذا.\n\nأنت تختار." : `We ask about ${kind}.\n\nYou choose.`,
  hash: `${kind}${lang}`,
});
const texts = kinds.flatMap((kind) => ["ar", "en"].map((lang) => textOf(kind, lang)));
const cells = (photo: Partial<OwnConsent> = {}): OwnConsent[] =>
  kinds.map((kind) => ({ kind, widest: "families", ...(kind === "photo" && photo) }));

function joan(more: Partial<Me>): FeedRow {
  const me: Me = { ...mayaHerself, seatKind: "family", name: "Joan", students: [sam], texts, ...more };
  return { key: "seat:joan", kind: "me", id: "me", seq: 1, mark: "me1", me };
}

/** Joan's phone, without internet: she is Sam's family. */
async function joanOpens(photo: Partial<OwnConsent> = {}): Promise<Seat> {
  const allowed = [{ person: sam.id, name: "Sam", decides: true, cells: cells(photo) }];
  const seat = await seatOf({ kind: "family", name: "Joan" }, [joan({ allowed })]);
  await openApp("/consents");
  await expect.element(heading("What you allow")).toBeVisible();
  return seat;
}

const photos = page.getByRole("region", { name: "Photos" });
const choice = (name: string) => photos.getByRole("button", { name });

describe("what a family allows", () => {
  test("stands by kind with the text to read before, and how far it goes now", async () => {
    await joanOpens({ mine: "families", until: "2099-06-30T00:00:00Z" });
    await expect.element(heading("What you allow")).toBeVisible();
    await expect.element(page.getByRole("heading", { level: 2, name: "Sam" })).toBeVisible();
    await expect.element(photos.getByText("We ask about photo.")).toBeVisible();
    await expect
      .element(photos.getByText(/Now: Families too\.\s+You are asked again on June 30, 2099\./))
      .toBeVisible();
    await expect.element(choice("Families too")).toHaveAttribute("aria-pressed", "true");
    for (const title of ["Words", "Voice", "Name"])
      await expect.element(page.getByRole("region", { name: title })).toBeVisible();
  });

  test("is withdrawn in one tap without internet, and the phone keeps the text that was read", async () => {
    const seat = await joanOpens({ mine: "families", last: "consent00000001" });
    await choice("Nobody").click();
    await expect.element(photos.getByText("Now: Nobody.")).toBeVisible();
    await expect
      .element(spoken())
      .toHaveTextContent("Nobody may have it now. It hides as soon as the school hears it.");
    expect(await keptBodies(seat, 1)).toEqual([
      {
        person: sam.id,
        kind: "photo",
        widest: "none",
        how: "account",
        text: "photo-1",
        lang: "en",
        hash: "photoen",
        after: "consent00000001",
      },
    ]);
    await expect.element(choice("Nobody")).toHaveAttribute("aria-pressed", "true");
  });

  test("names what was said here before when it is changed once more", async () => {
    const seat = await joanOpens();
    await choice("Only the circle").click();
    await expect.element(choice("Only the circle")).toHaveAttribute("aria-pressed", "true");
    await choice("Families too").click();
    const [first, second] = await keptBodies(seat, 2);
    const [op] = await outbox(seat);
    expect(first).not.toHaveProperty("after");
    expect(second).toMatchObject({ widest: "families", after: op!.op });
  });

  test("is read in another language, from right to left, and that is what is kept", async () => {
    const seat = await joanOpens();
    await page.getByRole("button", { name: "العربية" }).click();
    const words = photos.getByText("نسألك عن هذا.");
    await expect.element(words).toBeVisible();
    expect(getComputedStyle(words.element()).direction).toBe("rtl");
    await choice("Only the circle").click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ lang: "ar", hash: "photoar" }]);
  });

  test.each([
    [{ less: "another" } as const, "Another guardian, or your student, has said less. The smaller answer counts."],
    [{ less: "form" } as const, /A paper form at school says less, or has ended/],
    [{ due: "ends_soon" } as const, "Your answer ends soon. Choose again to keep it."],
    [{ due: "missing" } as const, "You have not said yet what is fine with you."],
    [{ due: "new_text" } as const, /The text has changed\. What you said still counts\./],
  ])("says what has to be known: %o", async (more, words) => {
    await joanOpens({ mine: "school", ...more });
    await expect.element(photos.getByText(words)).toBeVisible();
  });

  test("says when the school could not take it, and the next choice takes its place", async () => {
    const seat = await joanOpens({ mine: "none", last: "consent00000001" });
    await choice("Families too").click();
    await keptBodies(seat, 1);
    const [op] = await outbox(seat);
    await park(seat, op!.n, "consent_changed", "");
    await expect.element(photos.getByText(/The school could not take your last answer/)).toBeVisible();
    await expect.element(choice("Nobody")).toHaveAttribute("aria-pressed", "true");
    await choice("Only the circle").click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ widest: "circle", after: "consent00000001" }]);
    await expect.element(photos.getByText(/could not take/)).not.toBeInTheDocument();
  });

  test("is asked for again on the page of moments", async () => {
    const allowed = [{ person: sam.id, name: "Sam", decides: true, cells: cells({ due: "ends_soon" }) }];
    await seatOf({ kind: "family", name: "Joan" }, [joan({ allowed })]);
    await openApp("/highlights");
    await expect.element(page.getByText(/The school asks again what may be shown of Sam\./)).toBeVisible();
    await link("See and change what you allow").click();
    await expect.element(photos).toBeVisible();
  });
});

describe("a student with full rights", () => {
  test("decides alone, and the family is told so", async () => {
    const allowed = [{ person: sam.id, name: "Sam", decides: false, cells: [] }];
    const seat = await seatOf({ kind: "family", name: "Joan" }, [joan({ allowed, texts: [] })]);
    await openApp("/consents");
    await expect.element(page.getByText("Sam decides alone now. Only what Sam allows counts.")).toBeVisible();
    await expect.element(photos).not.toBeInTheDocument();
    await tell(seat, [joan({ allowed: [], texts: [] })]);
    await expect.element(page.getByText("There is nobody here that you can decide for.")).toBeVisible();
  });

  test("has the same page under Me", async () => {
    const allowed = [{ person: maya.id, name: "Maya", decides: true, cells: cells({ widest: "none" }) }];
    const seat = await seatOf({ kind: "student", name: "Maya" }, [meRow({ allowed, texts })]);
    await openApp("/me");
    await link("What I allow").click();
    await expect.element(heading("What I allow")).toBeVisible();
    await choice("Only the circle").click();
    expect(await keptBodies(seat, 1)).toMatchObject([{ person: maya.id, widest: "circle", how: "account" }]);
  });
});

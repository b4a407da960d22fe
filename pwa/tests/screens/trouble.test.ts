import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { noteMedia } from "../../src/store/media";
import { graves } from "../../src/store/graveyard";
import { keepAct, outbox, park } from "../../src/store/outbox";
import { myMoments } from "../../src/store/own";
import { lunch } from "../../src/store/people.testing";
import { saveRevision } from "../../src/store/save";
import type { Seat } from "../../src/store/seat";
import { applyNews } from "../../src/store/apply";
import { button, downloads, heading, link, openApp, seatOf, sheet, until } from "./phone";
import { aPhoto, draftWhen, field, fifteen, hand, mayasPhone, mediaOn, part, text } from "./student";
import { kept, spoken } from "./teacher";

const id = fifteen("soup");
const card = part("A moment");
const act = (name: string) => card.getByRole("button", { name, exact: true });
const fine = "All is fine. Nothing needs a look.";

/** Maya's moment, which the school did not take for this reason. */
async function stuck(code: string, sentence = "", more: Partial<ReturnType<typeof newDraft>> = {}): Promise<Seat> {
  const seat = await mayasPhone();
  await saveRevision(seat, { ...newDraft(id, lunch), words: "We shared soup.", ...more });
  await park(seat, (await outbox(seat))[0]!.n, code, sentence);
  await openApp("/needs-a-look");
  await expect.element(card).toBeVisible();
  return seat;
}

/** The same for good: no repeat will heal it. */
async function setAside(code: string): Promise<Seat> {
  const seat = await mayasPhone();
  await saveRevision(seat, { ...newDraft(id, lunch), words: "We shared soup." });
  const { op } = (await outbox(seat))[0]!;
  const verdicts = [{ op, is: "quarantined" as const, code }];
  await applyNews(seat, { verdicts, changes: [], facts: {}, rewound: false, now: Date.now() });
  await openApp("/needs-a-look");
  await expect.element(card).toBeVisible();
  return seat;
}

describe("what could not go up", () => {
  test.each([
    ["field_invalid", "", "The school could not read a part of it. Change it and save again."],
    ["quota", "", "That is a lot for one day. Try again tomorrow."],
    ["a_newer_rule", "The school is on holiday.", "The school is on holiday."],
    ["a_newer_rule", "", "It could not go up. Try again, or ask your teacher."],
  ])("(%s %s) says why, that it is safe, and shows its words", async (code, sentence, says) => {
    await stuck(code, sentence, { quotes: [{ words: "Again!", made: "own" }] });
    await expect.element(card.getByText(`${says} It is safe on this phone.`)).toBeVisible();
    await expect.element(card).toHaveTextContent(/We shared soup\.\s+Again!/);
    await expect
      .element(page.getByRole("main").getByRole("link", { name: "My moments" }))
      .toHaveAttribute("href", "/moments");
  });

  test("is opened and changed: saved again it is a new one in the place of the one that was refused", async () => {
    const seat = await stuck("field_invalid");
    const before = (await outbox(seat))[0]!.op;
    await card.getByRole("link", { name: "Change it" }).click();
    await field("Anything else?").fill("We shared it.");
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    const [only] = await outbox(seat);
    expect(await outbox(seat)).toHaveLength(1);
    expect(only!.state).not.toBe("parked");
    expect(only!.op).not.toBe(before);
    await openApp("/needs-a-look");
    await expect.element(text(fine)).toBeVisible();
  });

  test("is tried again with the same words, as a new one", async () => {
    const seat = await stuck("quota");
    const [before] = await kept(seat);
    await act("Try again").click();
    await expect.element(spoken()).toHaveTextContent("Trying again.");
    await expect.element(text(fine)).toBeVisible();
    const [after] = await kept(seat);
    expect(after!.body).toEqual(before!.body);
    expect(after!.op).not.toBe(before!.op);
  });

  test("because it was changed on two phones leads to both, and is not simply tried again", async () => {
    await stuck("stale_base");
    await expect.element(card.getByRole("link", { name: "See both" })).toHaveAttribute("href", `/moments/${id}`);
    await expect.element(act("Try again")).not.toBeInTheDocument();
  });

  test.each(["not_member", "op_reused"])(
    "for good (%s) can be copied and deleted, and neither sent nor changed",
    async (code) => {
      const seat = await setAside(code);
      await expect.element(act("Copy the words")).toBeVisible();
      await expect.element(act("Delete it")).toBeVisible();
      await expect.element(act("Try again")).not.toBeInTheDocument();
      await expect.element(card.getByRole("link")).not.toBeInTheDocument();
      expect(await outbox(seat)).toMatchObject([{ state: "quarantined" }]);
    },
  );

  test("can be copied: its words are pasted elsewhere as they were written", async () => {
    const seat = await stuck("field_invalid", "", { words: "Zwei Töpfe 🍲", quotes: [{ words: "أخرى", made: "own" }] });
    await act("Copy the words").click();
    await expect.element(spoken()).toHaveTextContent("The words are copied.");
    await openApp("/new");
    await field("Anything else?").click();
    await userEvent.paste();
    await expect.element(field("Anything else?")).toHaveValue("Zwei Töpfe 🍲\nأخرى");
    await draftWhen(seat, ({ words }) => words);
  });
});

describe("saving it elsewhere", () => {
  test("puts all that waits into one file, with its words", async () => {
    await stuck("field_invalid");
    const handed = downloads();
    await button("Save it all as a file").click();
    await expect.element(spoken()).toHaveTextContent("It is in the file.");
    expect(handed.map(({ type }) => type)).toEqual(["application/json"]);
    const file = JSON.parse(await handed[0]!.text()) as { name: string; ops: { code: string; text: string }[] };
    expect(file).toMatchObject({ name: "Maya", ops: [{ code: "field_invalid" }] });
    expect(file.ops[0]!.text).toContain("We shared soup.");
  });

  test("is offered for what only waits too, and not when nothing does", async () => {
    const seat = await mayasPhone();
    await openApp("/needs-a-look");
    await expect.element(text(fine)).toBeVisible();
    await expect.element(button("Save it all as a file")).not.toBeInTheDocument();
    await saveRevision(seat, { ...newDraft(id, lunch), words: "We shared soup." });
    await expect.element(button("Save it all as a file")).toBeVisible();
  });

  test("gives the photos of a stuck moment as pictures", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await field("Anything else?").fill("Soup");
    await hand(await aPhoto());
    await draftWhen(seat, ({ pictures }) => pictures.length);
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    await park(seat, (await outbox(seat))[0]!.n, "field_invalid", "");
    await openApp("/needs-a-look");
    await expect.element(card).toBeVisible();
    const handed = downloads();
    await act("Save the photo").click();
    await expect.element(spoken()).toHaveTextContent("The photo is saved.");
    const picture = await createImageBitmap(handed.find(({ type }) => type === "image/jpeg")!);
    expect(picture.width).toBeGreaterThan(0);
  });
});

describe("deleting it", () => {
  test("is asked first, and No leaves it", async () => {
    const seat = await stuck("field_invalid");
    await act("Delete it").click();
    await expect.element(sheet().getByText("It is nowhere else. It will be gone.")).toBeVisible();
    await sheet().getByRole("button", { name: "No, leave it" }).click();
    await expect.element(card).toBeVisible();
    expect(await outbox(seat)).toHaveLength(1);
  });

  test("takes it from the phone with a line about who did it, and the page takes the focus", async () => {
    const seat = await setAside("not_member");
    await act("Delete it").click();
    await sheet().getByRole("button", { name: "Yes, delete it" }).click();
    await expect.element(text(fine)).toBeVisible();
    await expect.element(spoken()).toHaveTextContent("It is deleted.");
    await expect.element(page.getByRole("main")).toHaveFocus();
    expect([await outbox(seat), await myMoments(seat)]).toEqual([[], []]);
    expect(await graves(seat)).toMatchObject([{ what: "op", why: "person" }]);
  });

  test("takes only the one that was meant", async () => {
    const seat = await stuck("field_invalid");
    await saveRevision(seat, { ...newDraft(fifteen("bread"), lunch), words: "Bread." });
    await park(seat, (await outbox(seat))[1]!.n, "quota", "");
    await expect.element(card.nth(1)).toBeVisible();
    await card.nth(0).getByRole("button", { name: "Delete it" }).click();
    await sheet().getByRole("button", { name: "Yes, delete it" }).click();
    await expect.element(text("We shared soup.")).not.toBeInTheDocument();
    await expect.element(text("Bread.")).toBeVisible();
    expect((await kept(seat)).map(({ body }) => body["words"])).toEqual(["Bread."]);
  });
});

describe("a photo that the school did not take", () => {
  async function refused(code: string, state: "refused" | "lost" = "refused"): Promise<Seat> {
    const seat = await mayasPhone();
    await openApp("/new");
    await field("Anything else?").fill("Soup");
    await hand(await aPhoto());
    await draftWhen(seat, ({ pictures }) => pictures.length);
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    await noteMedia(seat, (await mediaOn(seat))[0]!.media, { state, code });
    await openApp("/needs-a-look");
    await expect.element(part("A photo")).toBeVisible();
    return seat;
  }

  test.each([
    ["media_too_large", "This photo is too big for the school."],
    ["media_unreadable", "The school could not open this photo."],
    ["media_kind_unknown", "The school does not take this kind of photo."],
    ["media_checksum", "The photo came broken. Try again."],
  ])("(%s) is shown with the reason", async (code, says) => {
    await refused(code);
    await expect.element(part("A photo")).toHaveTextContent(says);
    await expect.element(part("A photo").getByRole("img", { name: "A photo" })).toBeVisible();
    await expect.element(part("A photo").getByRole("button", { name: "Copy the words" })).not.toBeInTheDocument();
  });

  test("is tried again from the start", async () => {
    const seat = await refused("media_checksum");
    await part("A photo").getByRole("button", { name: "Try again" }).click();
    await expect.element(text(fine)).toBeVisible();
    expect(await mediaOn(seat)).toMatchObject([{ state: "waiting", attempts: 0 }]);
  });

  test("is deleted, and its moment is kept again without it: the words go up", async () => {
    const seat = await refused("media_too_large");
    await part("A photo").getByRole("button", { name: "Delete it" }).click();
    await sheet().getByRole("button", { name: "Yes, delete it" }).click();
    await expect.element(text(fine)).toBeVisible();
    const last = (await kept(seat)).at(-1)!;
    expect(last.body).toMatchObject({ words: "Soup" });
    expect(last.body).not.toHaveProperty("pictures");
    expect(await mediaOn(seat)).toEqual([]);
  });

  test("lost from the phone can only be let go", async () => {
    await refused("lost", "lost");
    await expect.element(part("A photo")).toHaveTextContent("This photo is not on the phone any more.");
    await expect.element(part("A photo").getByRole("button", { name: "Try again" })).not.toBeInTheDocument();
  });

  test("can be saved as a picture", async () => {
    await refused("media_too_large");
    await expect.element(part("A photo").getByRole("button", { name: "Save the photo" })).toBeVisible();
  });
});

describe("the page of what needs a look", () => {
  test("is quiet when nothing does", async () => {
    await mayasPhone();
    await openApp("/needs-a-look");
    await expect.element(heading("Needs a look")).toBeVisible();
    await expect.element(text(fine)).toBeVisible();
    await expect.element(link("My moments").last()).toHaveAttribute("aria-current", "page");
  });

  test.each([
    ["staff", "Ms. Ortiz", "decide", "Queue", "/queue"],
    ["family", "Joan", "take_down", "Moments", "/highlights"],
  ] as const)(
    "shows %s what of theirs is stuck, without a student's way to change it",
    async (kind, name, what, way, up) => {
      const seat = await seatOf({ kind, name });
      await keepAct(seat, { kind: what, subject: id, body: { moment: id, note: "Who is it?" } });
      await park(seat, (await outbox(seat))[0]!.n, "already_decided", "Mr. Bell was first.");
      await openApp("/needs-a-look");
      await expect.element(text("Mr. Bell was first. It is safe on this phone.")).toBeVisible();
      await expect.element(text("Who is it?")).toBeVisible();
      await expect.element(link("Change it")).not.toBeInTheDocument();
      await expect.element(page.getByRole("main").getByRole("link", { name: way })).toHaveAttribute("href", up);
      await button("Try again").click();
      await until(async () => (await outbox(seat))[0]?.state === "ready");
    },
  );
});

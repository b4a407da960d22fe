import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newDraft } from "../../src/moment/draft";
import { newId } from "../../src/moment/ids";
import { circles } from "../../src/store/rows";
import { saveRevision } from "../../src/store/save";
import type { Seat } from "../../src/store/seat";
import type { Moment } from "../../src/store/shapes";
import { outbox } from "../../src/store/outbox";
import { button, comeBack, goOffline, link, openApp, schoolOpens, sheet, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { aPhoto, draftWhen, field, hand, mediaOn, part, row, text } from "./student";
import { elsewhere, type Elsewhere } from "./teacher";

/** Maya's phone in front of the real school, and Ms. Ortiz and Sam on theirs. */

let school: OpenSchool;
let ortiz: Elsewhere;
let seat: Seat;

beforeAll(async () => {
  school = await schoolOpens();
  ortiz = await elsewhere(school, "Ms. Ortiz");
});

beforeEach(async () => {
  comeBack(school);
  await signInAs(school, "Maya");
  seat = await storeHere();
  await until(async () => (await circles(seat)).length === 3);
});

/** Keeps a moment in the Drum Room with Sam's words in it. */
async function keeps(words: string): Promise<string> {
  const drums = (await circles(seat)).find(({ name }) => name === "The Drum Room")!;
  const sam = drums.members.find(({ name }) => name === "Sam")!.id;
  const moment = newId();
  const quotes = [{ words, made: "own" as const, speaker: sam }];
  await saveRevision(seat, { ...newDraft(moment, drums.id), quotes, people: [sam] });
  await until(async () => (await outbox(seat)).length === 0);
  return moment;
}

/** A moment as Ms. Ortiz may read it, as soon as she has it. */
async function atTheDesk(id: string, holds: (moment: Moment) => boolean = () => true): Promise<Moment> {
  let found: Moment | undefined;
  await until(async () => {
    found = (await ortiz.moments()).find((moment) => moment.id === id);
    return !!found && holds(found);
  });
  return found!;
}

async function decides(id: string, what: Record<string, unknown>): Promise<void> {
  const { revision, hash } = await atTheDesk(id);
  await ortiz.act("decide", { moment: id, revision, seen: hash, ...what });
}

/** Everything that a moment's page says once its chip says this, without the clock. */
async function readOf(id: string, chip: string): Promise<string> {
  await openApp(`/moments/${id}`);
  await expect.element(text(chip).first()).toBeVisible();
  return document.querySelector("main")!.innerText.replaceAll(/\d+:\d+/g, "");
}

describe("a moment on its way", () => {
  test("made without internet, photo and all, is the teacher's only when the school has every byte", async () => {
    goOffline();
    await openApp("/new");
    await field("Anything else?").fill("Made on the bus");
    await hand(await aPhoto());
    await draftWhen(seat, ({ pictures, words }) => pictures.length && words === "Made on the bus");
    await button("Save").click();
    await sheet().getByRole("button", { name: "See it" }).click();
    await expect.element(text("Not yet. It waits for internet.")).toBeVisible();
    comeBack(school);
    const teacher = part("Where it is now").getByRole("listitem").nth(1);
    await expect.element(teacher).toHaveTextContent(/^Your teacher has it Today /);
    expect((await mediaOn(seat)).map(({ state }) => state)).toEqual(["kept"]);
    const { pictures, words } = await atTheDesk(location.pathname.slice(9));
    expect({ words, kept: pictures.map(({ kept }) => kept) }).toEqual({ words: "Made on the bus", kept: [true] });
  });

  test("comes back with the teacher's note, is changed, and is hers again: both versions are one moment", async () => {
    const id = await keeps("Again, again");
    await decides(id, { kind: "send_back", note: "Whose words are these?" });
    await openApp("/moments?show=back");
    comeBack(school);
    await row("Again, again").getByRole("link", { name: "Again, again" }).click();
    await expect.element(part("Ms. Ortiz wrote to you")).toHaveTextContent("Whose words are these?");
    await link("Change it").click();
    await field("Anything else?").fill("Sam said it.");
    await button("Save").click();
    await sheet().getByRole("button", { name: "See it" }).click();
    await expect.element(text("Whose words are these?")).not.toBeInTheDocument();
    const now = await atTheDesk(id, ({ number }) => number === 2);
    expect(now).toMatchObject({ words: "Sam said it.", state: "with_teacher" });
    expect((await ortiz.moments()).filter((moment) => moment.id === id)).toHaveLength(1);
  });

  test("that is taken back leaves the teacher's desk, too", async () => {
    const id = await keeps("Not this after all");
    await openApp(`/moments/${id}`);
    await button("Take it back").click();
    await sheet().getByRole("button", { name: "Yes, take it back" }).click();
    await expect.element(text("Taken back")).toBeVisible();
    await expect.element(part("Where it is now")).toHaveTextContent("You took it back.");
    const left = (await ortiz.moments()).find((moment) => moment.id === id);
    expect(left?.state ?? "gone").not.toBe("with_teacher");
  });
});

describe("a moment that is no longer shared", () => {
  test("reads the same when Sam said not this one and when a family withdrew: nobody learns who", async () => {
    const reyes = await elsewhere(school, "Ms. Reyes");
    await reyes.call("PATCH", "/school", { holdSeconds: 1 });
    const [no, withdrawn] = [await keeps("Louder"), await keeps("Softer")];
    for (const id of [no, withdrawn]) await decides(id, { kind: "approve", audience: "circle" });
    const sam = await elsewhere(school, "Sam");
    await sam.act("give_answer", { moment: no, answer: "no" });
    await sam.act("give_answer", { moment: withdrawn, answer: "yes" });
    const first = await readOf(no, "Not shared now");
    await readOf(withdrawn, "Shared with your circle");
    const person = (await circles(seat)).flatMap(({ members }) => members).find(({ name }) => name === "Sam")!.id;
    const consent = (widest: string) => ortiz.act("record_consent", { person, kind: "words", widest, how: "paper" });
    await consent("none");
    const second = await readOf(withdrawn, "Not shared now");
    await consent("families");
    expect(second.replace("Softer", "")).toBe(first.replace("Louder", ""));
    for (const told of [/said no/i, /not this one/i, /consent/i, /family/i, /withdr/i]) expect(first).not.toMatch(told);
  });
});

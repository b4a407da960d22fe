import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { sha256 } from "../../src/photo/shrink";
import { draftOf, drafts } from "../../src/store/drafts";
import { bytesOf } from "../../src/store/media";
import { outbox } from "../../src/store/outbox";
import { lunchCircle } from "../../src/store/people.testing";
import type { Seat } from "../../src/store/seat";
import { button, heading, openApp, sheet, shutApp } from "./phone";
import { aPhoto, draftWhen, field, hand, inPart, mayasPhone, mediaOn, part, tapped, text } from "./student";
import { keptBodies, spoken } from "./teacher";

const alt = field("What would you tell someone who can't see it?");
const photo = (alt: string) => page.getByRole("img", { name: alt });
const tile = (word: string) => inPart("What did you do?", word);
const remove = part("Your photo").getByRole("button", { name: "Remove" });

/** Opens a new moment, and takes a photo into it. */
async function begun(file?: File): Promise<Seat> {
  const seat = await mayasPhone();
  await openApp("/new");
  await expect.element(tile("Food")).toBeVisible();
  await hand(file ?? (await aPhoto()));
  await expect.element(heading("New moment")).toBeVisible();
  await draftWhen(seat, ({ pictures }) => pictures.length);
  return seat;
}

/** The colour in the middle of a kept photo, as red, green and blue. */
async function colourOf(seat: Seat, media: string): Promise<number[]> {
  const picture = await createImageBitmap(new Blob([(await bytesOf(seat, media))!], { type: "image/jpeg" }));
  const pen = new OffscreenCanvas(picture.width, picture.height).getContext("2d")!;
  pen.drawImage(picture, 0, 0);
  return [...pen.getImageData(picture.width / 2, picture.height / 2, 1, 1).data.slice(0, 3)].map((each) =>
    each > 127 ? 1 : 0,
  );
}

describe("a photo from the pictures", () => {
  test("is kept smaller, by its own bytes and without a word of what the camera hid in it", async () => {
    const seat = await begun(await aPhoto("red", { width: 3200, height: 2000, hidden: "GPS 52.5200 N, Maya's phone" }));
    await expect.element(photo("Lunch circle")).toBeVisible();
    const [kept] = await mediaOn(seat);
    const bytes = (await bytesOf(seat, kept!.media))!;
    expect(kept).toMatchObject({ width: 1600, height: 1000, state: "draft", length: bytes.byteLength });
    expect(kept!.sha256).toBe(await sha256(bytes));
    expect(await colourOf(seat, kept!.media)).toEqual([1, 0, 0]);
    const inside = new TextDecoder("latin1").decode(bytes);
    for (const hidden of ["GPS", "Exif", "Maya", "zebrafinch"]) expect(inside).not.toContain(hidden);
    await expect.element(spoken()).toHaveTextContent("Your photo");
  });

  test("is there with its words after the tab was shut in the middle, and goes up with the moment", async () => {
    const seat = await begun();
    await alt.fill("A red pot of soup");
    const { pictures } = await draftWhen(seat, (draft) => draft.pictures[0]?.alt === "A red pot of soup");
    await shutApp();
    await openApp(location.pathname);
    await expect.element(photo("A red pot of soup")).toBeVisible();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({ pictures: [{ media: pictures[0]!.media, alt: "A red pot of soup" }] });
    expect(JSON.stringify(body)).not.toContain("zebrafinch");
    expect(await mediaOn(seat)).toMatchObject([{ media: pictures[0]!.media, state: "waiting" }]);
  });

  test("that is not a picture is refused with a next step, and nothing is kept of it", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(tile("Food")).toBeVisible();
    await hand(new File(["name;mark"], "class.jpg", { type: "image/jpeg" }));
    await expect.element(part("Start with any one")).toHaveTextContent("That file is not a picture. Try a photo.");
    await expect.element(spoken()).toHaveTextContent("That file is not a picture. Try a photo.");
    expect(await mediaOn(seat)).toEqual([]);
    await tapped("My pictures", "gallery");
    await expect.element(text("That file is not a picture.")).not.toBeInTheDocument();
    await hand(await aPhoto());
    await draftWhen(seat, ({ pictures }) => pictures.length);
    await expect.element(photo("Lunch circle")).toBeVisible();
  });

  test("that is broken inside is refused, and what was written stays", async () => {
    const seat = await mayasPhone();
    await openApp("/new");
    await field("Anything else?").fill("Soup");
    await hand(new File([(await aPhoto()).slice(0, 60)], "cut.jpg", { type: "image/jpeg" }));
    const broken = "We couldn't open that picture. Try one more time, or use words.";
    await expect.element(text(broken)).toBeVisible();
    expect(await draftWhen(seat, ({ words }) => words)).toMatchObject({ words: "Soup", pictures: [] });
  });
});

describe("the words for a photo", () => {
  test("follow the tiles and the people until Maya writes her own", async () => {
    const seat = await begun();
    await expect.element(alt).toHaveValue("Lunch circle");
    await inPart("Who is in it?", "Theo").click();
    await tile("Food").click();
    await expect.element(alt).toHaveValue("Theo, food, Lunch circle");
    await inPart("Who is in it?", "Me").click();
    await expect.element(alt).toHaveValue("Theo and Maya, food, Lunch circle");
    await alt.fill("Theo burns the toast");
    await inPart("Who is in it?", "Sam").click();
    await draftWhen(seat, ({ people }) => people.length === 3);
    await expect.element(alt).toHaveValue("Theo burns the toast");
  });

  test("are the same after the tab was shut: her own are not written over by a tile", async () => {
    const seat = await begun();
    await alt.fill("Mine");
    await draftWhen(seat, ({ pictures }) => pictures[0]?.alt === "Mine");
    await openApp(location.pathname);
    await tile("Food").click();
    await draftWhen(seat, ({ did }) => did.length);
    await expect.element(alt).toHaveValue("Mine");
  });
});

describe("a photo that is not wanted", () => {
  test("is taken again in its place, and only the newer one goes up", async () => {
    const seat = await begun();
    const [first] = await mediaOn(seat);
    await hand(await aPhoto("blue"), "camera", 0);
    const { pictures } = await draftWhen(seat, (draft) => draft.pictures[0]?.media !== first!.media);
    expect(pictures).toHaveLength(1);
    expect(await colourOf(seat, pictures[0]!.media)).toEqual([0, 0, 1]);
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect((await mediaOn(seat)).map(({ media }) => media)).toEqual([pictures[0]!.media]);
    expect(await bytesOf(seat, first!.media)).toBeUndefined();
  });

  test("is removed, and its bytes leave the phone with the save", async () => {
    const seat = await begun();
    const [first] = await mediaOn(seat);
    await tile("Food").click();
    await remove.click();
    await expect.element(part("Your photo")).not.toBeInTheDocument();
    await button("Save").click();
    await expect.element(sheet()).toBeVisible();
    expect(await mediaOn(seat)).toEqual([]);
    expect(await bytesOf(seat, first!.media)).toBeUndefined();
    expect((await keptBodies(seat, 1))[0]).not.toHaveProperty("pictures");
  });

  test("removed from between two others leaves those two, each with its own words", async () => {
    const seat = await begun();
    await alt.fill("One");
    for (const colour of ["lime", "blue"]) await hand(await aPhoto(colour));
    await draftWhen(seat, ({ pictures }) => pictures.length === 3);
    await alt.nth(1).fill("Two");
    await alt.nth(2).fill("Three");
    await remove.nth(1).click();
    const { pictures } = await draftWhen(seat, (draft) => draft.pictures.length === 2);
    expect(pictures.map((each) => each.alt)).toEqual(["One", "Three"]);
    await expect.element(photo("Three")).toBeVisible();
    await expect.element(photo("Two")).not.toBeInTheDocument();
    expect(await colourOf(seat, pictures[1]!.media)).toEqual([0, 0, 1]);
  });
});

describe("the ways to a photo", () => {
  test.each([
    ["Photo", "camera"],
    ["My pictures", "gallery"],
  ])("%s opens the %s with the draft on the disk first: the phone may end the page there", async (way, kind) => {
    const seat = await mayasPhone();
    await openApp("/new");
    await expect.element(button(way)).toBeVisible();
    const { input, address } = await tapped(way, kind);
    expect(input.getAttribute("capture")).toBe(kind === "camera" ? "environment" : null);
    expect(input.accept).toBe("image/jpeg,image/png,image/webp");
    // Nothing else was tapped: the page comes back with this draft, to which the photo then goes.
    expect(await draftOf(seat, address.replace("/new/", ""))).toMatchObject({ circle: lunchCircle.id, pictures: [] });
  });

  test("end at ten photos, said in one sentence, and the ten stay", async () => {
    const seat = await begun();
    for (let count = 2; count <= 10; count++) {
      await hand(await aPhoto("red", { width: 8, height: 8 }));
      await draftWhen(seat, ({ pictures }) => pictures.length === count);
    }
    await expect.element(part("Add more")).toBeVisible();
    await button("My pictures").click();
    await expect.element(text("Ten photos is the most.")).toBeVisible();
    expect((await drafts(seat))[0]?.pictures).toHaveLength(10);
    expect(await outbox(seat)).toEqual([]);
  });
});

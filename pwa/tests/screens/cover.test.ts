import { describe, expect, test } from "vitest";
import { page, userEvent, type Locator } from "vitest/browser";
import { keepPicture } from "../../src/store/pictures";
import type { Seat } from "../../src/store/seat";
import type { Moment, Picture } from "../../src/store/shapes";
import { button, heading, openApp } from "./phone";
import { benchMoment, dre, isTold, keptBodies, ortizHas, press, theo } from "./teacher";

const face = { x: 200, y: 100, width: 100, height: 120 };
const strangers = { x: 700, y: 120, width: 90, height: 110 };
const photo: Picture = {
  media: "benchphoto00001",
  alt: "Dre holds the arm",
  kept: true,
  rendition: "benchrendition1",
  master: "hash of the master",
  width: 1200,
  height: 900,
  faces: { boxes: [face, strangers] },
};
const unnamed = { code: "faces_unnamed", blocks: true, faces: 2, named: 1 };

async function opens(more: Partial<Moment> = {}): Promise<{ seat: Seat; moment: Moment }> {
  const moment = benchMoment({ people: [dre], pictures: [photo], checks: [unnamed], ...more });
  const seat = await ortizHas(moment);
  const canvas = new OffscreenCanvas(1200, 900);
  canvas.getContext("2d")?.fillRect(0, 0, 600, 900);
  const blob = await canvas.convertToBlob({ type: "image/jpeg" });
  await keepPicture(seat, "benchrendition1", 1600, await blob.arrayBuffer());
  await openApp(`/queue/${moment.id}`);
  await expect.element(heading(/^Moment by/)).toBeInTheDocument();
  return { seat, moment };
}

const editor = (): Locator => page.getByRole("dialog");
const inEditor = (name: string | RegExp): Locator => editor().getByRole("button", { name });
const area = (name: string): Locator => inEditor(new RegExp(`^${name}:`));

async function covers(): Promise<void> {
  await button("Cover or crop").click();
  await expect.element(inEditor("Add a cover")).toBeVisible();
}

async function approved(seat: Seat): Promise<Record<string, unknown>> {
  await button(/^Approve for/).click();
  return (await keptBodies(seat, 1))[0]!;
}

describe("with keys alone", () => {
  test("a face that nobody named is covered, and then nothing stands in the way", async () => {
    const { seat } = await opens();
    await expect.element(button("Can't share yet: 2 faces, 1 person named")).toBeVisible();
    (await button("Cover or crop").findElement()).focus();
    await press("Enter");
    await expect.element(editor()).toHaveTextContent("2 faces, 1 person named");
    await expect.element(inEditor("Cover face 2")).toBeVisible();
    (await inEditor("Cover face 2").findElement()).focus();
    await press("Enter");
    await expect.element(area("Cover 1")).toHaveFocus();
    await expect.element(editor()).toHaveTextContent("1 face, 1 person named");
    await press("Escape");
    await expect.element(page.getByText(/^1 area covered\. You and the one/)).toBeVisible();
    expect((await approved(seat))["covers"]).toEqual([
      { media: photo.media, master: photo.master, boxes: [strangers] },
    ]);
  });

  test("a cover is added, moved, made larger and smaller, taken away, and brought back", async () => {
    const { seat } = await opens({ people: [dre, theo], checks: [] });
    await covers();
    await inEditor("Add a cover").click();
    await expect.element(area("Cover 1")).toHaveFocus();
    await press("ArrowRight", "ArrowRight", "ArrowUp");
    await userEvent.keyboard("{Shift>}{ArrowRight}{ArrowDown}{ArrowDown}{/Shift}");
    await expect
      .element(area("Cover 1"))
      .toHaveAccessibleName(
        "Cover 1: 40 percent from the left, 36 percent from the top, 26 percent wide, 28 percent high",
      );
    await press("Delete");
    await expect.element(area("Cover 1")).not.toBeInTheDocument();
    await expect.element(inEditor("Add a cover")).toHaveFocus();
    await inEditor("Undo").click();
    await expect.element(area("Cover 1")).toBeInTheDocument();
    await inEditor("Done").click();
    const [cover] = (await approved(seat))["covers"] as { boxes: object[] }[];
    expect(cover?.boxes).toEqual([{ x: 474, y: 326, width: 312, height: 249 }]);
  });

  test("what stays of a picture is chosen the same way", async () => {
    const { seat } = await opens({ people: [dre, theo], checks: [] });
    await covers();
    await inEditor("Crop").click();
    await expect.element(area("What stays")).toHaveFocus();
    await userEvent.keyboard("{ArrowLeft}{Shift>}{ArrowLeft}{/Shift}");
    await press("Escape");
    await expect.element(page.getByText(/^Cropped\. You and/)).toBeVisible();
    expect((await approved(seat))["covers"]).toEqual([
      { media: photo.media, master: photo.master, boxes: [], crop: { x: 108, y: 90, width: 948, height: 720 } },
    ]);
  });
});

describe("with a finger", () => {
  test("a rectangle is drawn, moved by itself and resized by its corner; a mere touch draws nothing", async () => {
    const { seat } = await opens({ people: [dre, theo], checks: [] });
    await covers();
    const canvas = editor().element().querySelector<HTMLElement>(".canvas")!;
    drag(canvas, canvas, [300, 300], [300, 300]);
    await expect.element(area("Cover 1")).not.toBeInTheDocument();
    drag(canvas, canvas, [300, 300], [500, 500]);
    await expect.element(area("Cover 1")).toBeInTheDocument();
    drag(canvas, area("Cover 1").element(), [400, 400], [460, 400]);
    drag(canvas, canvas.querySelector(".knob")!, [560, 500], [600, 560]);
    await inEditor("Done").click();
    const [cover] = (await approved(seat))["covers"] as { boxes: Picture["faces"] & object[] }[];
    for (const [at, value] of Object.entries({ x: 360, y: 300, width: 240, height: 260 }))
      expect((cover?.boxes[0] as Record<string, number>)[at]).toBeCloseTo(value, -1);
  });

  test("everything that is touched is large enough, also a small box", async () => {
    await opens({ pictures: [{ ...photo, faces: { boxes: [{ x: 20, y: 20, width: 16, height: 16 }] } }] });
    await covers();
    await inEditor("Cover face 1").click();
    await inEditor("Crop").click();
    for (const each of editor().element().querySelectorAll("button")) {
      const { width, height } = each.getBoundingClientRect();
      expect(Math.min(width, height), each.outerHTML).toBeGreaterThanOrEqual(44);
    }
  });

  /** A finger goes from one point to another, both in pixels of the picture. */
  function drag(canvas: HTMLElement, on: Element, from: [number, number], to: [number, number]): void {
    const { left, top, width } = canvas.getBoundingClientRect();
    const at = ([x, y]: [number, number]) => ({
      clientX: left + (x * width) / 1200,
      clientY: top + (y * width) / 1200,
    });
    const touch = { bubbles: true, isPrimary: true, pointerId: 1, pointerType: "touch" };
    on.setPointerCapture = () => undefined;
    on.dispatchEvent(new PointerEvent("pointerdown", { ...touch, ...at(from) }));
    on.dispatchEvent(new PointerEvent("pointermove", { ...touch, ...at(to) }));
    on.dispatchEvent(new PointerEvent("pointerup", { ...touch, ...at(to) }));
  }
});

test("who cannot be known any more is ticked, and then somebody without consent does not stop it", async () => {
  const missing = {
    code: "consent_missing",
    blocks: true,
    kind: "photo" as const,
    widest: "none" as const,
    person: theo,
  };
  const { seat } = await opens({ people: [dre, theo], checks: [missing], ceiling: "none" });
  await expect.element(button("Can't share yet: Theo")).toBeVisible();
  await expect.element(page.getByText("Who can no longer be known in it?")).not.toBeInTheDocument();
  await covers();
  await inEditor("Cover face 2").click();
  await inEditor("Done").click();
  await page.getByRole("checkbox", { name: "Theo" }).click();
  await page.getByRole("radio", { name: "Circle and families" }).click();
  expect(await approved(seat)).toMatchObject({ audience: "families", unseen: [theo.id] });
});

test("what is covered stays covered when the school tells of faces meanwhile", async () => {
  const { seat, moment } = await opens({
    pictures: [{ ...photo, faces: undefined } as unknown as Picture],
    checks: [],
  });
  await covers();
  await expect.element(editor()).toHaveTextContent("Faces are not counted yet.");
  await inEditor("Add a cover").click();
  await isTold(seat, { ...moment, pictures: [photo], checks: [unnamed] });
  await expect.element(inEditor("Cover face 2")).toBeVisible();
  await expect.element(area("Cover 1")).toBeInTheDocument();
});

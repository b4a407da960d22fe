import { page, userEvent, type Locator } from "vitest/browser";
import type { Draft } from "../../src/moment/draft";
import { drafts } from "../../src/store/drafts";
import {
  lunch,
  lunchCircle,
  mayaHerself,
  momentRow,
  people,
  robotics,
  tell,
  told,
} from "../../src/store/people.testing";
import type { Seat } from "../../src/store/seat";
import type { MediaRecord } from "../../src/store/schema";
import type { Circle, FeedRow, Me, Moment } from "../../src/store/shapes";
import { button, seatOf, until } from "./phone";

/** Maya's phone, what the school tells it, and what is in it afterwards. */

export const { maya, theo, sam, ana } = people;
export const longName = "Abdurrahman-Maximilian Featherstonehaugh-Cholmondeley the 3rd";

/** Where Maya goes, too: with Sam, without Theo and Ana. */
export const roboticsCircle: Circle = {
  ...lunchCircle,
  id: robotics,
  name: "Robotics",
  kind: "peer_support",
  glaze: "sea",
  members: [maya, sam],
};

export function circleRow(circle: Circle): FeedRow {
  return { key: `circle:${circle.id}`, kind: "circle", id: circle.id, seq: 2, mark: circle.id, circle };
}

/** Maya after her orientation, or what a test says of her. */
export function meRow(more: Partial<Me> = {}): FeedRow {
  const me = { ...mayaHerself, orientedUntil: "2099-06-30T00:00:00Z", ...more };
  return { key: "seat:maya", kind: "me", id: "me", seq: 1, mark: "me1", me };
}

/** Maya before her orientation. */
export const newcomer: FeedRow = { ...meRow(), me: mayaHerself };

/** Maya's phone without internet, in one circle, and whatever else the school told it. */
export async function mayasPhone(...rows: FeedRow[]): Promise<Seat> {
  return await seatOf({ kind: "student", name: "Maya" }, [meRow(), circleRow(lunchCircle), ...rows]);
}

/** A moment of her own, as the school tells it. */
export function mineTold(id: string, more: Partial<Moment> = {}): FeedRow {
  return momentRow("seat:maya", told(fifteen(id), { circleName: "Lunch circle", ...more }));
}

/** One that somebody shared with her circle. */
export function sharedTold(id: string, more: Partial<Moment> = {}): FeedRow {
  const shared: Partial<Moment> = { form: "circle", state: "shared", authors: [theo], circleName: "Lunch circle" };
  return momentRow(`circle:${lunch}`, told(fifteen(id), { ...shared, ...more }));
}

/** One that shows her, and waits for her answer. */
export function askTold(id: string, more: Partial<Moment> = {}): FeedRow {
  const ask: Partial<Moment> = { form: "ask", state: "held", authors: [theo], people: [maya] };
  return momentRow("seat:maya", told(fifteen(id), { ...ask, circleName: "Lunch circle", ...more }));
}

export const fifteen = (id: string): string => `${id}moment000000000`.slice(0, 15);

/** The school tells the phone something while it is open. */
export const isTold = (seat: Seat, ...rows: FeedRow[]): Promise<void> => tell(seat, rows);

/** A part of the page by its heading. */
export const part = (name: string): Locator => page.getByRole("region", { name });
export const inPart = (name: string, tile: string | RegExp): Locator =>
  part(name).getByRole("button", { name: tile, exact: true });
export const row = (words: string | RegExp): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ hasText: words });
export const text = (words: string | RegExp): Locator => page.getByRole("main").getByText(words);
export const field = (name: string): Locator => page.getByLabelText(name);

/** The one draft of this phone, as soon as it is as it should be. */
export async function draftWhen(seat: Seat, holds: (draft: Draft) => unknown): Promise<Draft> {
  let found: Draft | undefined;
  await until(async () => {
    found = (await drafts(seat))[0];
    return !!found && !!holds(found);
  });
  return found!;
}

export async function mediaOn(seat: Seat): Promise<MediaRecord[]> {
  return await seat.db.read(["media"], (tx) => tx.objectStore("media").getAll());
}

/**
 * The phone has no room: from now on nothing fits into these of its stores, or nothing with bytes in it when only those
 * are `large`. What is handed out makes room again.
 */
export function fillPhone(full: readonly string[], large = false): () => void {
  const proto = IDBObjectStore.prototype;
  const { put, add } = proto;
  const refuse = (real: typeof put) =>
    function (this: IDBObjectStore, ...args: Parameters<typeof put>) {
      if (full.includes(this.name) && (!large || (args[0] as { bytes?: unknown }).bytes)) {
        throw new DOMException("no room", "QuotaExceededError");
      }
      return real.apply(this, args);
    };
  Object.assign(proto, { put: refuse(put), add: refuse(add) });
  return () => void Object.assign(proto, { put, add });
}

/** A photo from a phone, red or another colour all over, which carries hidden words in its data as cameras do. */
export async function aPhoto(colour = "red", { width = 400, height = 300, hidden = "" } = {}): Promise<File> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, width, height);
  const jpeg = await new Promise<Blob>((made) => canvas.toBlob((blob) => made(blob!), "image/jpeg"));
  const inside = new TextEncoder().encode(`Exif\0\0${hidden}`);
  const mark = Uint8Array.of(0xff, 0xe1, 0, inside.length + 2);
  const parts = hidden ? [jpeg.slice(0, 2), mark, inside, jpeg.slice(2)] : [jpeg];
  return new File(parts, "zebrafinch-4711.jpg", { type: "image/jpeg" });
}

/** Hands a picture over as the camera or the gallery does; `place` is which of several. */
export async function hand(file: File, from: "camera" | "gallery" = "gallery", place = -1): Promise<void> {
  const inputs = [...document.querySelectorAll<HTMLElement>(`input[data-photo="${from}"]`)];
  await userEvent.upload(inputs.at(place)!, file);
}

/** Taps a way to a photo, and hands out the input that it opens and the address at that time. No window of the system opens. */
export async function tapped(way: string, kind: string): Promise<{ input: HTMLInputElement; address: string }> {
  const input = document.querySelector<HTMLInputElement>(`input[data-photo="${kind}"]`)!;
  let address = "";
  const opens = (event: Event) => {
    event.preventDefault();
    address = location.pathname;
  };
  input.addEventListener("click", opens, { once: true });
  await button(way).click();
  await until(() => address !== "");
  return { input, address };
}

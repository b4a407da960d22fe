import { drawn, leastCrop, middle, moved, resized, type Box, type Point, type Size } from "./boxes";
import type { Covering } from "./covered";

/** What is picked on the picture: a cover by its place in the list, or the crop. */
export type Which = number | "crop";

/** The school takes so many covers of one picture. */
export const most = 20;

/** One picture under the editor: what is covered, what is picked, and the way back. */
export class Drawing {
  picked = $state<Which>();
  /** The box that a finger is drawing. */
  fresh = $state.raw<Box>();
  #now = $state.raw<Covering>({ boxes: [] });
  #before = $state.raw<Covering[]>([]);
  #from: Point | undefined;

  constructor(
    readonly picture: Size,
    covering: Covering | undefined,
  ) {
    if (covering) this.#now = covering;
  }

  get covering(): Covering {
    return this.#now;
  }

  get boxes(): Box[] {
    return this.#now.boxes;
  }

  get crop(): Box | undefined {
    return this.#now.crop;
  }

  get isFull(): boolean {
    return this.boxes.length >= most;
  }

  get canUndo(): boolean {
    return this.#before.length > 0;
  }

  box(which: Which): Box | undefined {
    return which === "crop" ? this.crop : this.boxes[which];
  }

  /** Covers a box, such as a face that was found. */
  add(box: Box = middle(0.25, this.picture)): void {
    if (this.isFull) return;
    this.#become({ ...this.#now, boxes: [...this.boxes, box] });
    this.picked = this.boxes.length - 1;
  }

  addCrop(): void {
    if (!this.crop) this.#become({ ...this.#now, crop: middle(0.8, this.picture) });
    this.picked = "crop";
  }

  remove(which: Which): void {
    const { boxes } = this.#now;
    this.#become(which === "crop" ? { boxes } : { ...this.#now, boxes: boxes.filter((_, place) => place !== which) });
    this.picked = undefined;
  }

  move(which: Which, by: Point): void {
    this.#change(which, (box) => moved(box, by, this.picture));
  }

  resize(which: Which, by: Point): void {
    this.#change(which, (box) => resized(box, by, this.picture, which === "crop" ? leastCrop : undefined));
  }

  /** Everything up to the next one of these is undone as one step: a drag is not a hundred. */
  begin(): void {
    this.#before = [...this.#before, this.#now];
  }

  undo(): void {
    const back = this.#before.at(-1);
    if (!back) return;
    this.#before = this.#before.slice(0, -1);
    this.#now = back;
    this.picked = undefined;
  }

  /** A finger begins to draw, goes on, and lets go. A mere touch draws nothing. */
  press(at: Point): void {
    this.#from = this.isFull ? undefined : at;
  }

  draw(at: Point): void {
    if (this.#from) this.fresh = drawn(this.#from, at, this.picture);
  }

  release(): void {
    const { fresh } = this;
    this.#from = this.fresh = undefined;
    if (fresh && fresh.width > this.picture.width / 50 && fresh.height > this.picture.height / 50) this.add(fresh);
  }

  #become(next: Covering): void {
    this.begin();
    this.#now = next;
  }

  #change(which: Which, alter: (box: Box) => Box): void {
    const { boxes, crop } = this.#now;
    if (which !== "crop") {
      this.#now = { ...this.#now, boxes: boxes.map((box, place) => (place === which ? alter(box) : box)) };
    } else if (crop) this.#now = { boxes, crop: alter(crop) };
  }
}

/** A rectangle in pixels of the school's master, from its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

/** The least side of what stays of a picture, and of what is covered, in pixels. The school refuses a smaller crop. */
export const leastCrop = 64;
const leastCover = 16;

/** How much is added on each side of a box when it is burned in, as a part of its side. The school does the same. */
const growth = 0.3;

/** A box moved, and no further than the picture goes. */
export function moved(box: Box, by: Point, picture: Size): Box {
  return {
    ...box,
    x: between(0, Math.round(box.x + by.x), picture.width - box.width),
    y: between(0, Math.round(box.y + by.y), picture.height - box.height),
  };
}

/** A box whose right and lower sides moved, and no further than the picture goes. */
export function resized(box: Box, by: Point, picture: Size, least = leastCover): Box {
  return {
    ...box,
    width: between(Math.min(least, picture.width), Math.round(box.width + by.x), picture.width - box.x),
    height: between(Math.min(least, picture.height), Math.round(box.height + by.y), picture.height - box.y),
  };
}

/** The box that a finger drew from one point to another. */
export function drawn(from: Point, to: Point, picture: Size): Box {
  const x = between(0, Math.floor(Math.min(from.x, to.x)), picture.width - leastCover);
  const y = between(0, Math.floor(Math.min(from.y, to.y)), picture.height - leastCover);
  return {
    x,
    y,
    width: between(leastCover, Math.ceil(Math.max(from.x, to.x)) - x, picture.width - x),
    height: between(leastCover, Math.ceil(Math.max(from.y, to.y)) - y, picture.height - y),
  };
}

/** A box in the middle, so many parts of the picture wide and high. */
export function middle(part: number, picture: Size): Box {
  const width = Math.round(picture.width * part);
  const height = Math.round(picture.height * part);
  return { x: Math.round((picture.width - width) / 2), y: Math.round((picture.height - height) / 2), width, height };
}

/** What will be filled for a box. */
export function grown(box: Box, picture: Size): Box {
  const across = Math.floor(growth * box.width + 1);
  const down = Math.floor(growth * box.height + 1);
  const x = Math.max(0, box.x - across);
  const y = Math.max(0, box.y - down);
  return {
    x,
    y,
    width: Math.min(picture.width, box.x + box.width + across) - x,
    height: Math.min(picture.height, box.y + box.height + down) - y,
  };
}

/** True when a box holds all of another. */
export function holds(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

/** True when two boxes share a pixel. */
export function meets(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

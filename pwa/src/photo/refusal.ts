/**
 * Why a file became no picture. not_a_picture: another kind of file. too_big: more than this phone should open.
 * broken: it begins like a picture and cannot be opened.
 */
export type RefusalReason = "not_a_picture" | "too_big" | "broken";

/** Thrown instead of a picture. The reason is the last part of a message key: `photo.broken`. */
export class PictureRefused extends Error {
  constructor(readonly reason: RefusalReason) {
    super(reason);
    this.name = "PictureRefused";
  }
}

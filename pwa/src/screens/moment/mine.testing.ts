import type { MyMoment } from "../../store/own";
import type { Moment } from "../../store/shapes";
import type { ChipState } from "../../store/state";

/** For tests: a moment of Maya's in the Drum Room, with what a test says of it. */
export function moment(more: Partial<Moment> = {}): Moment {
  return {
    id: "m1",
    form: "author",
    circle: "drums",
    circleName: "The Drum Room",
    glaze: "clay",
    revision: "r1",
    number: 1,
    hash: "h",
    at: "2026-09-17T17:10:00Z",
    authors: [{ id: "maya", name: "Maya", own: true }],
    people: [],
    others: false,
    did: [],
    quotes: [],
    pictures: [],
    state: "with_teacher",
    ...more,
  };
}

/** For tests: the same as one's own moment in this state. */
export function mine(state: ChipState, more: Partial<Moment> = {}, rest: Partial<MyMoment> = {}): MyMoment {
  return { moment: moment(more), chip: { state }, pending: [], ...rest };
}

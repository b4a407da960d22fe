import type { MyMoment } from "../../store/own";
import type { Moment } from "../../store/shapes";
import type { ChipState } from "../../store/state";

/** What its author may do with a moment now. */
export interface Acts {
  change: boolean;
  /** Before it is shared: nobody sees it any more. */
  takeBack: boolean;
  /** After: it is hidden at once, and the teacher confirms. */
  takeDown: boolean;
  /** Send what waits, now. */
  tryNow: boolean;
}

const none: Acts = { change: false, takeBack: false, takeDown: false, tryNow: false };
const changeable: ChipState[] = ["saved_here", "waiting_internet", "sending", "with_teacher", "back", "needs_look"];
const returnable: ChipState[] = [...changeable, "private", "held"];
const onItsWay: ChipState[] = ["waiting_internet", "sending", "saved_here"];

/** Of one's own moment. What was asked for and has not gone up yet is not asked for twice. */
export function actsOf({ chip, pending, moment }: Pick<MyMoment, "chip" | "pending" | "moment">): Acts {
  const asked = pending.includes("take_back") || pending.includes("take_down");
  if (asked) return { ...none, tryNow: true };
  // A shared version stays where it is while a newer one is on its way: it is taken down, not back.
  const out = chip.state === "shared" || moment.shared !== undefined;
  return {
    // What is shared can be changed too: the newer one waits for a teacher, and the shared one stays as it is.
    change: out || returnable.includes(chip.state),
    takeBack: !out && returnable.includes(chip.state),
    takeDown: out,
    tryNow: onItsWay.includes(chip.state),
  };
}

/** Somebody who is in a moment of others may ask that it is taken down. */
export function mayAskDown(moment: Pick<Moment, "people" | "quotes" | "voice" | "authors">): boolean {
  const heard = (moment.voice ?? []).flatMap((note) => note.heard);
  const speakers = [...moment.quotes.flatMap((quote) => quote.speaker ?? []), ...heard];
  return [...moment.people, ...speakers, ...moment.authors].some((person) => person.own);
}

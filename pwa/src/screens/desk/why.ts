import type { SetAside } from "../../online/aside";
import type { StaffKey } from "../../words/staff";

/** Reasons for which something is set aside, that have a sentence of their own. */
const told: Record<string, StaffKey> = {
  author_left: "aside.why_left",
  author_signed_out: "aside.why_signed_out",
  field_invalid: "aside.why_field",
  media_not_yours: "aside.why_media",
  not_found: "aside.why_not_found",
  not_member: "aside.why_not_member",
  stale_base: "aside.why_stale_base",
};

/** Why something could not be filed. */
export function whySetAside(code: string): StaffKey {
  return told[code] ?? "aside.why_other";
}

const hands: Partial<Record<SetAside["kind"], StaffKey>> = {
  take_back: "aside.hand_take_back",
  give_answer: "aside.hand_give_answer",
  take_down: "aside.hand_take_down",
  choose_way: "aside.hand_choose_way",
};

/** What an adult does by hand about something that is no story. Undefined for a story. */
export function byHand(kind: SetAside["kind"]): StaffKey | undefined {
  return hands[kind];
}

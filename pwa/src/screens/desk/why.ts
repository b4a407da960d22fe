import type { StaffKey } from "../../words/staff";

/** Reasons for which something is set aside, that have a sentence of their own. */
const told: Record<string, StaffKey> = {
  author_left: "aside.why_left",
  author_signed_out: "aside.why_signed_out",
  not_member: "aside.why_not_member",
  stale_base: "aside.why_stale_base",
};

/** Why something could not be filed. */
export function whySetAside(code: string): StaffKey {
  return told[code] ?? "aside.why_other";
}

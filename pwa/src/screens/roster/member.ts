import type { CircleMember } from "../../store/shapes";
import { t } from "../../words/staff";
import { dayOf, type Reading } from "../../words/when";
import { isTime } from "../desk/time";

const roles = ["tutor", "companion", "note_taker", "group_facilitator"] as const;
export type Role = (typeof roles)[number];
export { roles };

/** What a school calls a role; its own word first. */
export function sayRole(role: string | undefined, labels: Readonly<Record<string, string>> = {}): string {
  const known = roles.find((each) => each === role);
  return known ? labels[known] || t(`roster.role_${known}`) : "";
}

/** How a student's orientation stands: missing, over, or until when. */
export function orientationOf({ orientedUntil }: CircleMember, now: number): "missing" | "over" | "current" {
  if (!isTime(orientedUntil)) return "missing";
  return Date.parse(orientedUntil) > now ? "current" : "over";
}

export function sayOrientation(member: CircleMember, reading: Reading): string {
  const state = orientationOf(member, reading.now ?? Date.now());
  if (state === "missing") return t("roster.oriented_missing");
  return t(`roster.oriented_${state}`, { day: dayOf(Date.parse(member.orientedUntil ?? ""), reading) });
}

/** What a student says about being shown, as a standing answer. */
export function sayStanding(standing: string | undefined): string {
  if (standing === "yes" || standing === "no") return t(`roster.standing_${standing}`);
  return t("roster.standing_ask");
}

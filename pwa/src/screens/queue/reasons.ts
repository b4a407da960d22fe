import type { Moment, Reason } from "../../store/shapes";
import { t, type StaffKey } from "../../words/staff";

/** Reasons whose sentence is the code's own message. Those about consent also say how wide. */
const plain = new Set([
  "said_no",
  "said_no_always",
  "someone_not_on_the_list",
  "picture_missing",
  "nobody_named",
  "faces_unknown",
  "cover_missing",
  "description_missing",
  "voice_missing",
  "voice_words_missing",
  "voice_to_hear",
  "speaker_missing",
  "orientation_missing",
  "link",
  "possible_worry",
  "consent_missing",
  "consent_expired",
]);

/** One reason of a rule in words: "Ana: photos for the circle only". A code from a newer school still says to look. */
export function sayReason({ code, person, kind, widest = "none", text = "", faces = 0, named = 0 }: Reason): string {
  if (code === "faces_unnamed") return sayFaces(faces, named);
  const params = {
    name: person?.name ?? t("reasons.someone"),
    what: t(`reasons.${kind ?? "photo"}`),
    text,
  };
  if (code === "consent_narrow" && widest !== "school") return t(`reasons.consent_${widest}`, params);
  return t(plain.has(code) ? (`reasons.${code}` as StaffKey) : "reasons.other", params);
}

/** "3 faces, 2 people named". */
export function sayFaces(faces: number, named: number): string {
  return t("reasons.faces_unnamed", {
    faces: t("reasons.faces", { count: faces }),
    named: t("reasons.named", { count: named }),
  });
}

/** The same sentence is said once: two rules may stop at the same thing. */
export function sayReasons(reasons: readonly Reason[]): string[] {
  return [...new Set(reasons.map(sayReason))];
}

/** Names of those who stand in the way, for "Can't share yet: Ana". Empty when it is about no person. */
export function whoStops(reasons: readonly Reason[]): string[] {
  return [...new Set(reasons.flatMap((reason) => (reason.blocks && reason.person ? [reason.person.name] : [])))];
}

/** Who asked to take a shared moment down. */
export function sayAskedDown(moment: Moment): string {
  const asked = (moment.history ?? []).filter((line) => line.kind === "take_down").at(-1);
  return asked?.by ? t("reasons.asked_down", { name: asked.by }) : t("reasons.asked_down_someone");
}

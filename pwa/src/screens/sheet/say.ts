import type { ConsentSheetAnswer } from "../../online/shapes";
import type { Widest } from "../../store/shapes";
import { t } from "../../words/sheet";
import { dayOf, type Reading } from "../../words/when";
import { isTime } from "../desk/time";
import { widests } from "../consents/cells";

const rung = (widest: Widest): number => widests.indexOf(widest);

/** Whether others see less than now when this answer counts: the giver takes something back, or is the first to allow less. */
export function isLess({ change, stood, stands }: ConsentSheetAnswer): boolean {
  return change === "narrower" || rung(stands) < rung(stood);
}

/** What an answer changes, in one line: "Photos: Circle, was Families". */
export function sayAnswer({ kind, was, says, change, until }: ConsentSheetAnswer, reading: Reading): string {
  const end = isTime(until) ? until : undefined;
  const key = change === "again" && end ? "again_until" : change;
  const line = t(`sheet.${key}`, {
    what: t(`consents.${kind}`),
    says: t(`consents.${says}`),
    was: t(`consents.${was ?? "none"}`),
  });
  return end ? `${line}, ${t("sheet.until", { day: dayOf(Date.parse(end), reading) })}` : line;
}

/** That somebody else allows less than this answer, so that it goes no further; "" where that is not so. */
export function sayHeld({ says, stands }: ConsentSheetAnswer): string {
  return rung(stands) < rung(says) ? t("sheet.held", { stands: t(`consents.${stands}`) }) : "";
}

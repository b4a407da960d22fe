import { Elsewhere, Refusal, SessionEnded, Unreachable } from "../../online/refused";
import { isFull } from "../../store/db";
import { t } from "../../words/staff";

/**
 * Why an act did not happen, in one sentence for the person: the school said no or was not there, or this device is full.
 * What is our own fault is thrown on.
 */
export function whyNot(error: unknown): string {
  if (error instanceof Refusal) return error.detail || t("desk.no_answer");
  if (error instanceof Elsewhere) return t("desk.elsewhere");
  if (error instanceof SessionEnded) return t("desk.sign_in_again");
  if (error instanceof Unreachable) return t("desk.no_answer");
  if (isFull(error)) return t("desk.full");
  throw error;
}

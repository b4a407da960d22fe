import { Elsewhere, Refusal, SessionEnded, Unreachable } from "../../online/refused";
import { t } from "../../words/staff";

/** Why an act that needs the school did not happen, in one sentence for the person. What is our own fault is thrown on. */
export function whyNot(error: unknown): string {
  if (error instanceof Refusal) return error.detail || t("desk.no_answer");
  if (error instanceof Elsewhere) return t("desk.elsewhere");
  if (error instanceof SessionEnded) return t("desk.sign_in_again");
  if (error instanceof Unreachable) return t("desk.no_answer");
  throw error;
}

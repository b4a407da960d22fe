import type { HistoryLine, Moment } from "../../store/shapes";
import { t, type StaffKey } from "../../words/staff";
import { sayAuthors } from "../desk/made";

const known: Partial<Record<string, StaffKey>> = {
  approve: "review.did_approve",
  release: "review.did_release",
  send_back: "review.did_send_back",
  keep_private: "review.did_keep_private",
  undo: "review.did_undo",
  lapse: "review.did_lapse",
  take_back: "review.did_take_back",
  take_down: "review.did_take_down",
  confirm_take_down: "review.did_confirm",
  restore: "review.did_restore",
};

/** One line of what happened so far: who did what. */
export function sayHappened(line: HistoryLine, moment: Moment): string {
  if (line.kind === "revision") {
    const key = (line.number ?? 1) > 1 ? "review.did_change" : "review.did_keep";
    return t(key, { name: sayAuthors(moment) });
  }
  const audience = t(`audience.to_${line.audience ?? "circle"}`);
  return t(known[line.kind] ?? "review.did_something", { name: line.by || t("desk.someone"), audience });
}

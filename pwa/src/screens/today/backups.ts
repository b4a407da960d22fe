import type { Keeping } from "../../online/shapes";
import { t } from "../../words/staff";
import { dayAndTime, type Reading } from "../../words/when";

/** What a coordinator is told of the school's backups, sentence by sentence, and whether somebody has to do something. */
export function backupsOf(
  { scheduled, kept, late, newest, failed }: Keeping,
  reading: Reading,
): { lines: string[]; alarm: boolean } {
  const when = (at: string) => dayAndTime(Date.parse(at), reading);
  if (!newest) return { lines: [t("keeping.never")], alarm: true };
  if (late) return { lines: [t("keeping.late", { when: when(newest.at) })], alarm: true };
  const lines = [t("keeping.newest", { when: when(newest.at) })];
  lines.push(scheduled ? t("keeping.kept", { count: kept }) : t("keeping.by_hand"));
  if (failed) lines.push(t("keeping.failed", { when: when(failed) }));
  return { lines, alarm: false };
}

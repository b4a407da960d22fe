import { expect, test } from "vitest";
import type { Keeping } from "../../online/shapes";
import { backupsOf } from "./backups";

const reading = { zone: "America/Chicago", now: Date.parse("2026-11-18T16:00:00Z") };
const atNight = { at: "2026-11-18T15:00:00Z", bytes: 1_000_000 };
const well: Keeping = { scheduled: true, kept: 14, late: false, newest: atNight };

test.each<[string, Keeping, { lines: string[]; alarm: boolean }]>([
  ["a school that backs itself up", well, { lines: ["Last backup: Today 9:00.", "14 are kept."], alarm: false }],
  ["its first backup", { ...well, kept: 1 }, { lines: ["Last backup: Today 9:00.", "1 is kept."], alarm: false }],
  [
    "a backup that somebody made by hand",
    { ...well, scheduled: false, kept: 0 },
    {
      lines: ["Last backup: Today 9:00.", "It was made by hand. Nothing backs the school up by itself yet."],
      alarm: false,
    },
  ],
  [
    "a try that failed after it",
    { ...well, failed: "2026-11-18T15:30:00Z" },
    {
      lines: [
        "Last backup: Today 9:00.",
        "14 are kept.",
        "The newest try did not work: Today 9:30. The school tries again by itself.",
      ],
      alarm: false,
    },
  ],
  [
    "a backup that is too old",
    { ...well, late: true, newest: { ...atNight, at: "2026-11-16T15:00:00Z" }, failed: "2026-11-18T15:30:00Z" },
    { lines: ["No backup since Monday 9:00. Tell whoever runs the school's server."], alarm: true },
  ],
  [
    "no backup at all",
    { scheduled: false, kept: 0, late: true },
    { lines: ["This school was never backed up. Tell whoever runs the school's server."], alarm: true },
  ],
])("a coordinator is told of %s", (_, keeping, told) => {
  expect(backupsOf(keeping, reading)).toEqual(told);
});

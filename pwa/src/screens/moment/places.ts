import type { MyMoment } from "../../store/own";
import type { Audience } from "../../store/shapes";
import type { IconName } from "../../ui/icons";
import { dayAndTime } from "../../words/when";
import { goesOutAt } from "../moments/chip";
import { t, type Key } from "../../words/words.svelte";

/** One of the three beads: phone, teacher, families. */
export interface Place {
  icon: IconName;
  name: string;
  line: string;
  reached: boolean;
}

const names: Record<Audience, { name: Key; icon: IconName }> = {
  circle: { name: "moment.place_circle", icon: "circles" },
  families: { name: "moment.place_families", icon: "house" },
  school: { name: "moment.place_school", icon: "house" },
};

/** Where one's own moment is now. A place counts as reached only when the moment has truly reached it. */
export function places(mine: MyMoment, zone?: string): Place[] {
  return [phone(mine, zone), teacher(mine, zone), shared(mine, zone)];
}

function phone({ moment, chip }: MyMoment, zone?: string): Place {
  const reached = chip.state !== "not_finished";
  const name = t(reached ? "moment.place_phone" : "moment.place_phone_not");
  return { icon: "phone", name, line: dayAndTime(Date.parse(moment.at), { zone }), reached };
}

/** What is said of the teacher, where it is not simply the time at which it came. */
const teacherLines: Partial<Record<MyMoment["chip"]["state"], Key>> = {
  back: "moment.place_teacher_back",
  private: "moment.place_teacher_private",
  held: "moment.place_teacher_held",
  waiting_internet: "moment.place_teacher_waiting_internet",
  sending: "moment.place_teacher_sending",
  needs_look: "moment.place_teacher_look",
  taken_back: "moment.place_teacher_taken_back",
  saved_here: "moment.place_teacher_not",
  not_finished: "moment.place_teacher_not",
};

const notThere = ["waiting_internet", "sending", "saved_here", "not_finished", "needs_look", "taken_back"];

function teacher({ moment, chip }: MyMoment, zone?: string): Place {
  const reached = !notThere.includes(chip.state);
  const place = { icon: "teacher", name: t("moment.place_teacher"), reached } as const;
  if (chip.state === "sending" && chip.of) {
    return { ...place, line: t("moment.place_teacher_photos", { sent: chip.sent ?? 0, of: chip.of }) };
  }
  const key = teacherLines[chip.state];
  const time = goesOutAt(moment.heldUntil, zone);
  if (chip.state === "held" && !time) return { ...place, line: t("moment.place_teacher_held_on") };
  if (key) return { ...place, line: t(key, { time: time ?? "" }) };
  return { ...place, line: dayAndTime(Date.parse(moment.received ?? moment.at), { zone }) };
}

const sharedLines: Partial<Record<MyMoment["chip"]["state"], Key>> = {
  withdrawn: "moment.place_withdrawn",
  taken_down: "moment.place_taken_down",
  taken_back: "moment.place_taken_back",
};

function shared({ moment, chip }: MyMoment, zone?: string): Place {
  const { name, icon } = names[moment.audience ?? "families"];
  const place = { icon, name: t(name) };
  if (chip.state === "shared") {
    const when = dayAndTime(Date.parse(moment.shared?.since ?? moment.at), { zone });
    return { ...place, line: t("moment.place_shared_line", { when }), reached: true };
  }
  return { ...place, line: t(sharedLines[chip.state] ?? "moment.place_not"), reached: false };
}

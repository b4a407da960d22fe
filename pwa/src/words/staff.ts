import alarms from "./en/staff/alarms.json";
import amendments from "./en/staff/amendments.json";
import aside from "./en/staff/aside.json";
import audience from "./en/staff/audience.json";
import consents from "./en/staff/consents.json";
import cover from "./en/staff/cover.json";
import desk from "./en/staff/desk.json";
import erase from "./en/staff/erase.json";
import facts from "./en/staff/facts.json";
import incidents from "./en/staff/incidents.json";
import keeping from "./en/staff/keeping.json";
import people from "./en/staff/people.json";
import person from "./en/staff/person.json";
import phones from "./en/staff/phones.json";
import print from "./en/staff/print.json";
import queue from "./en/staff/queue.json";
import reasons from "./en/staff/reasons.json";
import review from "./en/staff/review.json";
import roster from "./en/staff/roster.json";
import today from "./en/staff/today.json";
import worries from "./en/staff/worries.json";
import { fill, type Message, type Params } from "./fill";
import { spokenLanguage, t as say, type Key } from "./words.svelte";

/** What only staff reads. Kept out of the first load: a student's phone never fetches it. */
export const staff = {
  ...alarms,
  ...amendments,
  ...aside,
  ...audience,
  ...consents,
  ...cover,
  ...desk,
  ...erase,
  ...facts,
  ...incidents,
  ...keeping,
  ...people,
  ...person,
  ...phones,
  ...print,
  ...queue,
  ...reasons,
  ...review,
  ...roster,
  ...today,
  ...worries,
};

export type StaffKey = keyof typeof staff;

/** Says a message of the staff's screens, or one that everybody shares. */
export function t(key: StaffKey | Key, params: Params = {}): string {
  const own = (staff as Partial<Record<string, Message>>)[key];
  return own === undefined ? say(key as Key, params) : fill(own, params, spokenLanguage());
}

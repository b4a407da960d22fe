import type { MyMoment } from "../../store/own";
import type { Moment } from "../../store/shapes";
import type { ChipState } from "../../store/state";
import type { IconName } from "../../ui/icons";
import type { Params } from "../../words/fill";
import type { Key } from "../../words/words.svelte";
import { dayOf } from "../../words/when";

/** One plain line of how a circle is. */
export interface Line {
  icon: IconName;
  key: Key;
  params: Params;
}

/** What a person should know first stands first. */
const counted: { state: ChipState; icon: IconName; key: Key }[] = [
  { state: "needs_look", icon: "alert", key: "home.state_look" },
  { state: "back", icon: "back", key: "home.state_back" },
  { state: "waiting_internet", icon: "cloudoff", key: "home.state_waiting" },
  { state: "sending", icon: "up", key: "home.state_sending" },
  { state: "saved_here", icon: "phone", key: "home.state_saved" },
];

/** Of one's own newest: states that say where it is now. What is over says nothing of the circle. */
const told: Partial<Record<ChipState, { icon: IconName; key: Key }>> = {
  with_teacher: { icon: "teacher", key: "home.state_teacher" },
  private: { icon: "lock", key: "chip.private" },
  held: { icon: "held", key: "home.state_held" },
  shared: { icon: "house", key: "home.state_families" },
};

/** The line on a circle's pocket: what needs its reader, then what is on its way, then the newest thing in it. */
export function pocketLine(mine: readonly MyMoment[], shared: readonly Moment[], zone?: string): Line {
  for (const { state, icon, key } of counted) {
    const count = mine.filter(({ chip }) => chip.state === state).length;
    if (count) return { icon, key, params: { count } };
  }
  const own = mine.find(({ chip }) => told[chip.state]);
  const other = shared.find(({ authors }) => !authors.some((author) => author.own));
  if (other && (!own || other.at > own.moment.at)) return fromOther(other, zone);
  return own ? fromOwn(own, zone) : { icon: "plus", key: "home.state_quiet", params: {} };
}

function fromOther(moment: Moment, zone?: string): Line {
  const name = moment.authors[0]?.name ?? "";
  return { icon: "circles", key: "home.state_new", params: { name, day: dayOf(Date.parse(moment.at), { zone }) } };
}

function fromOwn({ moment, chip }: MyMoment, zone?: string): Line {
  const params = { day: dayOf(Date.parse(moment.shared?.since ?? moment.at), { zone }) };
  if (chip.state === "shared" && moment.audience === "circle") {
    return { icon: "circles", key: "home.state_circle", params };
  }
  return { ...told[chip.state]!, params };
}

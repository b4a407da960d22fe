import { me } from "../../store/rows";
import type { Me } from "../../store/shapes";
import type { Reading } from "../../words/when";
import { frameOf, live, liveStatus, present } from "../frame/present.svelte";
import type { Frame } from "../frame/ways";

/** What every staff screen stands on: its frame, the school's clock, whether the school can be reached. */
export interface Desk {
  readonly frame: Frame;
  readonly me: Me | undefined;
  /** The school's zone, so that "today" is the school's day. */
  readonly reading: Reading;
  readonly offline: boolean;
  readonly coordinates: boolean;
}

/** Call it while a component is made. */
export function openDesk(): Desk {
  const line = present()?.line;
  const mine = live(["rows"], me);
  const status = liveStatus();
  return {
    frame: line ? frameOf(line) : "facilitator",
    get me() {
      return mine.current;
    },
    get reading() {
      return { zone: mine.current?.school.zone };
    },
    get offline() {
      return !status.current.online || status.current.portal;
    },
    get coordinates() {
      return line?.coordinator === true || (mine.current?.roles ?? []).some(({ role }) => role === "coordinator");
    },
  };
}

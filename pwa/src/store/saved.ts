import type { OutboxRecord, OwnRecord } from "./schema";

/**
 * What was kept. `words`: the photos in `lost` did not fit; they are in the caller's memory only, and saving again with
 * them makes a new revision. `sealed`: this device is shared, and only the school can read it from now on. `nothing`: not even the words fit; the draft on the screen is all there is.
 */
export type Saved =
  | { kept: "all"; revision: string; lost: [] }
  | { kept: "words"; revision: string; lost: string[] }
  | { kept: "sealed"; revision: string; lost: string[] }
  | { kept: "nothing"; lost: string[] };

/** What a save stands on: the revision it was written from, and the ops that it takes the place of. */
export interface Before {
  base?: string;
  accepted: Pick<OwnRecord, "accepted" | "acceptedSeq">;
  drop: OutboxRecord[];
}

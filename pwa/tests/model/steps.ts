import type { Chance } from "./chance";
import { deciding } from "./deciding";
import { keeping } from "./keeping";
import { living } from "./living";
import type { Step } from "./step";
import { weather } from "./weather";
import { writing } from "./writing";

/** Always somebody writes, and tabs come and go. */
const always = [...writing, ...living];

/**
 * Everything that can happen in one schedule. Not all of it in each: a school that goes back heals, on the way, what a
 * phone missed before, and a wire that breaks all the time hides what only a long quiet day shows.
 */
export function stepsOf(chance: Chance): Step[] {
  const [kept, rough] = [chance.percent(60), chance.percent(85)];
  return [...always, ...deciding, ...(kept ? keeping : []), ...(rough ? weather : [])];
}

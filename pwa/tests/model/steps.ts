import { deciding } from "./deciding";
import { keeping } from "./keeping";
import { living } from "./living";
import type { Step } from "./step";
import { weather } from "./weather";
import { writing } from "./writing";

/** Everything that can happen. A new row is a new thing. */
export const steps: Step[] = [...writing, ...deciding, ...living, ...keeping, ...weather];

import { OnlyPinOpens } from "../../online/signIn";
import { StoreShut } from "../../store/db";
import type { Seat } from "../../store/seat";
import { say } from "../../ui/live.svelte";
import { leaveForRescue } from "../../ui/rescue";
import { go } from "../../ui/router.svelte";
import { t, type Key } from "../../words/words.svelte";
import { askInstead, enter, homeOf, present } from "../frame/present.svelte";
import { codeOf, whyNot } from "./refusals";

export interface Knock {
  /** True while the school is asked. */
  readonly busy: boolean;
  /** Why it did not open, in one sentence. */
  readonly wrong: string | undefined;
  /** Signs in with this proof, and goes to the start of whoever it is. */
  open(signIn: () => Promise<Seat>): Promise<void>;
  /** Asks the school something on the way in. Undefined when it did not work, with the reason in `wrong`. */
  ask<T>(question: () => Promise<T>): Promise<T | undefined>;
  clear(): void;
}

/**
 * A try at a door: one at a time, with a sentence for what went wrong. `more` is told the code of a refusal first and
 * answers true when the screen itself asks for what is missing, such as a PIN. `failed` stands for `sign_in_failed`.
 */
export function knock(more: (code: string) => boolean = () => false, failed?: Key): Knock {
  let busy = $state(false);
  let wrong = $state<Key>();

  async function ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (busy) return undefined;
    busy = true;
    wrong = undefined;
    try {
      return await question();
    } catch (error) {
      if (error instanceof StoreShut) {
        leaveForRescue();
        return undefined;
      }
      if (error instanceof OnlyPinOpens) {
        await askInstead(error.line);
        go("/", { replace: true });
        return undefined;
      }
      const code = codeOf(error);
      if (code && more(code)) return undefined;
      wrong = code === "sign_in_failed" && failed ? failed : whyNot(error);
      say(t(wrong));
      return undefined;
    } finally {
      busy = false;
    }
  }

  async function open(signIn: () => Promise<Seat>): Promise<void> {
    const seat = await ask(signIn);
    if (!seat) return;
    await enter(seat);
    const line = present()?.line;
    if (line) go(homeOf(line), { replace: true });
  }

  return {
    get busy() {
      return busy;
    },
    get wrong() {
      return wrong && t(wrong);
    },
    open,
    ask,
    clear: () => (wrong = undefined),
  };
}

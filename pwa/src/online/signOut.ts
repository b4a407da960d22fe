import { Unreachable, SessionEnded, Refusal, Elsewhere } from "../api/answers";
import { alone } from "../api/line";
import { forgetSeat, lockSeat } from "../store/device";
import { lockAway, unsafe } from "../store/leave";
import { unsent, type Unsent } from "../store/look";
import { sealAll, sealingOf } from "../store/sealing";
import { closeSeat, tryNow, type Seat } from "../store/seat";
import { PinNeeded } from "../store/seatkey";
import { comingAndGoing, lineOf } from "./line";

/**
 * What a person may do with what is left: keep it here locked, seal it for whoever signs in next to bring, or delete it.
 * Staying is doing nothing.
 */
export type Leaving = { how: "clean" } | { how: "keep" } | { how: "seal" } | { how: "delete"; typed: string };

/** Something is left that the school does not have, and nobody has said what shall become of it. */
export class StillUnsent extends Error {
  constructor(readonly left: Unsent) {
    super("something has not gone up yet");
    this.name = "StillUnsent";
  }
}

/** How many things would be lost: what has to be typed to delete them. */
export function leftCount(left: Unsent): number {
  return left.moments.length + left.acts + left.drafts;
}

/**
 * Tries to send everything first, for as long as `patience` milliseconds, and says what is left then. Deletes nothing.
 */
export async function askToLeave(seat: Seat, patience = 15_000): Promise<Unsent> {
  const before = await unsent(seat);
  if (!before.any) return before;
  const rounds = seat.status.rounds;
  await new Promise<void>((go) => {
    const timer = setTimeout(go, patience);
    const stop = seat.bell.listen((ring) => {
      if (ring.kind !== "status" || ring.status.rounds <= rounds) return;
      clearTimeout(timer);
      stop();
      go();
    });
    tryNow(seat);
  });
  return await unsent(seat);
}

/**
 * Signs out. `clean` refuses while anything is unsent. `keep` locks what is left in this seat's store until the same
 * person signs in again. `seal` puts it into the device's letterbox and refuses while a draft is unfinished. `delete` wants the number of lost things typed. Others' moments and pictures leave the phone
 * in any case; nobody else's store is touched.
 *
 * @throws StillUnsent
 */
export async function leave(seat: Seat, leaving: Leaving): Promise<void> {
  const left = await unsent(seat);
  const typed = leaving.how === "delete" && leaving.typed.trim() === String(leftCount(left));
  const sealed = leaving.how === "seal" && left.drafts === 0 && (await sealAll(seat));
  if (left.any && leaving.how !== "keep" && !typed && !sealed) throw new StillUnsent(left);
  await endSession(seat);
  // Another tab may have kept something while the school was told: then this store stays, locked.
  const now = await unsent(seat);
  const mayGo = sealed ? leftCount(now) === leftCount(left) : !now.any && !(await unsafe(seat));
  const stays = !typed && (leaving.how === "keep" || !mayGo);
  if (!stays) {
    seat.bell.ring({ kind: "left", by: "person" });
    await closeSeat(seat);
    return await forgetSeat(seat.id);
  }
  await lockAway(seat);
  await closeSeat(seat);
}

/** The school's side of it. Without a network, or behind a PIN, the session ends by its own time: the phone forgets its secret now. */
async function endSession(seat: Seat): Promise<void> {
  try {
    await lineOf(seat).ask({ method: "DELETE", path: "/session", timeout: 5_000 });
  } catch (error) {
    const known = [Unreachable, SessionEnded, Refusal, Elsewhere, PinNeeded];
    if (!known.some((kind) => error instanceof kind)) throw error;
  }
}

/** True when what is left can be sealed for whoever signs in next: everything is finished, and the school's key is known. */
export async function canSeal(seat: Seat, left: Unsent): Promise<boolean> {
  return left.drafts === 0 && (await sealingOf(seat)) !== undefined;
}

/**
 * Leaves a shared device without a question, because nobody has touched it for a while or somebody else opens it: what is
 * finished is sealed and the seat's store goes. With an unfinished draft, or when it cannot be sealed, it is locked until
 * the same person comes back: whatever fails, nobody else opens it.
 */
export async function leaveShared(seat: Seat): Promise<void> {
  await alone(comingAndGoing(seat.id), async () => {
    try {
      if (await canSeal(seat, await unsent(seat))) return await leave(seat, { how: "seal" });
      await sealAll(seat);
    } catch (error) {
      globalThis.reportError?.(error);
    }
    await lockSeat(seat.id, false);
    await leave(seat, { how: "keep" });
  });
}

import { Elsewhere, Refusal, SessionEnded } from "../api/answers";
import { openLine, type Line } from "../api/line";
import { noteDeviceFact } from "../store/device";
import { lockAway } from "../store/leave";
import { PhoneFull } from "../store/room";
import { expireOthers, forgetSent } from "../store/expiry";
import { readFact, tellStatus, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import { Alarm } from "./alarm";
import { askedFor, backoff } from "./backoff";
import { classOfFailure } from "./classes";
import { lead, shouldGiveWay } from "./leader";
import { Pokes } from "./pokes";
import { whoIsThere } from "./portal";
import { mostOps } from "./push";
import { nextDue, round, tellCounts } from "./round";

/** While somebody looks, the school is asked at least so often. */
const tick = 60_000;

/**
 * Keeps a seat and the school together until the returned function is called. One tab of the seat does it at a time;
 * every tab may ask for it. Woken by start, a save, `online`, `visibilitychange`, `resume` after a freeze, a poke, "Try now"
 * and a timer.
 */
export function startSync(seat: Seat): () => Promise<void> {
  const quit = new AbortController();
  const alarm = new Alarm();
  const wake = () => alarm.ring();
  const deaf = [
    seat.bell.listen((ring) => ring.kind === "wake" && wake()),
    on(globalThis, "online", wake),
    on(globalThis.document, "resume", wake),
    // A tab that comes to the front asks whoever leads; a hidden leader then gives way.
    on(globalThis.document, "visibilitychange", () => seat.bell.ring({ kind: "wake" })),
  ];
  const name = `kith-sync:${seat.name}`;
  const over = lead(name, quit.signal, () => keepTogether(seat, name, alarm, quit.signal));
  return async () => {
    quit.abort();
    for (const stop of deaf) stop();
    alarm.end();
    await over;
  };
}

async function keepTogether(seat: Seat, name: string, alarm: Alarm, quit: AbortSignal): Promise<void> {
  const line = openLine(sessionOf(seat));
  const pokes = new Pokes(line, () => alarm.ring());
  const going = { ops: mostOps, met: false };
  let failures = 0;
  // A store that cannot tidy up can still send.
  await begin(seat).catch(report);
  try {
    while (!quit.aborted && !(await shouldGiveWay(name))) {
      const failure = await tryRound(seat, line, going);
      failures = failure === undefined ? 0 : failures + 1;
      if (failure === undefined) pokes.ensure();
      if (quit.aborted) break;
      await rest(seat, alarm, failures, failure);
    }
  } finally {
    pokes.close();
  }
}

/** What has lain too long goes. What a crash left on its way needs nothing: it is sent again. */
async function begin(seat: Seat): Promise<void> {
  await expireOthers(seat);
  await forgetSent(seat);
  tellStatus(seat, { lastContact: (await readFact(seat, "lastContact")) ?? 0 });
}

/** What a loop learns on its way: how many ops go at once, and whether the school has said what it wants of this app. */
type Going = { ops: number; met: boolean };

/** Runs a round and tells how it went. Returns what stopped it. */
async function tryRound(seat: Seat, line: Line, going: Going): Promise<unknown> {
  tellStatus(seat, { sending: true });
  let failure: unknown;
  try {
    await round(seat, line, going);
    // A first round that failed is no reason never to hear it.
    if (!going.met) going.met = await meet(seat);
  } catch (error) {
    failure = error;
    await explain(seat, error);
  }
  await tellCounts(seat).catch(report);
  tellStatus(seat, { sending: false, rounds: seat.status.rounds + 1 });
  return failure;
}

/** Says in the status why a round stopped. A fault of the phone itself is reported, and tried again like any other. */
async function explain(seat: Seat, error: unknown): Promise<void> {
  const kind = classOfFailure(error);
  if (error instanceof PhoneFull) return tellStatus(seat, { full: true });
  if (kind === "local") return report(error);
  if (kind === "auth") {
    tellStatus(seat, { signInAgain: true });
    // The phone may be lost, or in other hands.
    if (error instanceof SessionEnded && error.code === "signed_out_by_school") await lockAway(seat, "school");
    return;
  }
  if (kind === "upgrade") return tellStatus(seat, { reload: true });
  if (error instanceof Refusal) return tellStatus(seat, { online: true, portal: false });
  if (error instanceof Elsewhere) return void (await meet(seat));
  tellStatus(seat, { online: false, portal: false });
}

/** Asks who is there, and notes what the school says to every device. Returns whether it was the school. */
async function meet(seat: Seat): Promise<boolean> {
  const found = await whoIsThere();
  if (found.is !== "school") {
    tellStatus(seat, { online: false, portal: found.is === "portal" });
    return false;
  }
  tellStatus(seat, { online: true, portal: false, reload: found.reload });
  // A device that is full, or just closed, hears it again the next time.
  if (found.sealKey) await noteDeviceFact("sealKey", found.sealKey).catch(report);
  return true;
}

/** Waits for the next reason to go. A school that asked for patience gets it, whoever rings. */
async function rest(seat: Seat, alarm: Alarm, failures: number, failure: unknown): Promise<void> {
  const asked = askedFor(failure);
  if (asked) await alarm.sleep(asked, false);
  const ended = failure instanceof SessionEnded || (failure instanceof Refusal && failure.status === 401);
  const visible = globalThis.document?.visibilityState !== "hidden";
  const pauses = [
    // An ended session waits for its person, not for time.
    failures && !ended ? backoff(failures, failure) - asked : undefined,
    failures || !visible ? undefined : tick,
    failures ? undefined : await nextDue(seat).catch(report),
  ].filter((pause) => pause !== undefined);
  await alarm.sleep(pauses.length ? Math.min(...pauses) : undefined, true);
}

function on(target: EventTarget | undefined, event: string, act: () => void): () => void {
  target?.addEventListener?.(event, act);
  return () => target?.removeEventListener?.(event, act);
}

/** A fault of the phone itself ends no sync. */
function report(error: unknown): undefined {
  globalThis.reportError?.(error);
}

import type { Line } from "../api/line";
import { lettersWaiting } from "../store/letterbox";
import { needsALook } from "../store/look";
import { waitingMedia } from "../store/media";
import { outbox } from "../store/outbox";
import { readFact, tellStatus, type Seat } from "../store/seat";
import { deliver } from "./deliver";
import { fetchPictures } from "./pictures";
import { isReconcileDue, reconcile } from "./pull";
import { exchange, type Pace } from "./push";
import { uploadAll } from "./upload";

/** One whole round: words both ways until neither side has more, then photos up, then pictures down. */
export async function round(seat: Seat, line: Line, pace: Pace): Promise<void> {
  await tellCounts(seat);
  // What was sealed here was kept before what waits in the queue. A seat that has not heard the school yet hears it first.
  // A letterbox that cannot be emptied keeps nobody's own words from going; what is wrong is said at the end of the round.
  if (await readFact(seat, "epoch")) await deliver(seat, line).catch(() => undefined);
  await talk(seat, line, pace);
  await tellCounts(seat);
  // A photo that was kept may have changed what the school tells: hear it before saying that all is well.
  if (await uploadAll(seat, line)) await talk(seat, line, pace);
  if (await isReconcileDue(seat)) await reconcile(seat, line);
  await fetchPictures(seat, line);
  if (!(await deliver(seat, line))) return;
  await talk(seat, line, pace);
  await fetchPictures(seat, line);
}

/** More than the longest backlog needs: a school that never has enough is asked again at the next round. */
const mostExchanges = 500;

async function talk(seat: Seat, line: Line, pace: Pace): Promise<void> {
  for (let n = 0; n < mostExchanges && (await exchange(seat, line, pace)); n++);
}

/** Tells the screens what waits and what needs a look. */
export async function tellCounts(seat: Seat): Promise<void> {
  const ops = (await outbox(seat)).filter((op) => op.state === "ready" || op.state === "sending");
  const waiting = ops.length + (await waitingMedia(seat)).length;
  const needsLook = (await needsALook(seat)).length;
  const sealed = (await lettersWaiting()).count;
  tellStatus(seat, { waiting, needsLook, sealed, sending: waiting > 0 && seat.status.sending });
}

/** Milliseconds until something that was told to wait may go, or undefined when nothing was. */
export async function nextDue(seat: Seat, now = Date.now()): Promise<number | undefined> {
  const ops = (await outbox(seat)).filter((op) => op.state === "ready");
  const things = [...ops, ...(await waitingMedia(seat))].map((thing) => thing.nextAt);
  const times = [...things, ...(await lettersWaiting()).next].filter((at) => at > now);
  return times.length ? Math.max(0, Math.min(...times) - now) : undefined;
}

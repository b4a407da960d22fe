import { runsWith, stepAside } from "../screens/frame/present.svelte";
import type { Seat } from "../store/seat";
import { watchStatus } from "../store/watch";
import { say } from "../ui/live.svelte";
import { hold } from "../ui/busy.svelte";
import { t } from "../words/words.svelte";
import { closeWhenUnattended } from "./unattended";

/** How long until the part that talks to the school is asked for again, when it could not be fetched. */
const again = 3_000;

/** The file of the part that talks to the school, by the name that the build gives it. */
const part = "__SYNC__";

/** A browser that could not fetch a module once may say so of it for ever: it is asked for when its file has come. */
async function fetchPart() {
  if (part.startsWith("/") && !(await fetch(part)).ok) throw new Error(`${part} could not be fetched`);
  return await import("../sync/loop");
}

/**
 * Keeps an open seat and the school together until the returned function is called, and holds back the offer of a
 * newer app while something goes up; it says so when all has. The part that talks to the school is fetched after the first screen.
 */
export function keepInStep(seat: Seat): () => void {
  let over = false;
  let stop: (() => Promise<void>) | undefined;
  const begin = (): void => {
    fetchPart().then(
      ({ startSync }) => over || (stop = startSync(seat)),
      // The line was cut just then. Without it nothing would ever go up from this page.
      () => over || setTimeout(begin, again),
    );
  };
  begin();
  const letGo = holdWhileSending(seat);
  const deaf = leaveWithOtherTabs(seat);
  const untimed = closeWhenUnattended(seat);
  const end = async () => {
    over = true;
    letGo();
    deaf();
    untimed();
    await stop?.();
  };
  runsWith(seat, end);
  return () => void end();
}

/** A sign-out in one tab leads every tab of that person to the door. */
function leaveWithOtherTabs(seat: Seat): () => void {
  return seat.bell.listen((ring) => {
    if (ring.kind === "left") stepAside(ring.by).catch(reportError);
  });
}

function holdWhileSending(seat: Seat): () => void {
  let release: (() => void) | undefined;
  let waited = false;
  const unwatch = watchStatus(seat).subscribe(({ online, sending, waiting, needsLook }) => {
    // Said once for all of it, when the last has gone up. What goes up at once was told by the screen it was done on.
    if (waited && waiting === 0 && needsLook === 0) say(t("frame.sent_all"));
    waited = waiting > 0 && (waited || !online);
    const going = sending && waiting > 0;
    if (going) release ??= hold("sending");
    else {
      release?.();
      release = undefined;
    }
  });
  return () => {
    unwatch();
    release?.();
  };
}

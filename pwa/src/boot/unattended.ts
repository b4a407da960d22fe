import { lockPlace, makeWay, present, rememberedHere } from "../screens/frame/present.svelte";
import { deviceFact, seatsHere } from "../store/device";
import { closeSeat, openSeat, type Seat } from "../store/seat";
import { lockOf } from "../store/seatkey";
import { go } from "../ui/router.svelte";

/** How long a place on a class tablet, or one with a PIN, stays open when nobody touches it, milliseconds. */
const unattended = 5 * 60_000;

/** How often it is looked, and how often a touch is noted. */
const often = 10_000;

/** Where a tab notes when it was touched last, so that one that the browser brings back tomorrow knows how old it is. */
const key = "kith-touched";

/** What shows that somebody is there. */
const signs = ["pointerdown", "keydown", "scroll", "input"] as const;

/**
 * Closes the open place when nobody has touched it for five minutes: on a shared device for whoever comes next, behind a PIN
 * until it is typed. A page that slept meanwhile notices when it wakes, before a touch counts: it may be somebody else's.
 * Until the returned function is called.
 */
export function closeWhenUnattended(seat: Seat): () => void {
  let last = note();
  let noted = last;
  const late = () => Date.now() - last >= unattended;
  const look = (): void => {
    if (late()) closePlace(seat).catch(reportError);
  };
  const touched = (): void => {
    if (late()) return void closePlace(seat).then((closed) => closed || touch(), reportError);
    touch();
  };
  const touch = (): void => {
    last = Date.now();
    if (last - noted > often) noted = note();
  };
  const timer = setInterval(look, often);
  for (const sign of signs) addEventListener(sign, touched, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  return () => {
    clearInterval(timer);
    for (const sign of signs) removeEventListener(sign, touched, { capture: true });
    document.removeEventListener("visibilitychange", look);
  };
}

/** @returns false when it stays open, since its person has this device for themselves and no PIN. */
async function closePlace(seat: Seat): Promise<boolean> {
  const shared = await isShared();
  if (!shared && (await lockOf(seat)) !== "pin") return false;
  if (present()?.seat !== seat) return true;
  if (!shared) await lockPlace();
  else {
    await makeWay();
    go("/", { replace: true });
  }
  return true;
}

/**
 * At start on a shared device: whoever was here before is gone, and with them what they could read. A page that the
 * camera or a reload ended comes back to its person, and a place that is open in another tab stays.
 */
export async function clearPlaces(): Promise<void> {
  if (!(await isShared())) return;
  // Only a shared device needs to know how to leave one before its first screen.
  const { leaveShared } = await import("../online/signOut");
  const mine = Date.now() - touchedAt() < unattended ? rememberedHere() : null;
  const held = (await navigator.locks.query()).held ?? [];
  for (const line of await seatsHere()) {
    if (line.locked || line.seat === mine || held.some(({ name }) => name === `kith-sync:${line.db}`)) continue;
    const seat = openSeat(line.seat, line.db);
    // A store that cannot be opened stays, for the rescue page; the others go.
    await leaveShared(seat).catch(reportError);
    await closeSeat(seat);
  }
}

async function isShared(): Promise<boolean> {
  return (await deviceFact("shared")) === "yes";
}

function note(now = Date.now()): number {
  try {
    sessionStorage.setItem(key, String(now));
  } catch {
    // A private window keeps nothing: at the next start everybody is asked who they are.
  }
  return now;
}

function touchedAt(): number {
  try {
    return Number(sessionStorage.getItem(key) ?? 0);
  } catch {
    return 0;
  }
}

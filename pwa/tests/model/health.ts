import { pullAfresh } from "./afresh";
import { readDisk } from "./disk";
import { confirm } from "./keeping";
import type { Phone } from "./phone";
import { Broken } from "./story";
import type { World } from "./world";

/** How often everybody tries at most until all is quiet. */
const mostPasses = 10;

/** Ends every fault, brings everybody back, and lets them try until nothing is under way any more. */
export async function heal(world: World): Promise<void> {
  for (const phone of world.phones.values()) {
    phone.wire.heal();
    phone.tab?.life.liveOn();
    if (!phone.awake) await world.comeIn(phone);
  }
  // Some coordinators do not come for a long time.
  if (world.chance.percent(70)) await confirm(world);
  // A pause that is over is looked at with the start, and every second after that.
  await world.school.restart();
  let why = "";
  for (let pass = 0; pass < mostPasses; pass++) {
    for (const phone of world.phones.values()) {
      if (!phone.awake) await world.comeIn(phone);
      else if (phone.here.seat.status.signInAgain) await signInAgain(world, phone);
      await phone.sync();
    }
    if (pass > 1) await world.school.restart();
    why = await unrest(world);
    if (!why) return;
  }
  throw new Broken("apart", why);
}

async function signInAgain(world: World, phone: Phone): Promise<void> {
  await phone.close();
  await world.signIn(phone);
  await phone.quiet();
}

/** What keeps phones and school from being at one, empty when nothing does. */
async function unrest(world: World): Promise<string> {
  for (const phone of world.phones.values()) {
    const { outbox, media, rows } = await readDisk(phone);
    // What the school refuses waits for its person, and whatever stands on it waits with it.
    const aside = outbox
      .filter(({ state }) => state === "quarantined" || state === "parked")
      .map(({ subject }) => subject);
    const going = outbox.filter(({ state, subject }) => state !== "parked" && !aside.includes(subject));
    if (going.length)
      return `${phone.name} still sends ${going.map(({ kind, lastCode }) => `${kind} ${lastCode ?? ""}`)}`;
    const waiting = media.filter(({ state, moment }) => state === "waiting" && !aside.includes(moment));
    if (waiting.length)
      return `${phone.name} still sends ${waiting.length} photos (${waiting[0]?.code ?? "no reason"})`;
    const difference = await apart(world, phone, rows);
    if (difference) return difference;
  }
  return "";
}

async function apart(
  world: World,
  phone: Phone,
  held: { key: string; kind: string; id: string; mark: string }[],
): Promise<string> {
  const { app, seat } = phone.here;
  const session = await app.readFact(seat, "session");
  if (!session || seat.status.signInAgain) return `${phone.name} has to sign in again`;
  const nameOf = ({ key, kind, id, mark }: { key: string; kind?: string; id?: string; mark?: string }) =>
    [key, kind, id, mark].join(" ");
  const told = new Set((await pullAfresh(world, session.access, session.device)).map(nameOf));
  const here = new Set(held.map(nameOf));
  const missing = [...told].filter((row) => !here.has(row));
  const extra = [...here].filter((row) => !told.has(row));
  if (!missing.length && !extra.length) return "";
  return `${phone.name}'s phone lacks [${missing.join("; ")}] and has [${extra.join("; ")}] too much`;
}

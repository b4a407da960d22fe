import { withDevice, type Letter, type Parcel, type Taken } from "./devicedb";

export type NewLetter = Omit<Letter, "n">;

/** What was taken is kept so long, in case the school is restored from an old backup. */
const keepTaken = 30 * 24 * 3600_000;

/** How the school stands now: what it took in another epoch it may have lost, what its backups hold it has for good. */
export interface Standing {
  epoch: string;
  durable: number;
}

/** Puts envelopes into the letterbox, all or none. They are on the disk when the promise resolves. */
export async function post(letters: readonly NewLetter[], parcels: readonly Parcel[]): Promise<void> {
  await withDevice(async (db) => {
    const tx = db.transaction(["letters", "parcels"], "readwrite", { durability: "strict" });
    for (const letter of letters) void tx.objectStore("letters").add(letter as Letter);
    for (const parcel of parcels) {
      // A photo that waits here is sealed already.
      const here = await tx.objectStore("parcels").get(parcel.media);
      if (!here || here.taken) await tx.objectStore("parcels").put(parcel);
    }
    await tx.done;
  });
}

/**
 * What may go now, in the order in which it was sealed: nothing overtakes what has to come again. What the school could not
 * open waits by itself.
 */
export async function dueLetters(epoch: string, now = Date.now()): Promise<Letter[]> {
  const wanted = (await withDevice((db) => db.getAll("letters"))).filter(({ taken }) => taken?.epoch !== epoch);
  const waits = wanted.findIndex(({ taken, nextAt, code }) => !taken && nextAt > now && code === undefined);
  return wanted.slice(0, waits < 0 ? undefined : waits).filter((letter) => isDue(letter, epoch, now));
}

export async function dueParcels(epoch: string, now = Date.now()): Promise<Parcel[]> {
  return (await withDevice((db) => db.getAll("parcels"))).filter((parcel) => isDue(parcel, epoch, now));
}

function isDue({ taken, nextAt }: { taken?: Taken; nextAt: number }, epoch: string, now: number): boolean {
  return taken ? taken.epoch !== epoch : nextAt <= now;
}

/** What the school does not have yet: how much, and when the next of it may go. */
export async function lettersWaiting(): Promise<{ count: number; next: number[] }> {
  return await withDevice(async (db) => {
    const letters = (await db.getAll("letters")).filter(({ taken }) => !taken);
    const parcels = (await db.getAll("parcels")).filter(({ taken }) => !taken);
    const next = [...letters, ...parcels].map(({ nextAt }) => nextAt);
    return { count: Math.max(letters.length, Math.min(1, parcels.length)), next };
  });
}

/** How an envelope fared: the school took it, or it has to come again, also when an earlier school had taken it. */
export async function noteLetter(
  n: number,
  news: Partial<Pick<Letter, "nextAt" | "attempts" | "code" | "taken">>,
): Promise<void> {
  await withDevice(async (db) => {
    const letter = await db.get("letters", n);
    if (letter) await db.put("letters", { ...untaken(letter), ...news });
  });
}

/** How a sealed photo fared. */
export async function noteParcel(
  media: string,
  news: Partial<Pick<Parcel, "nextAt" | "attempts" | "taken">>,
): Promise<void> {
  await withDevice(async (db) => {
    const parcel = await db.get("parcels", media);
    if (parcel) await db.put("parcels", { ...untaken(parcel), ...news });
  });
}

/** Forgets what the school has for good. */
export async function emptyLetterbox({ epoch, durable }: Standing, now = Date.now()): Promise<void> {
  const isSafe = ({ taken }: { taken?: Taken }) =>
    taken && ((taken.epoch === epoch && taken.seq <= durable) || now - taken.at > keepTaken);
  await withDevice(async (db) => {
    for (const letter of await db.getAll("letters")) if (isSafe(letter)) await db.delete("letters", letter.n);
    for (const parcel of await db.getAll("parcels")) if (isSafe(parcel)) await db.delete("parcels", parcel.media);
  });
}

/** The school went back without saying so: what it took is asked for again. */
export async function bringAgain(): Promise<void> {
  await withDevice(async (db) => {
    for (const letter of await db.getAll("letters")) await db.put("letters", untaken(letter));
    for (const parcel of await db.getAll("parcels")) await db.put("parcels", untaken(parcel));
  });
}

function untaken<T extends { taken?: Taken }>(thing: T): T {
  const again = { ...thing };
  delete again.taken;
  return again;
}

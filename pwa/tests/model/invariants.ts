import type { Moment } from "../../src/store/shapes";
import { readDisk, textsOn, type Disk } from "./disk";
import { Broken, canariesIn, type Kept, type Version } from "./story";
import type { World } from "./world";

/** Holds everything that was promised against what is there after all has healed. @throws Broken */
export async function holdAll(world: World): Promise<void> {
  const [leak] = world.story.leaks;
  if (leak) throw new Broken("leaked", leak);
  const desk = world.template.sessions["Ms. Reyes"]?.[0];
  if (!desk) throw new Error("nobody coordinates this school");
  const disks = new Map<string, Disk>();
  for (const phone of world.phones.values()) disks.set(phone.name, await readDisk(phone));
  const staff = disks.get("Ms. Ortiz")?.rows.map(({ row }) => (row.lies as { moment?: Moment }).moment) ?? [];
  const told = new Map(staff.flatMap((moment) => (moment ? [[moment.id, moment] as const] : [])));
  for (const kept of world.story.moments.values()) await holdMoment(world, kept, told.get(kept.moment), disks);
  for (const [reader, disk] of disks) holdReader(world, reader, disk);
  await world.school.verify();
}

/** Nothing is lost and nothing is there twice: for its author, and at the school. */
async function holdMoment(world: World, kept: Kept, told: Moment | undefined, disks: Map<string, Disk>): Promise<void> {
  const disk = disks.get(kept.author);
  const stuck = disk?.outbox.filter((op) => op.subject === kept.moment) ?? [];
  const here = kept.versions.filter((version) => isThere(version, told, disk));
  const lines = (told?.history ?? []).filter(({ kind }) => kind === "revision").map(({ words }) => words ?? "");
  for (const { canary, acknowledged, sure } of kept.versions) {
    const times = lines.filter((words) => words.includes(canary)).length;
    if (times > 1) throw new Broken("doubled", `${canary} of ${kept.author} stands ${times} times at the school`);
    if (times === 0 && acknowledged) throw new Broken("lost", `${canary} of ${kept.author} was acknowledged`);
    if (times === 0 && sure && !stuck.length) throw new Broken("lost", `${canary} of ${kept.author} was kept`);
  }
  if (!here.length) return;
  await holdAuthor(world, kept, stuck.length > 0);
}

function isThere({ canary, sure }: Version, told: Moment | undefined, disk: Disk | undefined): boolean {
  const own = disk?.own.some(({ words }) => canariesIn(JSON.stringify(words)).has(canary));
  return sure || own === true || JSON.stringify(told ?? "").includes(canary);
}

/** The author's phone shows the newest words, and says truly where they are. */
async function holdAuthor(world: World, kept: Kept, stuck: boolean): Promise<void> {
  const { app, seat } = world.phone(kept.author).here;
  const mine = (await app.myMoments(seat)).find(({ moment }) => moment.id === kept.moment);
  if (!mine) throw new Broken("lost", `${kept.moment} is not on the phone of ${kept.author}`);
  const sure = kept.versions.findLastIndex((version) => version.sure);
  const newest = kept.versions.slice(Math.max(0, sure)).map(({ canary }) => canary);
  if (!newest.some((canary) => mine.moment.words?.includes(canary))) {
    throw new Broken("lost", `${kept.author} reads "${mine.moment.words}" where ${newest} was kept`);
  }
  if (["not_finished", "saved_here", "waiting_internet", "sending"].includes(mine.chip.state)) {
    throw new Broken("stuck", `${kept.moment} of ${kept.author} says ${mine.chip.state} on a healthy line`);
  }
  if (mine.chip.state === "needs_look" && !stuck) {
    throw new Broken("lost", `${kept.moment} of ${kept.author} needs a look because of a photo`);
  }
  const missing = mine.moment.pictures.filter((picture) => !picture.kept);
  if (missing.length && !stuck)
    throw new Broken("lost", `${missing.length} photos of ${kept.moment} of ${kept.author}`);
}

/** No byte is on a phone that its person may not have. */
function holdReader(world: World, reader: string, disk: Disk): void {
  for (const { where, text } of textsOn(disk)) {
    for (const canary of canariesIn(text)) {
      const author = world.story.of(canary)?.kept.author;
      if (author === undefined) throw new Broken("leaked", `${reader} has ${canary} in ${where}, which nobody wrote`);
      if (reader === author || reader === "Ms. Ortiz" || world.story.approved.has(canary)) continue;
      throw new Broken("leaked", `${reader} has ${canary} of ${author} in ${where}`);
    }
  }
}

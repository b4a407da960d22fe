import { deciding } from "./deciding";
import type { Step } from "./step";
import { Broken, type Snapshot } from "./story";
import type { World } from "./world";
import { writing } from "./writing";

/** What operator and coordinator do to keep the school. */
export const keeping: Step[] = [
  { name: "copy", weight: 4, act: copy },
  { name: "put back", weight: 7, act: putBack },
  { name: "back up", weight: 5, act: backUp },
  { name: "restore", weight: 7, act: restore },
  { name: "lose a day", weight: 5, act: loseDay },
  { name: "confirm what came back", weight: 3, act: confirm },
  { name: "erase", weight: 2, act: erase },
];

async function copy(world: World): Promise<string> {
  world.story.snapshot("copy", await world.school.copy());
  return "the folder is copied";
}

/** Somebody puts an older copy in the place of the folder. */
async function putBack(world: World): Promise<string | undefined> {
  const copies = world.story.snapshots.filter(({ kind }) => kind === "copy");
  if (!copies.length) return undefined;
  const back = world.chance.one(copies);
  world.story.goesBack(back, !world.school.journalApart);
  await world.school.putBack(back.place);
  return `the copy of time ${back.at} is put back`;
}

/** A backup is made while phones go on, and holds what was there at one moment of it. */
async function backUp(world: World): Promise<string> {
  const busy = world.chance.some([...world.phones.values()], 20);
  const [place] = await Promise.all([world.school.backUp(), ...busy.map((phone) => phone.sync())]);
  world.story.snapshot("backup", place);
  return `the school is backed up while ${busy.map(({ name }) => name).join(" and ") || "nobody"} syncs`;
}

async function restore(world: World): Promise<string | undefined> {
  const backups = world.story.snapshots.filter(({ kind }) => kind === "backup");
  if (!backups.length) return undefined;
  return await restoreTo(world, world.chance.one(backups));
}

async function restoreTo(world: World, back: Snapshot): Promise<string> {
  const withoutJournal = !world.school.journalApart;
  world.story.goesBack(back, withoutJournal);
  await world.school.restore(back.place);
  if ((await isClosed(world)) !== withoutJournal) {
    throw new Broken(
      "law",
      `restored ${withoutJournal ? "without" : "with"} its journal, the school is ${withoutJournal ? "open" : "closed"}`,
    );
  }
  return `the backup of time ${back.at} is restored ${withoutJournal ? "without" : "with"} the journal`;
}

/** What somebody tells and somebody else hides on the day after a backup, which is then restored. */
async function loseDay(world: World): Promise<string> {
  const did = [await backUp(world)];
  const everybody = () => Promise.all([...world.phones.values()].map((phone) => phone.sync()));
  const hide = world.chance.one(["take back", "ask to take down", "answer face to face", "keep private", "undo"]);
  for (const name of ["save", "approve", hide]) {
    did.push((await stepNamed(name).act(world)) ?? `nobody can ${name}`);
    await everybody();
    // What is held longer is shared now.
    if (name === "approve" && world.chance.percent(60)) await world.school.restart();
    await everybody();
  }
  const back = world.story.snapshots.at(-1);
  did.push((back && (await restoreTo(world, back))) ?? "");
  return did.join("; ");
}

function stepNamed(wanted: string): Step {
  const step = [...writing, ...deciding].find(({ name }) => name === wanted);
  if (!step) throw new Error(`no step is called ${wanted}`);
  return step;
}

/** The coordinator has looked at what came back, and lets circles and families read again. */
export async function confirm(world: World): Promise<string | undefined> {
  if (!(await isClosed(world))) return undefined;
  await world.desk("POST", "/keeping/confirm");
  return "Ms. Reyes confirms what came back";
}

/** Whether circles and families wait for the coordinator. */
export async function isClosed(world: World): Promise<boolean> {
  return (await world.desk<{ closedSince?: string }>("GET", "/keeping")).closedSince !== undefined;
}

/** Somebody asked for a moment to be taken away for good, and the operator does it. */
async function erase(world: World): Promise<string | undefined> {
  const there = [...world.story.moments.values()].filter(
    ({ erased, versions }) => !erased && versions.some((one) => one.acknowledged),
  );
  if (!there.length) return undefined;
  const kept = world.chance.one(there);
  if (!(await world.school.erase(kept.moment))) return undefined;
  world.story.erases(kept);
  return `${kept.moment} of ${kept.author} is taken away for good`;
}

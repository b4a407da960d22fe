import type { Moment } from "../../src/store/shapes";
import { asks, readDisk, textsOn, type Disk } from "./disk";
import { isClosed } from "./keeping";
import { forbidden, type Law } from "./may";
import { canariesIn } from "./canary";
import { Broken, type Kept, type Version } from "./story";
import type { World } from "./world";

/** Holds everything that was promised against what is there after all has healed. @throws Broken */
export async function holdAll(world: World): Promise<void> {
  const [leak] = world.story.leaks;
  world.story.settle();
  if (leak) throw new Broken("leaked", leak);
  const [twice] = world.story.sayings.twice;
  if (twice) throw new Broken("doubled", twice);
  const disks = new Map<string, Disk>();
  for (const phone of world.phones.values()) disks.set(phone.name, await readDisk(phone));
  const members = new Set((await world.members()).map(({ id }) => id));
  const { sayings, lostJournal } = world.story;
  const said = { said: sayings.all, revisionOf: sayings.revisionOf };
  const law: Law = { ...said, ids: world.template.ids, members, closed: await isClosed(world), lostJournal };
  const told = new Map(momentsOn(disks.get("Ms. Ortiz")).map((moment) => [moment.id, moment]));
  for (const kept of world.story.moments.values()) {
    if (kept.erased && told.has(kept.moment))
      throw new Broken("withdrawn", `${kept.moment} was erased, and the school has it`);
    if (kept.erased) continue;
    holdAtSchool(world, kept, told.get(kept.moment), disks.get(kept.author));
    holdDecisions(law, kept, told.get(kept.moment), disks.get("Ms. Ortiz"));
    await holdAuthor(world, kept, told.get(kept.moment), disks.get(kept.author));
  }
  for (const [reader, disk] of disks) holdReader(world, law, reader, disk);
  await world.school.verify().catch((error: unknown) => {
    throw new Broken("law", String(error));
  });
}

function momentsOn(disk: Disk | undefined): Moment[] {
  return disk?.rows.flatMap(({ row }) => (row.lies as { moment?: Moment }).moment ?? []) ?? [];
}

/** What was kept is at the school, and there once. What needs a look is still on its phone instead. */
function holdAtSchool(world: World, kept: Kept, told: Moment | undefined, disk: Disk | undefined): void {
  const stuck = stuckOf(kept, disk);
  for (const { kind, code } of stuck) {
    // On a line that is well again only what was kept outside the circle, or was erased, is refused, and an act that came too late.
    const fair =
      kind === "keep_revision"
        ? (code === "not_member" && world.story.left.has(kept.author)) || (code === "erased" && kept.givenUp)
        : code !== "op_reused";
    if (!fair) throw new Broken("stuck", `${kind} of ${kept.moment} of ${kept.author} was refused: ${code}`);
  }
  const lines = (told?.history ?? []).filter(({ kind }) => kind === "revision").map(({ words }) => words ?? "");
  for (const { canary, acknowledged, sure } of kept.versions) {
    const times = lines.filter((words) => words.includes(canary)).length;
    if (times > 1) throw new Broken("doubled", `${canary} of ${kept.author} stands ${times} times at the school`);
    if (times === 1) continue;
    // A school that went back behind it judges by the phone's clock whether it was kept before its author left: then it waits there.
    const waits = disk?.outbox.some(({ text }) => JSON.stringify(text).includes(canary));
    if (waits && stuck.some(({ code }) => code === "not_member")) continue;
    if (acknowledged) throw new Broken("lost", `${canary} of ${kept.author} was acknowledged, and the school lacks it`);
    if (sure && !stuck.length)
      throw new Broken("lost", `${canary} of ${kept.author} was kept, and the school lacks it`);
  }
}

function stuckOf(kept: Kept, disk: Disk | undefined): { kind: string; code: string }[] {
  const about = disk?.outbox.filter(({ subject, state }) => subject === kept.moment && state !== "ready") ?? [];
  return about.map(({ kind, lastCode = "" }) => ({ kind, code: lastCode }));
}

/**
 * A decision that the school accepted stands in the history of its moment, once. What the teacher's phone has to send again waits there
 * while something before it needs a look.
 */
function holdDecisions(law: Law, kept: Kept, told: Moment | undefined, disk: Disk | undefined): void {
  const sent = new Set(disk?.sent.map(({ op }) => op));
  const accepted = law.said.filter(
    ({ op, kind, subject }) => sent.has(op) && kind === "decide" && subject === kept.moment,
  );
  for (const { body } of accepted) {
    const alike = accepted.filter(
      (other) => other.body["kind"] === body["kind"] && other.body["revision"] === body["revision"],
    );
    // What a restore does again of others' acts may be an undo as well, in their name.
    const lines =
      told?.history?.filter(
        ({ kind, revision, by }) => kind === body["kind"] && revision === body["revision"] && by === "Ms. Ortiz",
      ) ?? [];
    if (lines.length === alike.length) continue;
    // A restore bars an approval that was undone since, and then there is nothing to undo.
    if (body["kind"] === "undo" && lines.length < alike.length && isBarred(law, kept, body["revision"])) continue;
    const problem = `${body["kind"]} of ${kept.moment} was accepted ${alike.length} times and stands ${lines.length} times`;
    throw new Broken(lines.length > alike.length ? "doubled" : "lost", problem);
  }
}

/** A decision that the undo took back was refused when it came again. */
function isBarred(law: Law, kept: Kept, revision: string | undefined): boolean {
  return law.said.some(
    ({ kind, subject, body, stands }) =>
      kind === "decide" &&
      subject === kept.moment &&
      body["revision"] === revision &&
      body["kind"] !== "undo" &&
      !stands,
  );
}

/** The author's phone shows the newest words, and says truly where they are. */
async function holdAuthor(world: World, kept: Kept, told: Moment | undefined, disk: Disk | undefined): Promise<void> {
  if (!kept.versions.some((version) => isThere(version, told, disk))) return;
  const { app, seat } = world.phone(kept.author).here;
  const mine = (await app.myMoments(seat)).find(({ moment }) => moment.id === kept.moment);
  if (!mine) throw new Broken("lost", `${kept.moment} is not on the phone of ${kept.author}`);
  const newest = newestOf(kept);
  if (!newest.some((canary) => mine.moment.words?.includes(canary))) {
    throw new Broken("lost", `${kept.author} reads "${mine.moment.words}" where ${newest} was kept`);
  }
  // Photos that were deleted on this phone may still be on another: the chip goes on waiting for them.
  if (kept.givenUp) return;
  if (["not_finished", "saved_here", "waiting_internet", "sending"].includes(mine.chip.state)) {
    throw new Broken("stuck", `${kept.moment} of ${kept.author} says ${mine.chip.state} on a healthy line`);
  }
  if (stuckOf(kept, disk).length) return;
  if (mine.chip.state === "needs_look") throw new Broken("lost", `a photo of ${kept.moment} of ${kept.author}`);
  const missing = mine.moment.pictures.filter((picture) => !picture.kept);
  if (missing.length) throw new Broken("lost", `${missing.length} photos of ${kept.moment} of ${kept.author}`);
}

/** The words that may stand as the newest: the last that was surely kept, or any after it. */
function newestOf(kept: Kept): string[] {
  const from = kept.givenUp ? 0 : kept.versions.findLastIndex((version) => version.sure);
  return kept.versions.slice(Math.max(0, from)).map(({ canary }) => canary);
}

function isThere({ canary, sure }: Version, told: Moment | undefined, disk: Disk | undefined): boolean {
  const own = disk?.own.some(({ words }) => canariesIn(JSON.stringify(words)).has(canary));
  return sure || own === true || JSON.stringify(told ?? "").includes(canary);
}

/** No byte is on a phone that its person may not have. */
function holdReader(world: World, law: Law, reader: string, disk: Disk): void {
  const listed = new Set(disk.rows.flatMap(({ renditions }) => renditions));
  for (const { rendition, bytes } of disk.pictures) {
    if (bytes && !listed.has(rendition)) throw new Broken("withdrawn", `${reader} has a picture that no row lists`);
  }
  for (const { where, text } of textsOn(disk)) {
    for (const canary of canariesIn(text)) {
      const found = world.story.of(canary);
      if (!found) throw new Broken("leaked", `${reader} has ${canary} in ${where}, which nobody wrote`);
      const why = forbidden(law, reader, found.kept, found.version, asks(where));
      if (why)
        throw new Broken("withdrawn", `${reader} has ${canary} of ${found.kept.author} in ${where}, though ${why}`);
    }
  }
}

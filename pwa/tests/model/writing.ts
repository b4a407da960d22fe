import type { Draft } from "../../src/moment/draft";
import { anyOf, looks, type Step } from "./step";
import type { Phone } from "./phone";
import { photoOf } from "./photo";
import { students } from "./template";
import type { Version } from "./story";
import type { World } from "./world";

/** What students do with their own moments. */
export const writing: Step[] = [
  { name: "save", weight: 14, act: (world) => withWriter(world, save) },
  { name: "edit", weight: 9, act: (world) => withWriter(world, edit) },
  { name: "take back", weight: 2, act: (world) => withWriter(world, takeBack) },
  { name: "ask to take down", weight: 8, act: (world) => withWriter(world, askDown) },
  { name: "try again", weight: 2, act: (world) => withWriter(world, tryAgain) },
  { name: "delete", weight: 2, act: (world) => withWriter(world, remove) },
];

type Act = (world: World, phone: Phone) => Promise<string | undefined>;

async function withWriter(world: World, act: Act): Promise<string | undefined> {
  const writers = world.writers;
  return writers.length ? await act(world, world.chance.one(writers)) : undefined;
}

async function save(world: World, phone: Phone): Promise<string> {
  const { app } = phone.here;
  const draft = app.newDraft(app.newId(), world.template.circle);
  const photos = world.chance.percent(30) ? 1 + world.chance.below(2) : 0;
  return await keep(world, phone, { ...draft, did: ["food"], people: company(world, phone) }, photos);
}

/** Who is in a moment besides its author. */
function company(world: World, phone: Phone): string[] {
  const others = students.filter((name) => name !== phone.name);
  return world.chance.some(others, 30).map((name) => world.template.ids[name] ?? "");
}

async function edit(world: World, phone: Phone): Promise<string | undefined> {
  const moment = anyOf(world, phone);
  if (!moment) return undefined;
  const { app, seat } = phone.here;
  const draft = await phone.untilDead(app.reopen(seat, moment));
  return draft && (await keep(world, phone, draft, world.chance.percent(15) ? 1 : 0));
}

async function keep(world: World, phone: Phone, draft: Draft, photos: number): Promise<string> {
  const { app, seat } = phone.here;
  const taken = Array.from({ length: photos }, () => photoOf(app.newId(), world.chance.below(2 ** 24)));
  const shots = taken.map(({ media, sha256, width, height }) => ({ media, alt: "Soup", sha256, width, height }));
  const canary = world.story.canary();
  const words = `We shared soup. ${canary}`;
  const pictures = [...draft.pictures, ...shots];
  const version: Version = { canary, sure: false, acknowledged: false, photos: pictures.length };
  world.story.keeps(phone.name, draft.moment, draft.people, version);
  // The phone may end the page while the camera is open: the draft is kept before, and opened again after.
  if (world.chance.percent(20)) await phone.untilDead(app.keepDraft(seat, { ...draft, words: "" }));
  if (!phone.awake) return `${phone.name} dies before ${canary}`;
  const saved = await phone.untilDead(app.saveRevision(seat, { ...draft, words, pictures }, taken));
  if (saved) version.sure = saved.kept === "all";
  await phone.quiet();
  return `${phone.name} keeps ${canary} of ${draft.moment} with ${pictures.length} photos${saved ? "" : ", and dies"}`;
}

async function takeBack(world: World, phone: Phone): Promise<string | undefined> {
  const moment = anyOf(world, phone);
  if (!moment) return undefined;
  const { app, seat } = phone.here;
  await phone.untilDead(app.keepAct(seat, { kind: "take_back", subject: moment, body: { moment } }));
  await phone.quiet();
  return `${phone.name} takes ${moment} back`;
}

/** Author and whoever is shown may ask for it, as soon as the circle reads it. */
async function askDown(world: World, phone: Phone): Promise<string | undefined> {
  if (!(await looks(world, phone))) return undefined;
  const { app, seat } = phone.here;
  const me = world.template.ids[phone.name];
  const concerned = async () =>
    (await app.circleTimeline(seat, world.template.circle)).filter(({ authors, people }) =>
      [...authors, ...people].some(({ id }) => id === me),
    );
  const shared = ((await phone.untilDead(concerned())) ?? []).filter(({ id }) => world.story.moments.has(id));
  if (!shared.length) return undefined;
  const { id } = world.chance.one(shared);
  await phone.untilDead(app.takeDown(seat, id, "ask"));
  await phone.quiet();
  return `${phone.name} asks to take ${id} down`;
}

/** What needs a look is looked at, and tried once more. */
async function tryAgain(world: World, phone: Phone): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const healable = ((await phone.untilDead(app.needsALook(seat))) ?? []).filter(({ canHeal }) => canHeal);
  if (!healable.length) return undefined;
  const trouble = world.chance.one(healable);
  await phone.untilDead(app.tryAgain(seat, trouble));
  await phone.quiet();
  return `${phone.name} tries ${trouble.kind} of ${trouble.subject} again after ${trouble.code}`;
}

/** What cannot be sent is deleted for good, words and all. */
async function remove(world: World, phone: Phone): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const troubles = ((await phone.untilDead(app.needsALook(seat))) ?? []).filter(({ about }) => about === "op");
  if (!troubles.length) return undefined;
  const trouble = world.chance.one(troubles);
  if (trouble.kind === "keep_revision") world.story.givesUp(phone.name, trouble.subject);
  await phone.untilDead(app.discard(seat, trouble));
  await phone.quiet();
  return `${phone.name} deletes ${trouble.kind} of ${trouble.subject} after ${trouble.code}`;
}

import type { Draft } from "../../src/moment/draft";
import type { Moment } from "../../src/store/shapes";
import { faultsOf } from "./faults";
import type { Phone, Tab } from "./phone";
import { photoOf } from "./photo";
import { students } from "./template";
import type { Version } from "./story";
import type { World } from "./world";

/** One thing that can happen. It tells in a few words what it did, or nothing when it could not happen now. */
export interface Step {
  name: string;
  weight: number;
  act(world: World): Promise<string | undefined>;
}

export const steps: Step[] = [
  { name: "save", weight: 14, act: (world) => withWriter(world, (phone) => save(world, phone)) },
  { name: "edit", weight: 8, act: (world) => withWriter(world, (phone) => edit(world, phone)) },
  { name: "sync", weight: 10, act: sync },
  { name: "together", weight: 4, act: together },
  { name: "fault", weight: 22, act: fault },
  { name: "offline", weight: 5, act: offline },
  { name: "online", weight: 6, act: online },
  { name: "kill tab", weight: 5, act: killTab },
  { name: "kill tab soon", weight: 8, act: killSoon },
  { name: "open tab", weight: 10, act: openTab },
  { name: "kill server", weight: 4, act: killServer },
  { name: "approve", weight: 14, act: approve },
  { name: "answer", weight: 8, act: answer },
];

async function withWriter(world: World, act: (phone: Phone) => Promise<string>): Promise<string | undefined> {
  const writers = world.writers;
  return writers.length ? await act(world.chance.one(writers)) : undefined;
}

async function save(world: World, phone: Phone): Promise<string> {
  const { app } = phone.here;
  const draft = app.newDraft(app.newId(), world.template.circle);
  const photos = world.chance.percent(30) ? 1 + world.chance.below(2) : 0;
  return await keep(world, phone, { ...draft, did: ["food"], people: company(world, phone) }, photos);
}

async function edit(world: World, phone: Phone): Promise<string> {
  const { app, seat } = phone.here;
  const mine = [...world.story.moments.values()].filter(({ author }) => author === phone.name);
  if (!mine.length) return `${phone.name} has nothing to edit`;
  const { moment } = world.chance.one(mine);
  const draft = await phone.untilDead(app.reopen(seat, moment));
  return draft
    ? await keep(world, phone, draft, world.chance.percent(15) ? 1 : 0)
    : `${phone.name} cannot open ${moment}`;
}

/** Who is in a moment besides its author. */
function company(world: World, phone: Phone): string[] {
  const others = students.filter((name) => name !== phone.name);
  return world.chance.some(others, 30).map((name) => world.template.ids[name] ?? "");
}

async function keep(world: World, phone: Phone, draft: Draft, photos: number): Promise<string> {
  const { app, seat, life } = phone.here;
  const taken = Array.from({ length: photos }, () => photoOf(app.newId(), world.chance.below(2 ** 24)));
  const shots = taken.map(({ media, sha256, width, height }) => ({ media, alt: "Soup", sha256, width, height }));
  const canary = world.story.canary();
  const words = `We shared soup. ${canary}`;
  const pictures = [...draft.pictures, ...shots];
  const media = pictures.map((picture) => picture.media);
  const version: Version = { canary, sure: false, acknowledged: false, at: Date.now() + phone.device.clock, media };
  world.story.keeps(phone.name, draft.moment, draft.people, version);
  const saved = await phone.untilDead(app.saveRevision(seat, { ...draft, words, pictures }, taken));
  if (saved) version.sure = saved.kept === "all";
  if (!life.ended) await phone.quiet();
  return `${phone.name} keeps ${canary} of ${draft.moment}${photos ? ` with ${photos} photos` : ""}${saved ? "" : " and dies"}`;
}

async function sync(world: World): Promise<string> {
  const phone = world.chance.one([...world.phones.values()]);
  await phone.sync();
  return `${phone.name} tries now`;
}

async function together(world: World): Promise<string> {
  const phones = world.chance.some([...world.phones.values()], 50);
  await Promise.all(phones.map((phone) => phone.sync()));
  return `${phones.map(({ name }) => name).join(", ")} try at once`;
}

const paths = [/^POST \/sync/, /^POST \/sync/, /^(POST|PATCH|HEAD) \/media/, /^PATCH \/media/, /./];

async function fault(world: World): Promise<string> {
  const faults = faultsOf(world.school, world.chance.branch());
  const phone = world.chance.one([...world.phones.values()]);
  const [name, what] = world.chance.one(Object.entries(faults));
  const path = world.chance.one(paths);
  phone.wire.once(path, what);
  if (world.chance.percent(50)) await phone.sync();
  return `${phone.name}'s next ${path.source} meets ${name}`;
}

async function offline(world: World): Promise<string> {
  const phone = world.chance.one([...world.phones.values()]);
  phone.wire.down = true;
  phone.wire.breakStreams();
  await phone.quiet();
  return `${phone.name} is offline`;
}

async function online(world: World): Promise<string> {
  const phone = world.chance.one([...world.phones.values()]);
  phone.wire.down = false;
  await phone.sync();
  return `${phone.name} is online`;
}

async function killTab(world: World): Promise<string> {
  const phone = world.chance.one([...world.phones.values()]);
  phone.kill();
  world.kills++;
  return `${phone.name}'s tab dies`;
}

/** The tab dies in the middle of what it does next. */
async function killSoon(world: World): Promise<string | undefined> {
  const phone = world.chance.one([...world.phones.values()]);
  const after = 1 + world.chance.below(30);
  if (!phone.awake) return undefined;
  phone.here.life.endAfter(after);
  world.kills++;
  return `${phone.name}'s tab will die after ${after} steps`;
}

async function openTab(world: World): Promise<string | undefined> {
  const asleep = [...world.phones.values()].filter((phone) => !phone.awake);
  if (!asleep.length) return undefined;
  const phone = world.chance.one(asleep);
  phone.kill();
  await phone.open();
  await phone.quiet();
  return `${phone.name} opens the app`;
}

async function killServer(world: World): Promise<string> {
  await world.school.restart();
  return "the server dies and comes back";
}

async function approve(world: World): Promise<string | undefined> {
  const phone = world.phone("Ms. Ortiz");
  if (!phone.awake) return undefined;
  const { app, seat } = phone.here;
  const waiting = await phone.untilDead(ours(world, phone.here));
  if (!waiting?.length) return undefined;
  const moment = world.chance.one(waiting);
  const audience = world.chance.one(["circle", "families"] as const);
  for (const canary of canariesOf(moment)) world.story.approved.add(canary);
  await phone.untilDead(app.decide(seat, moment, "approve", { audience, why: "Nobody's face is seen." }));
  await phone.quiet();
  return `Ms. Ortiz approves ${canariesOf(moment)} of ${moment.id} for ${audience}`;
}

async function ours(world: World, { app, seat }: Tab): Promise<Moment[]> {
  const waiting = await app.queue(seat);
  return waiting.filter(({ id }) => world.story.moments.has(id));
}

function canariesOf(moment: Moment): string[] {
  return moment.words?.match(/canary-[a-z0-9]+-\d+-e/g) ?? [];
}

async function answer(world: World): Promise<string | undefined> {
  const phone = world.chance.one(students.map((name) => world.phone(name)));
  if (!phone.awake) return undefined;
  const { app, seat } = phone.here;
  const asked = await phone.untilDead(app.asks(seat));
  const moment = asked?.find(({ id }) => world.story.moments.has(id));
  if (!moment) return undefined;
  const said = world.chance.percent(75) ? "yes" : "no";
  const body = { moment: moment.id, answer: said };
  await phone.untilDead(app.keepAct(seat, { kind: "give_answer", subject: moment.id, body }));
  await phone.quiet();
  return `${phone.name} says ${said} to ${moment.id}`;
}

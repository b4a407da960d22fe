import { faultsOf } from "./faults";
import { anyPhone, type Step } from "./step";
import type { Aim } from "./wire";
import type { World } from "./world";

/** What wires and servers do. */
export const weather: Step[] = [
  { name: "fault", weight: 22, act: fault },
  { name: "offline", weight: 5, act: offline },
  { name: "online", weight: 7, act: online },
  { name: "what was late arrives", weight: 3, act: arrive },
  { name: "kill server", weight: 6, act: killServer },
];

/** Most syncs only ask: what has to survive is what carries something. */
const aims: Aim[] = [
  { what: "sync that carries something", path: /^POST \/sync/, body: /"ops":\[\{/ },
  { what: "sync that carries something", path: /^POST \/sync/, body: /"ops":\[\{/ },
  { what: "sync", path: /^POST \/sync/ },
  { what: "photo", path: /^(POST|PATCH|HEAD) \/media/ },
  { what: "piece of a photo", path: /^PATCH \/media/ },
  { what: "call", path: /./ },
];

async function fault(world: World): Promise<string> {
  const faults = faultsOf(world.school, world.chance.branch());
  const phone = anyPhone(world);
  const [name, what] = world.chance.one(Object.entries(faults));
  const aim = world.chance.one(aims);
  phone.wire.once(aim, what);
  if (world.chance.percent(40)) await phone.sync();
  return `${phone.name}'s next ${aim.what} meets ${name}`;
}

async function offline(world: World): Promise<string> {
  const phone = anyPhone(world);
  phone.wire.down = true;
  phone.wire.breakStreams();
  await phone.quiet();
  return `${phone.name} is offline`;
}

async function online(world: World): Promise<string | undefined> {
  const cutOff = [...world.phones.values()].filter(({ wire }) => wire.down);
  if (!cutOff.length) return undefined;
  const phone = world.chance.one(cutOff);
  phone.wire.down = false;
  await phone.sync();
  return `${phone.name} is online`;
}

async function arrive(world: World): Promise<string | undefined> {
  const late = [...world.phones.values()].filter(({ wire }) => wire.held.length);
  if (!late.length) return undefined;
  const phone = world.chance.one(late);
  await phone.wire.arrive();
  return `what ${phone.name} sent long ago arrives`;
}

async function killServer(world: World): Promise<string> {
  await world.school.restart();
  return "the server dies and comes back";
}

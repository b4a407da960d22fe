import { anyPhone, type Step } from "./step";
import { students } from "./template";
import type { World } from "./world";

const day = 24 * 3600_000;

/** What becomes of tabs and of who is signed in. */
export const living: Step[] = [
  { name: "try now", weight: 9, act: tryNow },
  { name: "try together", weight: 5, act: together },
  { name: "kill tab", weight: 4, act: killTab },
  { name: "kill tab soon", weight: 8, act: killSoon },
  { name: "open tab", weight: 11, act: openTab },
  { name: "sign out", weight: 3, act: signOut },
  { name: "a week passes", weight: 2, act: week },
];

async function tryNow(world: World): Promise<string> {
  const phone = anyPhone(world);
  await phone.sync();
  return `${phone.name} tries now`;
}

async function together(world: World): Promise<string> {
  const phones = world.chance.some([...world.phones.values()], 50);
  await Promise.all(phones.map((phone) => phone.sync()));
  return `${phones.map(({ name }) => name).join(", ")} try at once`;
}

async function killTab(world: World): Promise<string> {
  const phone = anyPhone(world);
  phone.kill();
  world.kills++;
  return `${phone.name}'s tab dies`;
}

/** The tab dies in the middle of what it does next. */
async function killSoon(world: World): Promise<string | undefined> {
  const phone = anyPhone(world);
  const afterAnswer = world.chance.percent(50);
  const after = 1 + world.chance.below(afterAnswer ? 8 : 30);
  if (!phone.awake) return undefined;
  if (afterAnswer) phone.here.life.endAfterAnswer(after);
  else phone.here.life.endAfter(after);
  world.kills++;
  if (world.chance.percent(60)) await phone.sync();
  return `${phone.name}'s tab will die after ${after} steps${afterAnswer ? " from the next answer on" : ""}`;
}

async function openTab(world: World): Promise<string | undefined> {
  const asleep = [...world.phones.values()].filter((phone) => !phone.awake);
  if (!asleep.length) return undefined;
  const phone = world.chance.one(asleep);
  const here = await world.comeIn(phone);
  return `${phone.name} opens the app${here ? "" : " and stays at the door"}`;
}

async function signOut(world: World): Promise<string | undefined> {
  const phone = world.phone(world.chance.one(students));
  if (!phone.awake) return undefined;
  const { app, seat } = phone.here;
  const left = await phone.untilDead(app.unsent(seat));
  if (!left) return undefined;
  const how = left.any ? world.chance.one(["keep", "keep", "delete"] as const) : "clean";
  const lost = String(left.moments.length + left.acts + left.drafts);
  const stores = await phone.stores();
  // From here on the person has given up what was not sent.
  if (how === "delete") world.story.givesUp(phone.name);
  await phone.untilDead(app.leave(seat, how === "delete" ? { how, typed: lost } : { how }));
  await phone.close();
  if ((await phone.stores()) < stores) world.story.wipes(phone.name, how === "delete" ? "wanted" : "safe");
  return `${phone.name} signs out (${how})`;
}

/** Not so often that a phone may forget what it has sent: it keeps that for thirty days. */
async function week(world: World): Promise<string | undefined> {
  const phone = anyPhone(world);
  if (phone.device.clock > 14 * day) return undefined;
  phone.pass(11 * day);
  await phone.quiet();
  return `${phone.name}'s phone lies in a drawer for eleven days`;
}

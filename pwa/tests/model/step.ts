import type { Phone } from "./phone";
import type { World } from "./world";

/** One thing that can happen. It tells in a few words what it did, or nothing when it could not happen now. */
export interface Step {
  name: string;
  weight: number;
  act(world: World): Promise<string | undefined>;
}

/** Any phone, those of people who write and decide more often: they have more to lose. */
export function anyPhone(world: World): Phone {
  const all = [...world.phones.values()];
  const busy = all.filter(({ name }) => name !== "Rosa" && name !== "Vera");
  return world.chance.one(world.chance.percent(70) ? busy : all);
}

/** Mostly somebody who is about to act has just seen what is new. False: this phone sleeps, or died over it. */
export async function looks(world: World, phone: Phone): Promise<boolean> {
  if (phone.awake && world.chance.percent(60)) await phone.sync();
  return phone.awake;
}

/** One of the moments that somebody has made. */
export function anyOf(world: World, phone: Phone): string | undefined {
  const mine = [...world.story.moments.values()].filter(({ author }) => author === phone.name);
  return mine.length ? world.chance.one(mine).moment : undefined;
}

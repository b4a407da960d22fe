import type { Load } from "./bundle";
import { heal } from "./health";
import { holdAll } from "./invariants";
import { stepsOf } from "./steps";
import type { Template } from "./template";
import { World } from "./world";

/** What a schedule did, for the sums. */
export interface Ran {
  seed: number;
  steps: number;
  kills: number;
  cuts: number;
  taken: string[];
  broken?: Error;
}

/** Runs one schedule: steps that its seed draws, then health, then everything that was promised is held. */
export async function runSchedule(seed: number, template: Template, load: Load): Promise<Ran> {
  const ran: Ran = { seed, steps: 0, kills: 0, cuts: 0, taken: [] };
  let world: World | undefined;
  try {
    world = await World.open(seed, template, load);
    ran.taken = world.taken;
    const steps = stepsOf(world.chance);
    const length = 15 + world.chance.below(30);
    for (; ran.steps < length; ran.steps++) {
      const did = await world.chance.weighted(steps).act(world);
      if (did) world.taken.push(did);
      await world.listen();
    }
    world.taken.push("-- all is well again --");
    await heal(world);
    await holdAll(world);
  } catch (error) {
    ran.broken = error instanceof Error ? error : new Error(String(error));
  } finally {
    ran.kills = (world?.kills ?? 0) + (world?.school.kills ?? 0);
    for (const phone of world?.phones.values() ?? []) ran.cuts += phone.wire.struck;
    await world?.close();
  }
  return ran;
}

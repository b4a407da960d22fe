import type { OnlinePage } from "../../src/api/contract";
import type { Moment } from "../../src/store/shapes";
import type { App, Load } from "./bundle";
import { Chance } from "./chance";
import { Phone } from "./phone";
import { School } from "./school";
import { Broken, Story } from "./story";
import { call, everybody, students, type Template } from "./template";
import { Wire } from "./wire";

/** Chips that say that the teacher has it, or had. */
const acknowledging = new Set([
  "with_teacher",
  "back",
  "private",
  "held",
  "shared",
  "withdrawn",
  "taken_down",
  "taken_back",
]);

/** One school with the phones of its people, and what has happened to them. */
export class World {
  readonly phones = new Map<string, Phone>();
  readonly story: Story;
  /** The steps that were taken, for whoever reads a failure. */
  readonly taken: string[] = [];
  kills = 0;
  private readonly signIns = new Map<string, number>();

  private constructor(
    seed: number,
    readonly chance: Chance,
    readonly template: Template,
    readonly school: School,
  ) {
    this.story = new Story(seed);
  }

  static async open(seed: number, template: Template, load: Load): Promise<World> {
    const chance = new Chance(seed);
    const world = new World(seed, chance, template, await School.on(template.folder, chance.percent(50)));
    const pokes = world.chance.percent(15);
    for (const name of everybody) {
      const hear = world.story.hears.bind(world.story, name);
      const wire = await Wire.to(() => world.school.port, hear);
      wire.pokes = pokes;
      world.phones.set(name, new Phone(name, wire, load, world.chance.branch()));
    }
    try {
      for (const phone of world.phones.values()) {
        await world.signIn(phone);
        await phone.quiet();
      }
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  phone(name: string): Phone {
    const found = this.phones.get(name);
    if (!found) throw new Error(`${name} has no phone`);
    return found;
  }

  /** The students whose tab is open. */
  get writers(): Phone[] {
    return students.map((name) => this.phone(name)).filter((phone) => phone.awake);
  }

  /** Somebody opens the app, and signs in where they are at the door. False: they do not get in now. */
  async comeIn(phone: Phone): Promise<boolean> {
    phone.kill();
    try {
      if (!(await phone.open())) await this.signIn(phone);
    } catch (error) {
      // The door needs the school: whoever cannot reach it waits outside.
      if (!(error instanceof Error) || !["Unreachable", "Elsewhere", "Refusal"].includes(error.name)) throw error;
      phone.kill();
    }
    await phone.quiet();
    return phone.awake;
  }

  /** What the coordinator does at a desk. It needs the school, and what it does is done when the school has answered. */
  async desk<T>(method: string, path: string, body?: unknown): Promise<T> {
    const session = this.template.sessions["Ms. Reyes"]?.[0];
    if (!session) throw new Error("nobody coordinates this school");
    const { access } = session.signed;
    return await this.school.alone(() => call<T>(this.school.origin, access, method, path, body));
  }

  /** Who is in the circle now, as the school says. */
  async members(): Promise<{ id: string; name: string }[]> {
    type Circles = { circles: { id: string; members: { id: string; name: string }[] }[] };
    const { circles } = await this.desk<Circles>("GET", "/circles");
    return circles.find(({ id }) => id === this.template.circle)?.members ?? [];
  }

  /** Students show their badge; adults come with a session that was opened before. */
  async signIn(phone: Phone): Promise<void> {
    const badge = this.template.badges[phone.name];
    const before = this.signIns.get(phone.name) ?? 0;
    const session = this.template.sessions[phone.name]?.[before];
    this.signIns.set(phone.name, before + 1);
    await phone.open(async (app: App) => {
      if (badge) return await app.signInWithBadge(badge);
      if (!session) throw new Error(`${phone.name} cannot sign in`);
      return await app.takeSeat(session.signed, session.device);
    });
  }

  /** Notes what the chips say now: from here on it is a promise. */
  async listen(): Promise<void> {
    for (const phone of this.writers) {
      const { app, seat } = phone.here;
      for (const { moment, chip, pending } of (await phone.untilDead(app.myMoments(seat))) ?? []) {
        if (pending.length || !acknowledging.has(chip.state)) continue;
        if (chip.state === "with_teacher" && moment.pictures.some(({ kept }) => !kept)) {
          await this.holdPhotos(phone.name, moment);
        }
        for (const version of this.story.moments.get(moment.id)?.versions ?? []) {
          if (moment.words?.includes(version.canary)) version.acknowledged = true;
        }
      }
    }
  }

  /** A row is older than what the phone heard when its photo came in: then the school itself says whether it has it. */
  private async holdPhotos(author: string, { id, revision, pictures }: Moment): Promise<void> {
    const { moments } = await this.desk<OnlinePage>("GET", "/waiting");
    const told = moments.find((one) => one.id === id && one.revision === revision);
    const has = (media: string) => told?.pictures.some((one) => one.media === media && one.kept);
    if (pictures.every(({ media }) => has(media))) return;
    throw new Broken("lost", `${author} is told that the teacher has ${id}, and a photo has not gone up`);
  }

  async close(): Promise<void> {
    for (const phone of this.phones.values()) {
      phone.kill();
      await phone.wire.close();
    }
    await this.school.close();
  }
}

import { IDBFactory } from "fake-indexeddb";
import type { Seat } from "../../src/store/seat";
import type { App, Load } from "./bundle";
import type { Chance } from "./chance";
import { Life, type Device } from "./life";
import { Channels, Locks } from "./locks";
import { Broken } from "./story";
import type { Wire } from "./wire";

/** One open tab of a phone. */
export interface Tab {
  app: App;
  life: Life;
  seat: Seat;
  /** Ends the sync of this tab. */
  stop(): Promise<void>;
}

/** How many empty turns of the event loop say that nothing more will happen by itself. */
const quietTurns = 4;

/** A phone: a disk, a clock and a wire that stay, and tabs that come and go. */
export class Phone {
  readonly device: Device;
  tab: Tab | undefined;
  private tabs = 0;

  constructor(
    /** Whose it is. */
    readonly name: string,
    readonly wire: Wire,
    private readonly load: Load,
    chance: Chance,
  ) {
    this.device = { disk: new IDBFactory(), locks: new Locks(), channels: new Channels(), chance, clock: 0 };
  }

  /** Opens a tab: fresh code on what lies on the disk. `enter` finds the seat; undefined leaves the tab at the door. */
  async open(enter: (app: App) => Promise<Seat | undefined> = openLast): Promise<Tab | undefined> {
    const life = new Life(this.device, ++this.tabs);
    const app = this.load(life.globals());
    app.schoolAt(this.wire.origin);
    const seat = await orDead(life, enter(app));
    if (!seat || life.ended) {
      life.end();
      return undefined;
    }
    this.tab = { app, life, seat, stop: app.startSync(seat) };
    return this.tab;
  }

  /** The tab that is open. */
  get here(): Tab {
    if (!this.tab) throw new Error(`no tab of ${this.name} is open`);
    return this.tab;
  }

  /** True when somebody is signed in and looking. */
  get awake(): boolean {
    return this.tab !== undefined && !this.tab.life.ended;
  }

  /** The phone ends the tab, whatever it does. */
  kill(): void {
    this.tab?.life.end();
    this.tab = undefined;
  }

  /** The person closes the tab. */
  async close(): Promise<void> {
    const tab = this.tab;
    if (!tab) return;
    await this.untilDead(tab.stop());
    this.kill();
  }

  /** How many stores lie on this phone. */
  async stores(): Promise<number> {
    return (await this.device.disk.databases()).length;
  }

  /** Time passes on this phone, and what waited for it goes on. */
  pass(milliseconds: number): void {
    this.device.clock += milliseconds;
    this.tab?.life.ringDue();
  }

  /** Somebody looks: what waits is tried now, and this waits until the phone has nothing more to do. */
  async sync(): Promise<void> {
    if (!this.awake) return;
    this.pass(6 * 60_000);
    this.here.app.tryNow(this.here.seat);
    await this.quiet();
  }

  /** Waits until nothing is under way. */
  async quiet(): Promise<void> {
    const began = Date.now();
    for (let turns = 0; turns < quietTurns;) {
      await new Promise((turn) => setImmediate(turn));
      if (!this.awake) return;
      turns = this.here.life.busy > 0 ? 0 : turns + 1;
      if (Date.now() - began > 20_000) throw new Broken("stuck", `${this.name}'s phone does not come to rest`);
    }
  }

  /** Runs an act of the person; undefined when the tab died meanwhile. */
  async untilDead<T>(act: Promise<T>): Promise<T | undefined> {
    return this.tab ? await orDead(this.tab.life, act) : undefined;
  }
}

/** Opens the seat that was used last, as the app does at its start. */
async function openLast(app: App): Promise<Seat | undefined> {
  const [line] = await app.seatsOnThisPhone();
  return line && (await app.openKnownSeat(line));
}

/** What an act gives, or undefined when its tab has died: then the act never ends. */
async function orDead<T>(life: Life, act: Promise<T>): Promise<T | undefined> {
  let over = false;
  const done = act.then(
    (value) => ((over = true), value),
    (error: unknown) => {
      over = true;
      if (!life.ended) throw error;
      return undefined;
    },
  );
  const death = (async () => {
    while (!over && !life.ended) await new Promise((turn) => setImmediate(turn));
    return undefined;
  })();
  return await Promise.race([done, death.then(() => (over ? done : undefined))]);
}

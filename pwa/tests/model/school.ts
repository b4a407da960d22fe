import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const binary = process.env["KITH"] ?? join(import.meta.dirname, "../../../bin/kith");

/** The real binary on a folder of its own. It can be killed, and its folder can be put back to what it was. */
export class School {
  kills = 0;
  private child: ChildProcess | undefined;
  private names = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    /** Holds the data folder, its copies and its backups. */
    private readonly home: string,
    readonly port: number,
    /** The journal lies on another disk than the data, as it should: it goes back with no copy and no backup. */
    readonly journalApart: boolean,
  ) {}

  /** Opens a school on a copy of a folder. */
  static async on(folder: string, journalApart: boolean): Promise<School> {
    const school = new School(await mkdtemp(join(tmpdir(), "kith-model-")), await freePort(), journalApart);
    await cp(folder, school.dir, { recursive: true });
    if (journalApart) await rename(join(school.dir, "journal"), school.journal);
    await school.start();
    return school;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends the process in the middle of whatever it does, and begins again. */
  async restart(): Promise<void> {
    await this.stopped(() => Promise.resolve());
  }

  /** Copies the folder of the stopped school away, and gives the place of the copy. */
  async copy(): Promise<string> {
    const place = this.next("copy");
    await this.stopped(() => cp(this.dir, place, { recursive: true }));
    return place;
  }

  /** Puts a copy back in the place of the folder, as somebody does who knows no better. */
  async putBack(copy: string): Promise<void> {
    await this.stopped(async () => {
      await rm(this.dir, { recursive: true });
      await cp(copy, this.dir, { recursive: true });
    });
  }

  /** Backs the running school up, and gives the place of the archive. */
  async backUp(): Promise<string> {
    const place = this.next("backup");
    await this.run("backup", "--out", place);
    return place;
  }

  /** Puts an archive back into a new folder, which takes the place of the old one. */
  async restore(archive: string): Promise<void> {
    await this.stopped(async () => {
      const fresh = this.next("restored");
      await promisify(execFile)(binary, ["restore", ...this.settings(fresh), "--from", archive]);
      await rm(this.dir, { recursive: true });
      await rename(fresh, this.dir);
    });
  }

  /** Takes a moment away for good. False: the school does not know it now. */
  async erase(moment: string): Promise<boolean> {
    try {
      await this.run("erase", "--moment", moment);
      return true;
    } catch (error) {
      if (String(error).includes("not_found")) return false;
      throw error;
    }
  }

  /** Holds the data against the law of reading and the audit chain. @throws what is broken */
  async verify(): Promise<void> {
    await this.run("verify");
  }

  async close(): Promise<void> {
    await this.alone(() => this.kill());
    await rm(this.home, { recursive: true, force: true });
  }

  private get dir(): string {
    return join(this.home, "data");
  }

  private get journal(): string {
    return join(this.home, "journal");
  }

  private next(what: string): string {
    return join(this.home, `${what}${++this.names}`);
  }

  private settings(dir: string): string[] {
    return ["--dir", dir, ...(this.journalApart ? ["--journal", this.journal] : [])];
  }

  private async run(command: string, ...args: string[]): Promise<void> {
    await promisify(execFile)(binary, [command, ...this.settings(this.dir), ...args]);
  }

  private async start(): Promise<void> {
    const address = ["--addr", `127.0.0.1:${this.port}`];
    const child = spawn(binary, ["serve", ...this.settings(this.dir), ...address], { stdio: "ignore" });
    this.child = child;
    await answers(this.origin, () => child.exitCode ?? child.signalCode);
  }

  /** Kills the school, does something while it is gone, and opens it again. */
  private async stopped(act: () => Promise<void>): Promise<void> {
    await this.alone(async () => {
      this.kills++;
      await this.kill();
      await act();
      await this.start();
    });
  }

  /** One after the other: a fault may strike while a step has the school in its hands, and then it waits. */
  alone<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(act);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const over = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await over;
  }
}

/** Waits until a school answers. @throws when its process ended */
export async function answers(origin: string, ended: () => unknown): Promise<void> {
  for (;;) {
    try {
      if ((await fetch(`${origin}/kith/v1/hello`)).ok) return;
    } catch {
      if (ended() !== null) throw new Error(`the school on ${origin} ended`);
    }
    await new Promise((later) => setTimeout(later, 3));
  }
}

/** A port that stays free while a school is restarted: the system gives those from 32768 on to whoever asks. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 15_000 + randomInt(17_000);
    const server = createServer();
    const free = await new Promise<boolean>((tell) => {
      server.once("error", () => tell(false));
      server.listen(port, "127.0.0.1", () => tell(true));
    });
    if (!free) continue;
    await new Promise((done) => server.close(done));
    return port;
  }
}

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const binary = process.env["KITH"] ?? join(import.meta.dirname, "../../../bin/kith");

/** The real binary on a folder of its own. It can be killed, and its folder can be put back to what it was. */
export class School {
  kills = 0;
  private child: ChildProcess | undefined;
  private copies = 0;

  private constructor(
    /** Holds the data folder and its copies. */
    private readonly home: string,
    readonly port: number,
  ) {}

  /** Opens a school on a copy of a folder. */
  static async on(folder: string): Promise<School> {
    const school = new School(await mkdtemp(join(tmpdir(), "kith-model-")), await freePort());
    await cp(folder, school.dir, { recursive: true });
    await school.start();
    return school;
  }

  get dir(): string {
    return join(this.home, "data");
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const child = spawn(binary, ["serve", "--dir", this.dir, "--addr", `127.0.0.1:${this.port}`], { stdio: "ignore" });
    this.child = child;
    await answers(this.origin, () => child.exitCode ?? child.signalCode);
  }

  /** Ends the process in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.kills++;
    await this.end("SIGKILL");
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Copies the folder of the stopped school away, and gives the name of the copy. */
  async copy(): Promise<string> {
    const name = join(this.home, `copy${++this.copies}`);
    await this.kill();
    await cp(this.dir, name, { recursive: true });
    await this.start();
    return name;
  }

  /** Puts a copy back in the place of the folder, as somebody does who knows no better. */
  async putBack(copy: string): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true });
    await cp(copy, this.dir, { recursive: true });
    await this.start();
  }

  /** Holds the data against the law of reading and the audit chain. @throws what is broken */
  async verify(): Promise<void> {
    await promisify(execFile)(binary, ["verify", "--dir", this.dir]);
  }

  async close(): Promise<void> {
    await this.end("SIGKILL");
    await rm(this.home, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const over = new Promise((done) => child.once("exit", done));
    child.kill(signal);
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

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

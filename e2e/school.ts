import { spawn, type ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const binary = process.env["KITH"] ?? join(import.meta.dirname, "../bin/kith");

/** A ready sign-in, as `kith demo --json` prints it. */
export interface SignIn {
  name: string;
  role: string;
  circle: string;
  link: string;
  badge?: string;
  pin?: string;
}

/** The real binary on a data folder of its own. */
export class School {
  people: SignIn[] = [];
  log = "";
  /** Which Kith it runs on from the next start on. */
  binary = binary;
  private child: ChildProcess | undefined;

  private constructor(
    readonly dir: string,
    readonly port: number,
    private readonly command: "demo" | "serve",
  ) {}

  /** Opens a school that is empty, or a fictional one as it stands when it has just been filled. */
  static async open(command: "demo" | "serve"): Promise<School> {
    const school = await School.at(command);
    if (command === "demo")
      await cp(await filledSchool(), school.dir, { recursive: true });
    await school.start();
    return school;
  }

  /** Fills a fictional school, and leaves it lying in its folder. */
  static async fill(): Promise<string> {
    const school = await School.at("demo");
    await school.start();
    await school.stop();
    return school.dir;
  }

  private static async at(command: "demo" | "serve"): Promise<School> {
    const dir = await mkdtemp(join(tmpdir(), "kith-e2e-"));
    return new School(dir, await freePort(), command);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const extra = this.command === "demo" ? ["--json"] : [];
    const child = spawn(this.binary, [
      this.command,
      "--dir",
      this.dir,
      "--addr",
      `127.0.0.1:${this.port}`,
      ...extra,
    ]);
    this.child = child;
    child.stderr.on("data", (bytes: Buffer) => (this.log += bytes.toString()));
    const first = await new Promise<string>((tell, fail) => {
      let out = "";
      child.stdout.on("data", (bytes: Buffer) => {
        out += bytes.toString();
        if (out.includes("\n")) tell(out);
      });
      child.on("exit", (code) =>
        fail(new Error(`kith ${this.command} ended with ${code}: ${this.log}`)),
      );
    });
    if (this.command === "demo")
      this.people = (JSON.parse(first) as { people: SignIn[] }).people;
    await this.answers();
  }

  /** Ends the process without letting it finish anything. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends as `systemctl stop` would have it. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  /** Writes a backup beside the folder, and tells where. */
  async backUp(): Promise<string> {
    const archive = `${this.dir}.${Date.now()}.tar`;
    await this.run("backup", "--out", archive);
    return archive;
  }

  /** Loses the folder with its journal, and puts a backup back in its place. */
  async putBack(archive: string): Promise<void> {
    await this.end("SIGTERM");
    await rm(this.dir, { recursive: true });
    await this.run("restore", "--from", archive);
    await rm(archive);
    await this.start();
  }

  async close(): Promise<void> {
    await this.end("SIGTERM");
    await rm(this.dir, { recursive: true, force: true });
  }

  /** Runs another command on the same folder and returns what it printed. */
  async run(...args: string[]): Promise<string> {
    const child = spawn(binary, [
      ...args,
      "--dir",
      this.dir,
      "--addr",
      `127.0.0.1:${this.port}`,
    ]);
    let out = "";
    child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
    child.stderr.on("data", (bytes: Buffer) => (out += bytes.toString()));
    const code = await new Promise((done) => child.on("exit", done));
    if (code !== 0)
      throw new Error(
        `kith ${args.join(" ")} ended with ${String(code)}: ${out}`,
      );
    return out;
  }

  person(name: string): SignIn {
    const found = this.people.find((person) => person.name === name);
    if (!found) throw new Error(`nobody here is called ${name}`);
    return found;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.removeAllListeners("exit");
    const over = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await over;
  }

  private async answers(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        if ((await fetch(`${this.origin}/kith/v1/hello`)).ok) return;
      } catch (error) {
        if (tries > 200) throw error;
      }
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}

/**
 * For how long a filled school may lie, in milliseconds. What waits in it goes
 * by the clock: what is on hold there is so for ten minutes.
 */
const lies = 120_000;
let filled: { dir: Promise<string>; at: number } | undefined;

/** The folder of a school that was just filled, to be copied: to fill one takes seconds. */
function filledSchool(): Promise<string> {
  if (!filled || performance.now() - filled.at > lies) {
    const dir = School.fill();
    filled = { dir, at: performance.now() };
    dir.then(
      (path) =>
        process.once("exit", () =>
          rmSync(path, { recursive: true, force: true }),
        ),
      () => (filled = undefined),
    );
  }
  return filled.dir;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

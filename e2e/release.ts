import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const house = join(import.meta.dirname, "..");
const dist = join(house, "pwa/dist");

/** The next release of Kith: the same app, of which every script has another name, and a worker that says so. */
export interface Release {
  /** The binary. */
  binary: string;
  /** Takes it away again. */
  remove(): Promise<void>;
}

/** What the names of the next release's scripts hold in place of the first letters of their hash. */
export const mark = "nxt";

/** Builds the next release as a release is built: another app, embedded in another binary. */
export async function nextRelease(): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), "kith-next-"));
  const overlay = join(folder, "overlay.json");
  await writeFile(overlay, JSON.stringify({ Replace: await renamed(folder) }));
  const binary = join(folder, "kith");
  await run("go", ["build", "-trimpath", "-ldflags", "-s -w", "-overlay", overlay, "-o", binary, "./backend/cmd/kith"]);
  return { binary, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes the renamed app into a folder, and says for each file of the built one what stands there instead. */
async function renamed(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(dist, { recursive: true })).filter((file) => /\.(js|html)$/.test(file));
  const scripts = files.filter((file) => /^assets\/.*\.js$/.test(file)).map((file) => basename(file));
  const names = scripts.map((name) => [name, name.replace(/-[\w-]{3}([\w-]{5}\.js)$/, `-${mark}$1`)] as const);
  const replace: Record<string, string> = {};
  for (const file of files) {
    const text = await readFile(join(dist, file), "utf8");
    const fresh = names.reduce((told, [before, after]) => told.replaceAll(before, after), text);
    const place = join(folder, basename(file));
    await writeFile(place, file === "service-worker.js" ? otherPrint(fresh) : fresh);
    const after = names.find(([before]) => before === basename(file))?.[1] ?? basename(file);
    replace[join(dist, file)] = replace[join(dist, `${file}.br`)] = "";
    replace[join(dist, dirname(file), after)] = place;
  }
  return replace;
}

/** The worker of another build: a phone tells it by its fingerprint. */
function otherPrint(worker: string): string {
  const other = worker.replace(/(kith-`?"?\+?`?"?)[0-9a-f]{12}/, "$10123456789ab");
  if (other === worker) throw new Error("the worker has no fingerprint");
  return other;
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd: house, env: { ...process.env, CGO_ENABLED: "0" } });
  let out = "";
  child.stderr.on("data", (bytes: Buffer) => (out += bytes.toString()));
  const code = await new Promise((done) => child.on("exit", done));
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}: ${out}`);
}

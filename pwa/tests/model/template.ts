import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SignedIn } from "../../src/api/contract";
import { answers, freePort } from "./school";

/** What fills the school: the sound binary, also where a defect is planted in the one that serves. */
const binary = process.env["KITH_FILLS"] ?? process.env["KITH"] ?? join(import.meta.dirname, "../../../bin/kith");

/** Whose phones there are. Bell's, Joan's and the coordinator's would tell nothing that these do not. */
export const students = ["Maya", "Sam", "Ana"] as const;
export const grownUps = ["Ms. Ortiz", "Rosa", "Vera"] as const;
export const everybody = [...students, ...grownUps];

/** A school that every schedule begins with: its folder, and what each person has to sign in. */
export interface Template {
  folder: string;
  circle: string;
  /** Person ids by name, of the members of the circle. */
  ids: Record<string, string>;
  badges: Record<string, string>;
  /** Some sessions for each name, each of a device of its own. The coordinator's is for acts at a desk. */
  sessions: Record<string, { device: string; signed: SignedIn }[]>;
}

/** An adult whose session has ended takes the next of these. */
const spare = 4;

interface Printed {
  name: string;
  link: string;
}

/** Fills a folder with the fictional school, signs everybody in, and stops it. */
export async function makeTemplate(): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), "kith-model-school-"));
  const port = await freePort();
  const child = spawn(binary, ["demo", "--dir", folder, "--addr", `127.0.0.1:${port}`, "--json"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const over = new Promise((done) => child.once("exit", done));
  try {
    const printed = await new Promise<string>((tell, fail) => {
      let out = "";
      child.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()).includes("\n") && tell(out));
      child.once("exit", (code) => fail(new Error(`the demo ended with ${code}`)));
    });
    const origin = `http://127.0.0.1:${port}`;
    await answers(origin, () => child.exitCode);
    return {
      folder,
      ...(await furnish(origin, (JSON.parse(printed) as { people: Printed[] }).people)),
    };
  } finally {
    child.kill("SIGTERM");
    await over;
  }
}

export async function dropTemplate(template: Template): Promise<void> {
  await rm(template.folder, { recursive: true, force: true });
}

async function furnish(origin: string, people: Printed[]): Promise<Omit<Template, "folder">> {
  const sessions: Template["sessions"] = {};
  for (const [n, { name, link }] of people.entries()) {
    const token = new URL(link).hash.slice(1);
    sessions[name] = [];
    for (let m = 0; m < spare; m++) {
      const device = `modelsdevice${String(n * spare + m).padStart(3, "0")}`;
      const signed = await call<SignedIn>(origin, "", "POST", "/demo/enter", { token, device: { id: device } });
      sessions[name].push({ device, signed });
    }
  }
  const desk = sessions["Ms. Reyes"]?.[0]?.signed.access ?? "";
  // Without a pause a release comes with the next look of the house.
  await call(origin, desk, "PATCH", "/school", { holdSeconds: 0 });
  const { circles } = await call<{ circles: { id: string; name: string; members: { id: string; name: string }[] }[] }>(
    origin,
    desk,
    "GET",
    "/circles",
  );
  const circle = circles.find(({ name }) => name === "The Drum Room");
  if (!circle) throw new Error("the fictional school has no drum room");
  const ids = Object.fromEntries(circle.members.map(({ id, name }) => [name, id]));
  await call(origin, desk, "DELETE", `/people/${ids["Sam"]}/pin`);
  const badges: Record<string, string> = {};
  for (const name of students) {
    const { link } = await call<{ link: string }>(origin, desk, "POST", `/people/${ids[name]}/badge`);
    badges[name] = new URL(link).hash.slice(1);
  }
  return { circle: circle.id, ids, badges, sessions };
}

/** A call to the school from a desk. @throws what the school refused */
export async function call<T>(
  origin: string,
  access: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = { "Content-Type": "application/json", ...(access && { Authorization: `Bearer ${access}` }) };
  const { status, text } = await ask(
    `${origin}/kith/v1${path}`,
    method,
    headers,
    body === undefined ? undefined : JSON.stringify(body),
  );
  if (status < 200 || status > 299) throw new Error(`${method} ${path} answered ${status}: ${text}`);
  return (status === 204 ? undefined : JSON.parse(text)) as T;
}

/** On a line of its own: one that was kept open may lead to a school that has been killed since. */
async function ask(url: string, method: string, headers: Record<string, string>, body?: string) {
  return await new Promise<{ status: number; text: string }>((done, fail) => {
    const asked = request(url, { method, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (piece: string) => (text += piece));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, text }));
      answer.on("error", fail);
    });
    asked.on("error", fail);
    asked.end(body);
  });
}

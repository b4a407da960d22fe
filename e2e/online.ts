import type { School, SignIn } from "./school";

/** An adult at a desk, who acts over the school's own API: for what a test needs done and does not look at. */
export class Desk {
  private constructor(
    private readonly school: School,
    private readonly access: string,
    private readonly device: string,
  ) {}

  static async of(school: School, person: SignIn): Promise<Desk> {
    const device = anId();
    const token = new URL(person.link).hash.slice(1);
    const answer = await fetch(`${school.origin}/kith/v1/demo/enter`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, device: { id: device, name: "desk" } }),
    });
    if (!answer.ok) throw new Error(`the demo's door answered ${answer.status}`);
    const { access } = (await answer.json()) as { access: string };
    return new Desk(school, access, device);
  }

  get headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.access}` };
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.school.origin}/kith/v1${path}`, {
      method,
      headers: { ...this.headers, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as T;
  }

  /** Sends one op and expects it to be accepted. */
  async act(kind: string, body: unknown): Promise<void> {
    const op = { op: anId(), kind, at: new Date().toISOString(), body };
    const answer = await this.call<{ results: { status: string; code?: string }[] }>("POST", "/sync", {
      device: this.device,
      build: 1,
      schema: 1,
      ops: [op],
    });
    const result = answer.results[0];
    if (result?.status !== "accepted") throw new Error(`${kind} was ${result?.status}: ${result?.code}`);
  }

  /** Everybody in a circle by first name. */
  async members(name: string): Promise<{ circle: string; ids: Record<string, string> }> {
    const { circles } = await this.call<{ circles: { id: string; name: string; members: { id: string; name: string }[] }[] }>(
      "GET",
      "/circles",
    );
    const found = circles.find((circle) => circle.name === name);
    if (!found) throw new Error(`there is no circle ${name}`);
    return { circle: found.id, ids: Object.fromEntries(found.members.map((member) => [member.name, member.id])) };
  }
}

export function anId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(15)), (byte) => (byte % 36).toString(36)).join("");
}

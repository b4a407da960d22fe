import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Elsewhere, Refusal, SessionEnded, Unreachable } from "./answers";
import { schoolAt } from "./client";
import { openLine, type KeptSession, type SessionKeeper } from "./line";

/**
 * A school's doorkeeper over real HTTP: it gives a new secret for the old one, and honours the old one of the same device
 * once more, as long as the new one was not used.
 */
class Doorkeeper {
  secret = "r1";
  token = "a1";
  before: string | undefined;
  calls: string[] = [];
  /** What happens to the answers of the next renewals. */
  renewals: ((res: ServerResponse, go: () => void) => void)[] = [];
  private server!: Server;

  async open(): Promise<this> {
    this.server = createServer((req, res) => void this.meet(req, res));
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
    schoolAt(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
    return this;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async meet(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    this.calls.push(`${req.method} ${req.url?.replace("/kith/v1", "")} ${body}`.trim());
    if (!req.url?.endsWith("/session/refresh")) return this.answer(req, res);
    const { refresh, device } = JSON.parse(body) as { refresh: string; device: string };
    const go = () => this.renew(res, refresh, device);
    const odd = this.renewals.shift();
    if (odd) odd(res, go);
    else go();
  }

  private answer(req: IncomingMessage, res: ServerResponse): void {
    if (req.headers.authorization !== `Bearer ${this.token}`) return refuse(res, 401, "session_over");
    // The new token was used, so its secret arrived: the old one is over.
    this.before = undefined;
    res.writeHead(200, { "Content-Type": "application/json" }).end(req.method === "HEAD" ? undefined : "{}");
  }

  private renew(res: ServerResponse, refresh: string, device: string): void {
    if (device !== "mayasphone00001" || (refresh !== this.secret && refresh !== this.before)) {
      return refuse(res, 401, "session_over");
    }
    if (refresh === this.secret) {
      this.before = refresh;
      this.secret = `${refresh}+`;
      this.token = `${this.token}+`;
    }
    const renewed = { access: this.token, refresh: this.secret, until: "2027-06-30T00:00:00Z", who: {} };
    res.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(renewed));
  }
}

/** The school has made the new secret; the phone never hears of it. */
function lostAnswer(res: ServerResponse, go: () => void): void {
  res.end = (() => res.destroy()) as never;
  go();
}

function refuse(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ status, code }));
}

/** Where Maya's phone keeps her session: what was written is what a restart finds. */
function mayasPhone(access = "worn out"): SessionKeeper & { kept: KeptSession | undefined; writes: number } {
  const phone = {
    name: `maya${Math.random()}`,
    kept: { access, refresh: "r1", until: "", device: "mayasphone00001" } as KeptSession | undefined,
    writes: 0,
    readSession: () => Promise.resolve(phone.kept && { ...phone.kept }),
    writeSession: (session: KeptSession) => {
      phone.kept = session;
      phone.writes += 1;
      return Promise.resolve();
    },
  };
  return phone;
}

let school: Doorkeeper;
beforeEach(async () => {
  school = await new Doorkeeper().open();
});
afterEach(() => school.close());

const look = (phone: SessionKeeper) => openLine(phone).ask({ method: "GET", path: "/session" });
const renewals = () => school.calls.filter((call) => call.includes("/session/refresh")).length;

describe("a session whose renewal was cut", () => {
  test("survives the lost answer: the old secret opens once more", async () => {
    const phone = mayasPhone();
    school.renewals.push(lostAnswer);
    await expect(look(phone)).rejects.toBeInstanceOf(Unreachable);
    expect(school.secret).toBe("r1+");
    expect(phone.kept).toMatchObject({ refresh: "r1", access: "worn out" });
    await look(phone);
    expect(phone.kept).toMatchObject({ refresh: "r1+", access: "a1+", device: "mayasphone00001" });
  });

  test("is not opened with the old secret by another phone that got hold of it", async () => {
    const [phone, stolen] = [mayasPhone(), mayasPhone()];
    stolen.kept = { ...stolen.kept!, device: "anotherphone001" };
    school.renewals.push(lostAnswer);
    await expect(look(phone)).rejects.toBeInstanceOf(Unreachable);
    await expect(look(stolen)).rejects.toBeInstanceOf(SessionEnded);
    await expect(look(phone)).resolves.toEqual({});
  });

  test.each<[string, (res: ServerResponse) => void, unknown]>([
    ["by a page of the wifi", (res) => res.writeHead(200, { "Content-Type": "text/html" }).end("hi"), Elsewhere],
    ["by a wifi that says 401", (res) => res.writeHead(401, { "Content-Type": "text/html" }).end("hi"), Elsewhere],
    ["by a school that is starting", (res) => refuse(res, 503, "busy"), Refusal],
    ["in its middle", (res) => res.destroy(), Unreachable],
  ])("%s is not over, and nothing of it is lost", async (_, odd, error) => {
    const phone = mayasPhone();
    school.renewals.push(odd);
    await expect(look(phone)).rejects.toBeInstanceOf(error);
    expect(phone.writes).toBe(0);
    await look(phone);
    expect(phone.kept?.refresh).toBe("r1+");
  });
});

describe("a session that is over", () => {
  test.each([401, 403])(
    "because the school says so (%i) asks for its person, with the school's code",
    async (status) => {
      const phone = mayasPhone();
      school.renewals.push((res) => refuse(res, status, "signed_out_everywhere"));
      await expect(look(phone)).rejects.toMatchObject({ name: "SessionEnded", code: "signed_out_everywhere" });
      expect(phone.kept?.refresh).toBe("r1");
    },
  );

  test("because somebody signed out here asks the school nothing", async () => {
    const phone = mayasPhone();
    phone.kept = undefined;
    await expect(look(phone)).rejects.toMatchObject({ code: "signed_out" });
    expect(school.calls).toEqual([]);
  });

  test("is found out once: a new token that is refused too is not renewed in a circle", async () => {
    const phone = mayasPhone();
    school.renewals.push((_res, go) => {
      go();
      school.token = "taken away";
    });
    await expect(look(phone)).rejects.toMatchObject({ status: 401 });
    expect(renewals()).toBe(1);
  });
});

describe("many calls at once", () => {
  test("renew the session once, and each is sent again as it was", async () => {
    const phone = mayasPhone();
    const line = openLine(phone);
    const ask = (n: number) => line.ask({ method: "POST", path: "/sync", json: { n } });
    await Promise.all([ask(1), ask(2), ask(3)]);
    expect(renewals()).toBe(1);
    for (const n of [1, 2, 3]) {
      expect(school.calls.filter((call) => call === `POST /sync {"n":${n}}`).length).toBeGreaterThanOrEqual(1);
    }
    expect(phone.writes).toBe(1);
  });

  test("use what another tab has renewed meanwhile", async () => {
    const phone = mayasPhone();
    const first = await openLine(phone).withBearer((bearer) => {
      if (bearer !== "worn out") return Promise.resolve(bearer);
      phone.kept = { ...phone.kept!, access: "of the other tab" };
      return Promise.reject(new Refusal(401, "session_over", ""));
    });
    expect(first).toBe("of the other tab");
    expect(renewals()).toBe(0);
  });
});

describe("a call without JSON", () => {
  test("asks how far a photo is with a token that works, although a HEAD has no body to say why not", async () => {
    const answer = await openLine(mayasPhone()).send({ method: "HEAD", path: "/media/soup" });
    expect(answer.status).toBe(200);
    expect(school.calls).toHaveLength(3);
  });

  test("hands every other status to whoever asked", async () => {
    school.token = "a1";
    const phone = mayasPhone("a1");
    const answer = await openLine(phone).send({ method: "GET", path: "/media/r1/400" });
    expect(answer.status).toBe(200);
    expect(renewals()).toBe(0);
  });

  test("that fails for another reason than the session renews nothing", async () => {
    const failing = openLine(mayasPhone()).withBearer(() => Promise.reject(new Refusal(403, "not_yours", "")));
    await expect(failing).rejects.toMatchObject({ code: "not_yours" });
    expect(renewals()).toBe(0);
  });
});

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Elsewhere, Refusal, Unreachable } from "./answers";
import { ask, openStream, schoolAt, send } from "./client";
import { alone, openLine, type KeptSession } from "./line";

let server: Server | undefined;

async function answering(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  await new Promise<void>((ready) => server!.listen(0, "127.0.0.1", ready));
  schoolAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((closed) => server?.close(closed));
});

const says = (status: number, kind: string, body: string, headers: Record<string, string> = {}): RequestListener => {
  return (_req, res) => res.writeHead(status, { "Content-Type": kind, ...headers }).end(body);
};
const hello = () => ask<{ app: string }>({ method: "GET", path: "/hello" }, ["app"]);
const problem = JSON.stringify({
  status: 409,
  code: "already_decided",
  detail: "Ms. Ortiz was first.",
  who: "Ms. Ortiz",
});

describe("an answer", () => {
  test("of the school is read", async () => {
    await answering(says(200, "application/json; charset=utf-8", '{"app":"kith"}'));
    expect(await hello()).toEqual({ app: "kith" });
  });

  test("without a body is nothing", async () => {
    await answering((_req, res) => res.writeHead(204).end());
    expect(await ask({ method: "DELETE", path: "/session" })).toBeUndefined();
  });

  test("that refuses says its code, its sentence, who was first and how long to wait", async () => {
    await answering(says(409, "application/problem+json", problem, { "Retry-After": "7" }));
    const refusal = await hello().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      status: 409,
      code: "already_decided",
      detail: "Ms. Ortiz was first.",
      who: "Ms. Ortiz",
      retryAfter: 7,
    });
  });

  test.each<[string, RequestListener]>([
    ["in HTML", says(200, "text/html", "<h1>wifi</h1>")],
    ["without what the school always says", says(200, "application/json", '{"ok":true}')],
    ["that is only a word", says(200, "application/json", '"kith"')],
    ["that leads to another host", (_req, res) => res.writeHead(307, { Location: "http://wifi.example/" }).end()],
    ["that fails in HTML", says(502, "text/html", "bad gateway")],
    ["that refuses without a code", says(403, "application/problem+json", '{"status":403}')],
  ])("%s is somebody else's", async (_, listener) => {
    await answering(listener);
    await expect(hello()).rejects.toBeInstanceOf(Elsewhere);
  });

  test("of a proxy says how long to wait, also as a date", async () => {
    const soon = new Date(Date.now() + 60_000).toUTCString();
    await answering(says(503, "text/html", "", { "Retry-After": soon }));
    const error = (await hello().catch((e: unknown) => e)) as Elsewhere;
    expect(error.retryAfter).toBeGreaterThan(50);
  });

  test.each<[string, RequestListener]>([
    ["that is cut in its middle", says(200, "application/json", '{"app":"ki')],
    ["that breaks off", (_req, res) => res.destroy()],
  ])("%s is no answer", async (_, listener) => {
    await answering(listener);
    await expect(hello()).rejects.toBeInstanceOf(Unreachable);
  });

  test("that does not come in time is no answer, also when it has begun", async () => {
    await answering((_req, res) => {
      res.writeHead(200, { "Content-Type": "application/json" });
      res.write("{");
    });
    const late = send({ method: "GET", path: "/hello", timeout: 50 });
    await expect(late).rejects.toMatchObject({ timedOut: true });
  });

  test("to the stream of pokes that is no stream is somebody else's", async () => {
    await answering(says(200, "text/html", "<h1>wifi</h1>"));
    await expect(openStream("/pokes", "a1", new AbortController().signal)).rejects.toBeInstanceOf(Elsewhere);
  });
});

describe("a line", () => {
  const keeper = () => {
    const kept = { access: "old", refresh: "r1", until: "", device: "phone" } as KeptSession;
    const writes: KeptSession[] = [];
    return {
      name: "maya",
      writes,
      readSession: () => Promise.resolve({ ...kept }),
      writeSession: (session: KeptSession) => {
        writes.push(session);
        Object.assign(kept, session);
        return Promise.resolve();
      },
    };
  };

  test("keeps the new secret before it uses the new token", async () => {
    const store = keeper();
    let keptFirst = false;
    await answering((req, res) => {
      if (req.url?.endsWith("/refresh")) {
        const renewed = { access: "new", refresh: "r2", until: "", who: {} };
        return says(200, "application/json", JSON.stringify(renewed))(req, res);
      }
      if (req.headers.authorization === "Bearer old")
        return says(401, "application/problem+json", '{"code":"over"}')(req, res);
      keptFirst = store.writes.length === 1;
      return says(200, "application/json", "{}")(req, res);
    });
    await openLine(store).ask({ method: "GET", path: "/session" });
    expect(keptFirst).toBe(true);
    expect(store.writes[0]).toMatchObject({ access: "new", refresh: "r2" });
  });

  test("does one thing at a time under one name, also after a failure", async () => {
    const order: string[] = [];
    const slow = alone("x", async () => {
      await Promise.resolve();
      order.push("slow");
      throw new Error("cut");
    });
    const next = alone("x", () => Promise.resolve(order.push("next")));
    await expect(slow).rejects.toThrow("cut");
    await next;
    expect(order).toEqual(["slow", "next"]);
  });
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schoolAt } from "../src/api/client";
import { Elsewhere, Refusal, SessionEnded, Unreachable } from "../src/online/refused";
import { Act } from "../src/screens/desk/asked.svelte";
import { whyNot } from "../src/screens/desk/refused";
import { everybody } from "../src/screens/people/everybody";
import { makeBadges, makeLetters } from "../src/screens/print/making";
import { circlesThere } from "../src/screens/roster/roster";
import { mayasSeat } from "../src/store/people.testing";

let school: Server;
let asked: string[];
/** What the school answers; undefined is a refusal. */
let answer: (call: string) => unknown;

beforeEach(async () => {
  asked = [];
  school = createServer((request, response) => {
    const call = `${request.method} ${request.url?.replace("/kith/v1", "")}`;
    asked.push(call);
    const body = answer(call);
    const refusal = { status: 404, code: "not_found", title: "", type: "", detail: "Nobody is here by that name." };
    const kind = body === undefined ? "application/problem+json" : "application/json";
    response.writeHead(body === undefined ? 404 : 200, { "Content-Type": kind });
    response.end(JSON.stringify(body ?? refusal));
  });
  await new Promise<void>((ready) => school.listen(0, "127.0.0.1", ready));
  schoolAt(`http://127.0.0.1:${(school.address() as AddressInfo).port}`);
});
afterEach(async () => {
  school.closeAllConnections();
  await new Promise((closed) => school.close(closed));
});

const person = (id: string) => ({ id, name: id, kind: "student", badge: false, pin: false, families: [] });

describe("why something did not happen", () => {
  test.each([
    [new Refusal(409, "link_over", "This family link is over."), "This family link is over."],
    [new Refusal(500, "ours", ""), "The school can't be reached just now."],
    [new Elsewhere(302), "This wifi wants you to sign in first."],
    [new SessionEnded("signed_out"), "Please sign in again."],
    [new Unreachable(), "The school can't be reached just now."],
    [new DOMException("full", "QuotaExceededError"), "This device is full, so nothing was changed."],
  ])("%s is told in a sentence", (error, sentence) => {
    expect(whyNot(error)).toContain(sentence);
  });

  test("our own fault is not dressed up as the school's", () => {
    expect(() => whyNot(new TypeError("of ours"))).toThrow("of ours");
  });
});

describe("an act that needs the school", () => {
  test("happens once, however often it is pressed", async () => {
    const act = new Act();
    let done = 0;
    let letGo = () => {};
    const first = act.run(async () => {
      await new Promise<void>((go) => (letGo = go));
      done += 1;
    });
    expect(await act.run(() => Promise.resolve(void (done += 1)))).toBe(false);
    letGo();
    expect(await first).toBe(true);
    expect(done).toBe(1);
    expect(act.busy).toBe(false);
  });

  test("that failed says why, and the next try takes the sentence away", async () => {
    const act = new Act();
    expect(await act.run(() => Promise.reject(new Unreachable()))).toBe(false);
    expect(act.problem).toContain("can't be reached");
    expect(await act.run(() => Promise.resolve())).toBe(true);
    expect(act.problem).toBeUndefined();
  });

  test("can be tried again after a fault of ours", async () => {
    const act = new Act();
    await expect(act.run(() => Promise.reject(new TypeError("of ours")))).rejects.toThrow("of ours");
    expect(act.busy).toBe(false);
  });
});

describe("everybody", () => {
  test("is read page after page, to the end", async () => {
    const pages: Record<string, unknown> = {
      "GET /people?kind=student": { people: [person("ana")], more: true, after: "a" },
      "GET /people?kind=student&after=a": { people: [person("dre")], more: true, after: "d" },
      "GET /people?kind=student&after=d": { people: [person("maya")], more: false, after: "m" },
    };
    answer = (call) => pages[call];
    const seat = await mayasSeat("reyesseat000001");
    expect((await everybody(seat, "student")).map(({ id }) => id)).toEqual(["ana", "dre", "maya"]);
    expect(asked).toHaveLength(3);
  });

  test("ends where a school would go round in circles", async () => {
    answer = () => ({ people: [person("ana")], more: true, after: "a" });
    const seat = await mayasSeat("reyesseat000002");
    expect((await everybody(seat, "student")).length).toBeLessThanOrEqual(40);
  });

  test("a refusal is not an empty school", async () => {
    answer = () => undefined;
    const seat = await mayasSeat("reyesseat000003");
    await expect(everybody(seat, "student")).rejects.toThrow(Refusal);
  });
});

describe("circles as the school tells them", () => {
  test("name their adults with part and last day, and no day where there is none", async () => {
    const line = { person: "p", name: "Ms. Ortiz", from: "2026-09-01T00:00:00Z" };
    const staff = [
      { ...line, grant: "g1", role: "facilitator", until: "0001-01-01T00:00:00Z" },
      { ...line, grant: "g2", role: "cover", until: "2026-11-30T23:59:59Z" },
    ];
    answer = () => ({
      circles: [{ id: "c", name: "Bench 4", kind: "peer_support", glaze: "moss", members: [], staff }],
    });
    const [circle] = await circlesThere(await mayasSeat("reyesseat000004"));
    expect(circle?.staff).toEqual([
      { id: "p", name: "Ms. Ortiz", grant: "g1", role: "facilitator" },
      { id: "p", name: "Ms. Ortiz", grant: "g2", role: "cover", until: "2026-11-30T23:59:59Z" },
    ]);
  });
});

describe("making what is printed", () => {
  test("what was made before a cut is not lost: those badges are the ones that work now", async () => {
    answer = (call) => (call.includes("theo") ? undefined : { person: "x", name: "x", link: "l", qr: "q" });
    const seat = await mayasSeat("reyesseat000005");
    const made: unknown[] = [];
    const all = ["maya", "ana", "theo", "sam"].map((id) => ({ id }));
    await expect(makeBadges(seat, all, (badge) => made.push(badge))).rejects.toThrow(Refusal);
    expect(made).toHaveLength(2);
    expect(asked).toEqual(["POST /people/maya/badge", "POST /people/ana/badge", "POST /people/theo/badge"]);
  });

  test("letters are made for the links that were chosen, and no others", async () => {
    answer = () => ({ link: { id: "l" }, url: "u", qr: "q", until: "2026-11-30T00:00:00Z" });
    const seat = await mayasSeat("reyesseat000006");
    const made: unknown[] = [];
    await makeLetters(seat, [{ id: "rosa" }, { id: "joan" }], (letter) => made.push(letter));
    expect(asked).toEqual(["POST /family-links/rosa/letter", "POST /family-links/joan/letter"]);
    expect(made).toHaveLength(2);
  });
});

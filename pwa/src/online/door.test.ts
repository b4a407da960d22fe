import { openDB } from "idb";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { schoolAt } from "../api/client";
import { lockSeat, seatsHere } from "../store/device";
import { keepDraft } from "../store/drafts";
import { noteMedia } from "../store/media";
import { keepAct, outbox, sentOps } from "../store/outbox";
import { myMoments } from "../store/own";
import { lunch, lunchDraft, momentRow, tell, told } from "../store/people.testing";
import { photo, withPhotos } from "../store/photos.testing";
import { circleTimeline } from "../store/rows";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, readFact, tellStatus, type Seat } from "../store/seat";
import { issueBadge, listPeople, readOnline, revokeBadge } from "./people";
import { Refusal } from "./refused";
import { addMember, listCircles } from "./school";
import { openKnownSeat, seatsOnThisPhone } from "./seats";
import {
  acceptInvitation,
  askForMailedCode,
  enterDemo,
  setUp,
  signInWithBadge,
  signInWithCode,
  signInWithMailedCode,
} from "./signIn";
import { askToLeave, leave, StillUnsent } from "./signOut";

let server: Server;
let asked: { call: string; body: Record<string, unknown>; bearer: string | undefined }[];
let refuse: string | undefined;
let who = "maya";

beforeEach(async () => {
  asked = [];
  refuse = undefined;
  who = "maya";
  indexedDB = new IDBFactory();
  server = createServer((req, res) => {
    void read(req).then((body) => {
      const call = `${req.method} ${req.url?.replace("/kith/v1", "")}`;
      asked.push({ call, body, bearer: req.headers.authorization });
      const kind = refuse ? "application/problem+json" : "application/json";
      if (call === "DELETE /session" && !refuse) return res.writeHead(204).end();
      res.writeHead(refuse ? 401 : 200, { "Content-Type": kind });
      res.end(JSON.stringify(refuse ? { status: 401, code: refuse, detail: "Try the other side." } : answerTo(call)));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  schoolAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

async function read(req: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString() || "{}") as Record<string, unknown>;
}

function answerTo(call: string): object {
  const seat = `${who}seat0000001`;
  const seats = [{ seat, kind: "student" }];
  const me = { seat, kind: "student", person: who, name: who, school: "s", schoolName: "Harbour", seats };
  if (call === "POST /sign-in/password") return { challenge: "challenge1" };
  if (call.startsWith("GET /people")) return { people: [], more: false };
  if (call.startsWith("GET /waiting")) return { moments: [], more: false };
  if (call.startsWith("POST /people")) return { person: "p", name: "n", link: "l", qr: "1/0" };
  if (call === "GET /circles") return { circles: [] };
  if (call.startsWith("POST /circles")) return { id: "c", members: [] };
  return { access: `access-${who}`, refresh: `refresh-${who}`, until: "2027-01-01T00:00:00Z", who: me };
}

describe("a person comes in", () => {
  test.each<[string, () => Promise<Seat>, string, object]>([
    ["with a badge", () => signInWithBadge("secret"), "POST /sign-in/badge", { badge: "secret" }],
    ["with a badge and its PIN", () => signInWithBadge("s", "123456"), "POST /sign-in/badge", { pin: "123456" }],
    ["with a code read out", () => signInWithCode("ABCD2345"), "POST /sign-in/code", { code: "ABCD2345" }],
    ["with a letter", () => acceptInvitation("letter"), "POST /sign-in/invitation", { invitation: "letter" }],
    [
      "with a code out of the mail",
      () => signInWithMailedCode("c", "1"),
      "POST /sign-in/mailed-code",
      { challenge: "c" },
    ],
    ["to the demo", () => enterDemo("demo"), "POST /demo/enter", { token: "demo" }],
    [
      "to a new school",
      () =>
        setUp({
          token: "t",
          school: { name: "H", zone: "Europe/Berlin" },
          coordinator: { name: "O", mail: "o@h", password: "p" },
        }),
      "POST /setup",
      { token: "t" },
    ],
  ])("%s", async (_, comeIn, call, body) => {
    const seat = await comeIn();
    expect(asked[0]).toMatchObject({ call, body });
    expect(asked[0]!.body["device"]).toMatchObject({ id: expect.stringMatching(/^[a-z0-9]{15}$/) as string });
    expect(await readFact(seat, "session")).toMatchObject({ access: "access-maya", refresh: "refresh-maya" });
    expect((await seatsHere()).map((line) => line.name)).toEqual(["maya"]);
    await closeSeat(seat);
  });

  test("or is told why not, and nothing is made for them", async () => {
    refuse = "pin_needed";
    await expect(signInWithBadge("secret")).rejects.toMatchObject({
      code: "pin_needed",
      detail: "Try the other side.",
    });
    await expect(signInWithBadge("secret")).rejects.toBeInstanceOf(Refusal);
    expect(await seatsHere()).toEqual([]);
  });

  test("by mail in two halves", async () => {
    expect(await askForMailedCode("ortiz@school", "long password")).toBe("challenge1");
  });

  test("again after a while and finds what they kept", async () => {
    const before = await signInWithBadge("secret");
    await saveRevision(before, lunchDraft());
    await closeSeat(before);
    const seat = await signInWithBadge("secret");
    expect(await myMoments(seat)).toHaveLength(1);
    await closeSeat(seat);
  });

  test("at another of their seats, and what waits at the first one stays there", async () => {
    const student = await signInWithBadge("secret");
    await saveRevision(student, lunchDraft());
    who = "mentor";
    const mentor = await signInWithBadge("another");
    expect(mentor.name).not.toBe(student.name);
    expect(await myMoments(mentor)).toEqual([]);
    expect(await outbox(student)).toHaveLength(1);
    expect(await readFact(student, "session")).toMatchObject({ access: "access-maya" });
    await closeSeat(student);
    await closeSeat(mentor);
  });

  test("to a store that this app cannot open, which is told, and which the rescue page may send from", async () => {
    const maya = await enterDemo("demo");
    await saveRevision(maya, lunchDraft());
    await closeSeat(maya);
    (await openDB(maya.name, 99)).close();
    await expect(enterDemo("demo")).rejects.toMatchObject({ name: "StoreShut" });
    const found = openSeat(maya.id, maya.name, true);
    expect(await readFact(found, "session")).toMatchObject({ access: expect.any(String) as string });
    expect(await outbox(found)).toHaveLength(1);
    await closeSeat(found);
  });

  test("and sees nothing of who was here before", async () => {
    const mayas = await signInWithBadge("secret");
    await saveRevision(mayas, lunchDraft());
    who = "theo";
    const theos = await signInWithBadge("other");
    expect(theos.name).not.toBe(mayas.name);
    expect(await myMoments(theos)).toEqual([]);
    expect(await outbox(theos)).toEqual([]);
    await closeSeat(mayas);
    await closeSeat(theos);
  });

  test("without the school, when they never left", async () => {
    expect(await seatsOnThisPhone()).toEqual([]);
    await closeSeat(await signInWithBadge("secret"));
    server.closeAllConnections();
    const [line] = await seatsOnThisPhone();
    const seat = await openKnownSeat(line!);
    expect(seat.id).toBe("mayaseat0000001");
    await closeSeat(seat);
  });
});

describe("signing out", () => {
  let seat: Seat;
  beforeEach(async () => {
    seat = await signInWithBadge("secret");
  });

  test("with nothing unsent and everything safe leaves nothing behind", async () => {
    expect((await askToLeave(seat)).any).toBe(false);
    await leave(seat, { how: "clean" });
    expect(asked.at(-1)).toMatchObject({ call: "DELETE /session" });
    expect(await seatsHere()).toEqual([]);
    expect(await indexedDB.databases()).not.toContainEqual(expect.objectContaining({ name: seat.name }));
  });

  test("tries to send first, and says what is left", async () => {
    await saveRevision(seat, lunchDraft());
    const stop = seat.bell.listen((ring) => {
      if (ring.kind === "wake") tellStatus(seat, { rounds: seat.status.rounds + 1 });
    });
    expect(await askToLeave(seat)).toMatchObject({ any: true, moments: [expect.any(String)] });
    stop();
    expect((await askToLeave(seat, 20)).any).toBe(true);
    await closeSeat(seat);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["a moment", () => saveRevision(seat, lunchDraft())],
    ["a draft", () => keepDraft(seat, lunchDraft())],
    ["an answer", () => keepAct(seat, { kind: "give_answer", subject: "m", body: { answer: "no" } })],
  ])("never silently takes %s with it", async (_, keep) => {
    await keep();
    await expect(leave(seat, { how: "clean" })).rejects.toBeInstanceOf(StillUnsent);
    await expect(leave(seat, { how: "delete", typed: "" })).rejects.toBeInstanceOf(StillUnsent);
    await expect(leave(seat, { how: "delete", typed: "7" })).rejects.toBeInstanceOf(StillUnsent);
    expect(await seatsOnThisPhone()).toHaveLength(1);
    await leave(seat, { how: "delete", typed: " 1 " });
    expect(await seatsHere()).toEqual([]);
  });

  test("and keeping locks what is left until the same person is back; others' moments go", async () => {
    await saveRevision(seat, lunchDraft());
    await tell(seat, [momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle" }))]);
    await leave(seat, { how: "keep" });
    expect(await seatsOnThisPhone()).toEqual([]);
    const [line] = await seatsHere();
    expect(line).toMatchObject({ locked: true, clean: false });

    const back = await signInWithBadge("secret");
    expect(await outbox(back)).toHaveLength(1);
    expect(await circleTimeline(back, lunch)).toEqual([]);
    expect(await seatsOnThisPhone()).toHaveLength(1);
    await closeSeat(back);
  });

  test("without a network forgets the secret on the phone", async () => {
    await saveRevision(seat, lunchDraft());
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    await leave(seat, { how: "keep" });
    const reopened = await openKnownSeat((await seatsHere())[0]!);
    expect(await readFact(reopened, "session")).toBeUndefined();
    await closeSeat(reopened);
  });

  test("keeps for thirty days what no backup of the school holds yet", async () => {
    const soup = photo();
    await saveRevision(seat, withPhotos(lunchDraft(), [soup]), [soup]);
    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "accepted", seq: 50 }], facts: { durable: 10 } });
    await noteMedia(seat, soup.media, { state: "kept", seq: 51 });
    await leave(seat, { how: "clean" });
    const [line] = await seatsHere();
    expect(line).toMatchObject({ locked: true, clean: true });
    const reopened = await openKnownSeat(line!);
    expect(await sentOps(reopened)).toHaveLength(1);
    await leave(reopened, { how: "keep" });
    expect(await seatsOnThisPhone(Date.now() + 31 * 24 * 3600_000)).toEqual([]);
    expect(await seatsHere()).toEqual([]);
  });

  test.each<[string, (db: string) => Promise<unknown>]>([
    ["in which another tab kept something just then", () => saveRevision(seat, lunchDraft())],
    ["that cannot be opened", async (db) => (await openDB(db, 99)).close()],
  ])("never forgets a store %s, whatever was noted of it", async (_, then) => {
    const [line] = await seatsHere();
    await then(line!.db);
    await closeSeat(seat);
    await lockSeat(seat.id, true);
    expect(await seatsOnThisPhone(Date.now() + 31 * 24 * 3600_000)).toEqual([]);
    expect(await seatsHere()).toMatchObject([{ locked: true, clean: false }]);
    expect(await indexedDB.databases()).toContainEqual(expect.objectContaining({ name: line!.db }));
  });
});

test("acts that need the school go out in the seat's name", async () => {
  const seat = await signInWithBadge("secret");
  await listPeople(seat, { kind: "student", after: "Ana" });
  await issueBadge(seat, "p1");
  await revokeBadge(seat, "p1");
  await listCircles(seat);
  await addMember(seat, "c1", { person: "p1", role: "tutor" });
  await readOnline(seat, 12);
  const calls = asked.slice(1);
  expect(calls.map(({ call }) => call)).toEqual([
    "GET /people?kind=student&after=Ana",
    "POST /people/p1/badge",
    "DELETE /people/p1/badge",
    "GET /circles",
    "POST /circles/c1/members",
    "GET /waiting?before=12",
  ]);
  for (const { bearer } of calls) expect(bearer).toBe("Bearer access-maya");
  await closeSeat(seat);
});

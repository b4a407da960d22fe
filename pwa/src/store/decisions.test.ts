import { describe, expect, test } from "vitest";
import { recordConsent, recordOrientation } from "./adults";
import { decide, dropRefused, recordAnswer, saidHere, takeDown, undo } from "./decisions";
import { graves } from "./graveyard";
import { markSending, outbox, park, textOf } from "./outbox";
import { lunch, mayasSeat, momentRow, people, tell, told } from "./people.testing";
import { writeFact, type Seat } from "./seat";

const soup = told("soupmoment00001", { form: "staff", hash: "hash-on-screen" });
const bodies = async (seat: Seat) =>
  Promise.all(
    (await outbox(seat)).map(async (op) => JSON.parse(await textOf(seat, op)) as { kind: string; body: object }),
  );

/** Ms. Ortiz's phone with Maya's moment in it. */
async function ortizSeat(): Promise<Seat> {
  const seat = await mayasSeat("ortizseat000001");
  await tell(seat, [momentRow(`staff:${lunch}`, soup)]);
  return seat;
}

describe("a teacher's decision", () => {
  test("names the revision and the very words that were on the screen", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "approve", { audience: "families", bulk: true });
    const body = { moment: soup.id, revision: soup.revision, kind: "approve", seen: "hash-on-screen" };
    expect(await bodies(seat)).toMatchObject([{ kind: "decide", body: { ...body, audience: "families", bulk: true } }]);
  });

  test("is known on this phone before the school has heard of it", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "send_back", { note: "Whose words are these?" });
    expect((await saidHere(seat)).get(soup.id)).toMatchObject([
      { verb: "send_back", stage: "here", note: "Whose words are these?" },
    ]);
  });

  test("taken back before it left the phone leaves nothing to send", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "approve", { audience: "circle" });
    await undo(seat, soup);
    expect(await outbox(seat)).toEqual([]);
    expect((await saidHere(seat)).size).toBe(0);
    expect((await graves(seat)).map(({ why }) => why)).toContain("undone");
  });

  test("taken back while a round was about to send it is not sent", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "approve", { audience: "families" });
    const read = await outbox(seat);
    await undo(seat, soup);
    expect(await markSending(seat, read)).toEqual([]);
    expect(await outbox(seat)).toEqual([]);
  });

  test("taken back after it may have reached the school is answered with an undo", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "approve", { audience: "circle" });
    await markSending(seat, await outbox(seat));
    await undo(seat, soup);
    expect((await saidHere(seat)).get(soup.id)?.map(({ verb }) => verb)).toEqual(["approve", "undo"]);
  });

  test("that the school refused does not count, and gives way to a new one", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "approve", { audience: "circle" });
    const [first] = await outbox(seat);
    await park(seat, first!.n, "already_decided", "This one has been decided already.");
    expect((await saidHere(seat)).get(soup.id)).toMatchObject([{ stage: "stuck", code: "already_decided" }]);
    await decide(seat, soup, "keep_private");
    expect((await saidHere(seat)).get(soup.id)).toMatchObject([{ verb: "keep_private", stage: "here" }]);
    expect((await graves(seat)).map(({ why }) => why)).toContain("decided_anew");
  });

  test("about another moment stays when one is dropped", async () => {
    const seat = await ortizSeat();
    const other = told("drummoment00001", { form: "staff" });
    await decide(seat, soup, "approve", { audience: "circle" });
    await decide(seat, other, "keep_private");
    for (const op of await outbox(seat)) await park(seat, op.n, "not_ready", "");
    await dropRefused(seat, soup.id);
    expect([...(await saidHere(seat)).keys()]).toEqual([other.id]);
  });

  test("leaves what somebody else has said", async () => {
    const seat = await ortizSeat();
    await recordAnswer(seat, soup.id, "ana", "no");
    await recordAnswer(seat, soup.id, "theo", "no");
    for (const op of await outbox(seat)) await park(seat, op.n, "not_ready", "");
    await decide(seat, soup, "keep_private");
    await recordAnswer(seat, soup.id, "theo", "yes");
    expect((await outbox(seat)).map(({ kind, aim }) => [kind, aim])).toEqual([
      ["give_answer", "ana"],
      ["decide", undefined],
      ["give_answer", "theo"],
    ]);
  });

  test("that the school accepted counts until its rows are told, and no longer", async () => {
    const seat = await ortizSeat();
    await decide(seat, soup, "approve", { audience: "circle" });
    const [op] = await outbox(seat);
    await tell(seat, [], { verdicts: [{ op: op!.op, is: "accepted", seq: 100_000 }] });
    expect((await saidHere(seat)).size).toBe(0);
    await writeFact(seat, "behind", true);
    expect((await saidHere(seat)).get(soup.id)).toMatchObject([{ verb: "approve", stage: "sent" }]);
  });
});

describe("other acts of adults", () => {
  test("a take-down is asked for, confirmed and put back in that order", async () => {
    const seat = await ortizSeat();
    for (const action of ["ask", "confirm", "restore"] as const) await takeDown(seat, soup.id, action);
    expect((await saidHere(seat)).get(soup.id)?.map(({ verb }) => verb)).toEqual(["ask", "confirm", "restore"]);
  });

  test("a face-to-face answer names the student, and is no decision", async () => {
    const seat = await ortizSeat();
    await recordAnswer(seat, soup.id, people.theo.id, "no");
    expect(await bodies(seat)).toMatchObject([
      { kind: "give_answer", body: { moment: soup.id, person: people.theo.id, answer: "no" } },
    ]);
    expect((await saidHere(seat)).size).toBe(0);
  });

  test("a consent and an orientation wait in line for the person they are about", async () => {
    const seat = await ortizSeat();
    const person = people.theo.id;
    await recordConsent(seat, { person, kind: "photo", widest: "families", how: "paper" }, "en");
    await recordOrientation(seat, person, "2026-11-20");
    expect((await outbox(seat)).map(({ kind, subject }) => [kind, subject])).toEqual([
      ["record_consent", person],
      ["record_orientation", person],
    ]);
    expect(await bodies(seat)).toMatchObject([
      { body: { person, kind: "photo", widest: "families", how: "paper", lang: "en" } },
      { body: { person, on: "2026-11-20" } },
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { keepAct, outbox, urgentFirst } from "./outbox";
import { needsALook, unsent } from "./look";
import { wordsUnsent } from "./outfile";
import { lunchDraft, mayasSeat } from "./people.testing";
import { saveRevision } from "./save";
import { keepBegun, stepOut, tellAdult, toldHere, type Telling } from "./telling";

const worry: Telling = { words: "zebrafinch", lang: "en", symbols: ["scared"], people: [], others: false };
const nothing: Telling = { words: " ", lang: "en", symbols: [], people: [], others: false };

describe("what is told an adult", () => {
  test("goes before whatever was kept before it", async () => {
    const seat = await mayasSeat();
    await saveRevision(seat, lunchDraft());
    await keepAct(seat, { kind: "take_back", subject: "m", body: { moment: "m" } });
    await tellAdult(seat, nothing);
    await stepOut(seat, "c", "break");
    const kinds = urgentFirst(await outbox(seat)).map(({ kind }) => kind);
    expect(kinds).toEqual(["tell_adult", "step_out", "keep_revision", "take_back"]);
  });

  test("is counted as unsent, begun or told, so that no sign-out loses it", async () => {
    const seat = await mayasSeat();
    expect((await unsent(seat)).any).toBe(false);
    await keepBegun(seat, worry);
    expect(await unsent(seat)).toMatchObject({ any: true, drafts: 1 });
    expect(await tellAdult(seat, worry)).toBe("here");
    expect(await unsent(seat)).toMatchObject({ any: true, drafts: 0, acts: 1 });
    await keepBegun(seat, nothing);
    expect((await unsent(seat)).drafts).toBe(0);
  });

  test("stands in no list of words, and in its own place alone", async () => {
    const seat = await mayasSeat();
    await tellAdult(seat, worry);
    const [op] = await outbox(seat);
    await seat.db.write(["outbox"], (tx) => tx.objectStore("outbox").put({ ...op!, state: "parked" }));
    expect((await needsALook(seat)).map(({ words }) => words)).toEqual([""]);
    expect(await wordsUnsent(seat)).toEqual([]);
    expect(await toldHere(seat)).toMatchObject([{ words: "zebrafinch", symbols: ["scared"], sent: false }]);
  });
});

import { describe, expect, test } from "vitest";
import { needsALook, tryAgain } from "../store/look";
import { keepAct, outbox } from "../store/outbox";
import { lunchDraft } from "../store/people.testing";
import { saveRevision } from "../store/save";
import { nextBatch } from "./push";
import { nextDue } from "./round";
import { go, onMayasPhone, school, seat } from "./phone.testing";

onMayasPhone();

describe("a batch", () => {
  test("stays below 256 KiB, and loses nothing by it", async () => {
    for (let n = 0; n < 80; n++) await saveRevision(seat, lunchDraft({ words: "ö".repeat(3_900) }));
    const batch = await nextBatch(seat, 50);
    expect(batch.length).toBeLessThan(40);
    await go();
    expect(school.applied).toHaveLength(80);
  });

  test("with one poison entry among twenty delivers the twenty", async () => {
    for (let n = 0; n < 21; n++) await saveRevision(seat, lunchDraft({ words: n === 7 ? "poison" : `lunch ${n}` }));
    school.refuse = (op) =>
      (op.body as { words?: string }).words === "poison" ? { code: "inner_fault", retry: true } : undefined;
    await go();
    expect(school.applied).toHaveLength(20);
    expect(await outbox(seat)).toHaveLength(1);
    expect(await nextDue(seat)).toBeGreaterThan(0);
  });

  test("keeps what is recorded of two people apart, and of one in order", async () => {
    const record = (subject: string, widest: string) =>
      keepAct(seat, {
        kind: "record_consent",
        subject,
        body: { person: subject, kind: "photo", widest, how: "paper" },
      });
    await record("ana", "families");
    await record("ana", "none");
    await record("theo", "circle");
    expect((await nextBatch(seat, 50)).map((op) => op.subject)).toEqual(["ana", "theo"]);
    const order = (await outbox(seat)).filter((op) => op.subject === "ana").map((op) => op.op);
    await go();
    expect(school.applied.filter((op) => order.includes(op))).toEqual(order);
  });
});

describe("behind an act that was refused", () => {
  const consent = (widest: string, kind = "photo") => {
    const body = { person: "ana", kind, widest, how: "paper" };
    return keepAct(seat, { kind: "record_consent", subject: "ana", body });
  };
  const refusing = (wrong: string) => {
    school.refuse = (op) => ((op.body as { widest: string }).widest === wrong ? { code: "field_invalid" } : undefined);
  };

  test("a narrower consent does not wait, and the wider one cannot come after it", async () => {
    refusing("families");
    await consent("families");
    await go();
    const narrower = await consent("none");
    await go();
    expect(school.applied).toEqual([narrower]);
    const [trouble] = await needsALook(seat);
    expect(trouble).toMatchObject({ kind: "record_consent", canHeal: false });
    refusing("nothing");
    await tryAgain(seat, trouble!);
    await go();
    expect(school.applied).toEqual([narrower]);
  });

  test("the wider one does not come after it either when somebody says try again at that moment", async () => {
    refusing("families");
    await consent("families");
    await go();
    const narrower = await consent("none");
    const [trouble] = await needsALook(seat);
    refusing("nothing");
    school.once(/sync/, (pass) => void tryAgain(seat, trouble!).then(pass));
    await go();
    expect(school.applied).toEqual([narrower]);
    expect(await needsALook(seat)).toMatchObject([{ canHeal: false }]);
  });

  test("what was allowed of something else is tried again", async () => {
    refusing("none");
    await consent("none", "photo");
    await go();
    await consent("school", "words");
    await go();
    refusing("nothing");
    await tryAgain(seat, (await needsALook(seat))[0]!);
    await go();
    expect(school.applied).toHaveLength(2);
    expect(await outbox(seat)).toEqual([]);
  });

  test("an author takes back what the school has, and an edit waits that stands on a refused one", async () => {
    const draft = lunchDraft();
    const first = await saveRevision(seat, draft);
    if (first.kept !== "all") throw new Error("not kept");
    await go();
    school.refuse = ({ kind }) => (kind === "keep_revision" ? { code: "field_invalid" } : undefined);
    await saveRevision(seat, { ...draft, base: first.revision, words: "And bread." });
    await go();
    school.refuse = () => undefined;
    const op = { kind: "take_back", subject: draft.moment, body: { moment: draft.moment } } as const;
    const back = await keepAct(seat, op);
    await go();
    expect(school.applied.at(-1)).toBe(back);
  });

  test("nobody takes back what the school was never told", async () => {
    school.refuse = () => ({ code: "field_invalid" });
    const draft = lunchDraft();
    await saveRevision(seat, draft);
    await go();
    await keepAct(seat, { kind: "take_back", subject: draft.moment, body: { moment: draft.moment } });
    expect(await nextBatch(seat, 50)).toEqual([]);
  });
});

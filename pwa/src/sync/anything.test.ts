import fc from "fast-check";
import { expect, test } from "vitest";
import { openLine } from "../api/line";
import { unsent } from "../store/look";
import { keepAct, outbox } from "../store/outbox";
import { myMoments } from "../store/own";
import { lunchDraft, mayasSeat } from "../store/people.testing";
import { photo, withPhotos } from "../store/photos.testing";
import { saveRevision } from "../store/save";
import { closeSeat, openSeat, type Seat } from "../store/seat";
import { sessionOf } from "../store/session";
import type { Draft } from "../moment/draft";
import { round } from "./round";
import { faults } from "./faults.testing";
import { School } from "./school.testing";

/** What can happen to Maya's phone in a week, in any order. */
type Step =
  | "save"
  | "photo"
  | "edit"
  | "sync"
  | "cutBefore"
  | "cutAfter"
  | "cutUpload"
  | "portal"
  | "crash"
  | "backup"
  | "restore";

const steps: Step[] = [
  "save",
  "photo",
  "edit",
  "sync",
  "cutBefore",
  "cutAfter",
  "cutUpload",
  "portal",
  "crash",
  "backup",
  "restore",
];

class Week {
  readonly words = new Map<string, string>();
  private drafts: Draft[] = [];
  private backup: ReturnType<School["copy"]> | undefined;
  private count = 0;

  constructor(
    readonly school: School,
    public seat: Seat,
  ) {}

  async live(step: Step): Promise<void> {
    if (step === "save") await this.keep(lunchDraft({ words: `lunch ${this.count++}` }));
    else if (step === "photo") await this.keepPhoto();
    else if (step === "edit") await this.edit();
    else if (step === "sync") await this.sync();
    else if (step === "crash") await this.crash();
    else if (step === "backup") this.backup = this.school.copy();
    else if (step === "restore") this.goBack();
    else await this.cut(step);
  }

  /** A round; whatever stops it, the next one goes on. */
  async sync(): Promise<void> {
    await round(this.seat, openLine(sessionOf(this.seat)), { ops: 50 }).catch(() => undefined);
  }

  private async keep(draft: Draft, photos: ReturnType<typeof photo>[] = []): Promise<void> {
    const saved = await saveRevision(this.seat, draft, photos);
    if (saved.kept !== "all") throw new Error("not kept");
    this.words.set(draft.moment, draft.words);
    this.drafts = this.drafts.filter((known) => known.moment !== draft.moment);
    this.drafts.push({ ...draft, base: saved.revision });
  }

  private async keepPhoto(): Promise<void> {
    const soup = photo(700, this.count++ + 3);
    await this.keep(withPhotos(lunchDraft({ words: `photo ${this.count}` }), [soup]), [soup]);
  }

  private async edit(): Promise<void> {
    const draft = this.drafts[0];
    if (draft) await this.keep({ ...draft, words: `edit ${this.count++}` });
  }

  private async crash(): Promise<void> {
    await closeSeat(this.seat);
    this.seat = openSeat(this.seat.id, this.seat.name);
  }

  private goBack(): void {
    if (!this.backup) return;
    const { ledger, rows, uploads, seq } = this.backup;
    this.school.restore({ ledger: new Map(ledger), rows: new Map(rows), uploads: new Map(uploads), seq });
    this.school.epoch = `epoch${this.count++}x`;
  }

  private async cut(step: "cutBefore" | "cutAfter" | "cutUpload" | "portal"): Promise<void> {
    const path = step === "cutUpload" ? /PATCH/ : /sync/;
    this.school.once(path, step === "cutUpload" ? faults.cutAfter : faults[step]);
    await this.sync();
    this.school.forgive();
  }
}

test("whatever happens in a week, phone and school agree in the end, and nothing is lost or doubled", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { maxLength: 14 }), fc.boolean(), async (plan, waits) => {
      const school = await new School().open();
      school.waitsWhenRewound = waits;
      const week = new Week(school, await mayasSeat());
      try {
        for (const step of plan) await week.live(step);
        await week.sync();
        await week.sync();
        expect(await unsent(week.seat)).toMatchObject({ any: false });
        const mine = await myMoments(week.seat);
        expect(new Map(mine.map((found) => [found.moment.id, found.moment.words]))).toEqual(week.words);
        for (const found of mine) expect(found.chip).toEqual({ state: "with_teacher" });
        const there = [...school.rows.values()].map((row) => [row.moment?.id, row.moment?.words]);
        expect(new Map(there as [string, string][])).toEqual(week.words);
        for (const upload of school.uploads.values()) expect(upload.bytes.byteLength).toBe(upload.length);
        if (!plan.includes("restore")) expect(new Set(school.applied).size).toBe(school.applied.length);
      } finally {
        await closeSeat(week.seat);
        await school.close();
      }
    }),
    { numRuns: Number(process.env["WEEKS"] ?? 25) },
  );
}, 600_000);

test("a decision that was cut twice happens once", async () => {
  const school = await new School().open();
  const week = new Week(school, await mayasSeat());
  await keepAct(week.seat, {
    kind: "give_answer",
    subject: "theosmoment0001",
    body: { moment: "theosmoment0001", answer: "no" },
  });
  await week.live("cutAfter");
  await week.live("cutAfter");
  await week.sync();
  expect(school.applied).toHaveLength(1);
  expect(await outbox(week.seat)).toEqual([]);
  await closeSeat(week.seat);
  await school.close();
});

import type { OpKind } from "../../src/store/schema";
import type { SyncAnswer } from "../../src/api/contract";
import { canariesIn } from "./canary";
import type { Answer, Call } from "./wire";

/** One act that the school has accepted at some time. */
export interface Said {
  op: string;
  by: string;
  kind: OpKind;
  subject: string;
  body: Record<string, string>;
  /** Its place among everything that the school ever accepted, also in what it lost since. */
  order: number;
  /** Its place when it was last done: later than `order` where the school had lost it and got it again. */
  last: number;
  /** False once the school has refused it, when it came again after a loss, until a state is put back in which it is. */
  stands: boolean;
  /** The school has it. False while it is lost, and has not come again. */
  there: boolean;
}

/** Everything that the school accepted, as it passes on the wires: also what phone or school have forgotten since. */
export class Sayings {
  /** To which revision each canary belongs. */
  readonly revisionOf = new Map<string, string>();
  /** What came as two acts, though the school had accepted the first. */
  readonly twice: string[] = [];
  private readonly acts = new Map<string, Said>();
  private count = 0;

  get all(): Said[] {
    return [...this.acts.values()];
  }

  /** The acts that the school has now. */
  get there(): ReadonlySet<string> {
    return new Set(this.all.flatMap(({ op, there }) => (there ? op : [])));
  }

  /** The school has these acts again and no others. What it has lost comes again, and is judged again. */
  goBack(there: ReadonlySet<string>): void {
    for (const said of this.acts.values()) {
      said.there = there.has(said.op);
      if (said.there) said.stands = true;
    }
  }

  hears(by: string, call: Call, answer: Answer): void {
    if (call.method !== "POST" || !call.path.endsWith("/sync") || answer.status !== 200) return;
    const { ops } = JSON.parse(call.body.toString()) as { ops: Op[] };
    const results = new Map((JSON.parse(answer.body.toString()) as SyncAnswer).results.map((one) => [one.op, one]));
    for (const op of ops) {
      for (const canary of canariesIn(op.body["words"] ?? "")) this.revisionOf.set(canary, op.body["revision"] ?? "");
      const { status, repeated } = results.get(op.op) ?? {};
      const before = this.acts.get(op.op);
      if (status === "refused" && before) before.stands = before.there = false;
      if (status === "accepted" && before) before.there = true;
      if (status !== "accepted" || (repeated && before)) continue;
      if (op.kind === "keep_revision") this.holdOnce(by, op);
      const now = ++this.count;
      this.acts.set(op.op, {
        ...{ op: op.op, by, kind: op.kind, subject: op.body["moment"] ?? op.body["person"] ?? "", body: op.body },
        ...{ order: before?.order ?? now, last: now, stands: true, there: true },
      });
    }
  }

  /** A revision is kept by one act, however often that has to be sent. */
  private holdOnce(by: string, { op, body: { revision = "" } }: Op): void {
    const acts = this.all.filter((said) => said.kind === "keep_revision" && said.body["revision"] === revision);
    if (acts.some((said) => said.op !== op)) this.twice.push(`${by} kept ${revision} in two acts`);
  }
}

interface Op {
  op: string;
  kind: OpKind;
  body: Record<string, string>;
}

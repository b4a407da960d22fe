import type { OpKind } from "../../src/store/schema";
import type { Disk } from "./disk";
import { canariesIn } from "./story";

/** One act as its phone holds it. */
export interface Said {
  by: string;
  kind: OpKind;
  subject: string;
  body: Record<string, string>;
  /** The school's place for it, when the school accepted it. */
  seq?: number;
}

/** What everybody said that is still on their phones, and to which revision each canary belongs. */
export interface Sayings {
  accepted: (Said & { seq: number })[];
  revisionOf: Map<string, string>;
}

/** Gathers it from the disks of all phones. */
export function sayingsOn(disks: Map<string, Disk>): Sayings {
  const sayings: Sayings = { accepted: [], revisionOf: new Map() };
  for (const [by, { outbox, sent }] of disks) {
    for (const { kind, subject, text, ...rest } of [...outbox, ...sent]) {
      const said = JSON.parse(text.lies as string) as { body: Record<string, string> };
      if (kind === "keep_revision") {
        for (const canary of canariesIn(said.body["words"] ?? "")) {
          sayings.revisionOf.set(canary, said.body["revision"] ?? "");
        }
      }
      if ("seq" in rest) sayings.accepted.push({ by, kind, subject, body: said.body, seq: rest.seq });
    }
  }
  return sayings;
}

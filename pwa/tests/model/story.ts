import { canariesIn } from "./canary";
import { Sayings } from "./said";
import type { Answer, Call } from "./wire";

/** One version of a moment, with words that exist nowhere else. */
export interface Version {
  canary: string;
  /** True once the phone said that it is kept. A tab that died while it kept may have kept it or not. */
  sure: boolean;
  /** True once the chip said that the teacher has it. */
  acknowledged: boolean;
  photos: number;
  /** Its phone has forgotten it: because it was `safe` in a backup, or because its author wanted that. */
  wiped?: "safe" | "wanted";
}

/** What somebody keeps, as they remember it. */
export interface Kept {
  moment: string;
  author: string;
  people: string[];
  versions: Version[];
  /** Its author has deleted on their phone what was not sent: which of its versions stays is the school's to say. */
  givenUp?: boolean;
  /** When it was taken away for good. */
  erased?: number;
}

/** A state of the school that can be put back, when it was taken, which acts are in it, and what it knows to be taken away for good. */
export interface Snapshot {
  kind: "copy" | "backup";
  place: string;
  at: number;
  acts: ReadonlySet<string>;
  erased: ReadonlyMap<string, number>;
}

/** Says that something was promised and does not hold. */
export class Broken extends Error {
  constructor(
    readonly invariant: "lost" | "doubled" | "leaked" | "withdrawn" | "apart" | "stuck" | "law",
    message: string,
  ) {
    super(`${invariant}: ${message}`);
    this.name = "Broken";
  }
}

/** What has truly happened, as people know it: what they kept, what they were told, what they decided. */
export class Story {
  readonly moments = new Map<string, Kept>();
  /** What everybody said, and the school accepted. */
  readonly sayings = new Sayings();
  /** Canaries that a facilitator has ever approved, on their phone at least. */
  readonly approved = new Set<string>();
  /** Bytes that came where they must not, noticed when they passed. */
  readonly leaks: string[] = [];
  /** Who has ever left the circle. */
  readonly left = new Set<string>();
  /** The states of the school that somebody could put back, oldest first. */
  readonly snapshots: Snapshot[] = [];
  /** The school went back without its journal: it has forgotten what narrowed since, until somebody says it again. */
  lostJournal = false;
  private wentBack = false;
  private wentBackTooFar = false;
  private count = 0;
  private now = 0;

  constructor(readonly seed: number) {}

  /** New words for a version. */
  canary(): string {
    return `canary-${this.seed.toString(36)}-${++this.count}-e`;
  }

  keeps(author: string, moment: string, people: string[], version: Version): void {
    const kept = this.moments.get(moment) ?? { moment, author, people, versions: [] };
    kept.people = people;
    kept.versions.push(version);
    this.moments.set(moment, kept);
  }

  /** Somebody deletes, on their phone, whatever the school has not acknowledged of their moments, or of one of them. */
  givesUp(author: string, moment?: string): void {
    for (const kept of this.by(author)) {
      if (moment && kept.moment !== moment) continue;
      kept.givenUp = true;
      for (const version of kept.versions) version.sure = version.acknowledged;
    }
  }

  /** The phone of somebody has forgotten all that they kept. */
  wipes(author: string, why: "safe" | "wanted"): void {
    for (const { versions } of this.by(author)) for (const version of versions) version.wiped = why;
  }

  erases(kept: Kept): void {
    kept.erased = ++this.now;
  }

  snapshot(kind: Snapshot["kind"], place: string): void {
    const erased = [...this.moments.values()].flatMap(({ moment, erased }) =>
      erased ? [[moment, erased] as const] : [],
    );
    this.snapshots.push({ kind, place, at: ++this.now, acts: this.sayings.there, erased: new Map(erased) });
  }

  /** An earlier state of the school is there again. Without the journal it has forgotten also what narrowed since. */
  goesBack(to: Snapshot, lostJournal: boolean): void {
    this.wentBack = true;
    this.sayings.goBack(to.acts);
    if (this.snapshots.some(({ kind, at }) => kind === "backup" && at > to.at)) this.wentBackTooFar = true;
    // What an older state had brought back is gone again where the newer one knows that it was taken away.
    for (const [moment, at] of to.erased) this.moments.get(moment)!.erased ??= at;
    if (!lostJournal) return;
    this.lostJournal = true;
    for (const kept of this.moments.values()) {
      if (!kept.erased || to.erased.has(kept.moment)) continue;
      delete kept.erased;
      this.mayBeGone(kept, kept.versions);
    }
  }

  /** Takes back what was promised only for as long as phone or school are not treated worse than the promise says. */
  settle(): void {
    for (const kept of this.moments.values()) {
      // A phone forgets what a finished backup holds. An older one than that may be put back, but nobody promised anything then.
      const gone = ({ wiped }: Version) =>
        wiped === "safe" ? this.wentBackTooFar : wiped === "wanted" && this.wentBack;
      const lost = kept.versions.filter(gone);
      if (lost.length) this.mayBeGone(kept, lost);
    }
  }

  of(canary: string): { kept: Kept; version: Version } | undefined {
    for (const kept of this.moments.values()) {
      const version = kept.versions.find((known) => known.canary === canary);
      if (version) return { kept, version };
    }
    return undefined;
  }

  /** Every answer that the school sends to somebody is held against the promise: nothing leaves before a teacher says so. */
  hears(reader: string, call: Call, answer: Answer): void {
    this.sayings.hears(reader, call, answer);
    for (const canary of canariesIn(answer.body.toString("latin1"))) {
      if (reader === "Ms. Ortiz" || this.of(canary)?.kept.author === reader || this.approved.has(canary)) continue;
      this.leaks.push(`${reader} was sent ${canary} by ${call.method} ${call.path}, and nobody had approved it`);
    }
  }

  private by(author: string): Kept[] {
    return [...this.moments.values()].filter((kept) => kept.author === author);
  }

  private mayBeGone(kept: Kept, versions: Version[]): void {
    kept.givenUp = true;
    for (const version of versions) version.sure = version.acknowledged = false;
  }
}

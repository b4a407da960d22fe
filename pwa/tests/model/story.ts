import type { Answer, Call } from "./wire";

/** One version of a moment, with words that exist nowhere else. */
export interface Version {
  canary: string;
  /** True once the phone said that it is kept. A tab that died while it kept may have kept it or not. */
  sure: boolean;
  /** True once the chip said that the teacher has it. */
  acknowledged: boolean;
  photos: number;
}

/** What somebody keeps, as they remember it. */
export interface Kept {
  moment: string;
  author: string;
  people: string[];
  versions: Version[];
  /** Its author has deleted on their phone what was not sent: which of its versions stays is the school's to say. */
  givenUp?: boolean;
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

const pattern = /canary-[a-z0-9]+-\d+-e/g;

/** The canaries in a text. */
export function canariesIn(text: string): Set<string> {
  return new Set(text.match(pattern) ?? []);
}

/** What has truly happened, as people know it: what they kept, what they were told, what they decided. */
export class Story {
  readonly moments = new Map<string, Kept>();
  /** Canaries that a facilitator has ever approved, on their phone at least. */
  readonly approved = new Set<string>();
  /** Bytes that came where they must not, noticed when they passed. */
  readonly leaks: string[] = [];
  /** An older copy of the school's folder was put back at some time. */
  wentBack = false;
  /** Who has ever left the circle, and whose phone has ever forgotten what they said. */
  readonly left = new Set<string>();
  readonly forgot = new Set<string>();
  private count = 0;

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

  /** Somebody deletes, on their phone, whatever the school has not acknowledged. */
  givesUp(author: string): void {
    this.forgot.add(author);
    for (const kept of this.moments.values()) {
      if (kept.author !== author) continue;
      kept.givenUp = true;
      for (const version of kept.versions) version.sure = version.acknowledged;
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
    for (const canary of canariesIn(answer.body.toString("latin1"))) {
      if (reader === "Ms. Ortiz" || this.of(canary)?.kept.author === reader || this.approved.has(canary)) continue;
      this.leaks.push(`${reader} was sent ${canary} by ${call.method} ${call.path}, and nobody had approved it`);
    }
  }
}

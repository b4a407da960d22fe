import type { Said } from "./said";
import type { Kept, Version } from "./story";

/** Whose families there are. Vera may see nothing: her link to Ana is restricted. */
const studentOf: Record<string, string> = { Rosa: "Maya" };

/** What decides who may read, after everything has been told to the school. */
export interface Law {
  /** What was ever accepted, and to which revision each canary belongs. */
  said: Said[];
  revisionOf: Map<string, string>;
  /** Person ids by name. */
  ids: Record<string, string>;
  /** Person ids of the circle's members now. */
  members: Set<string>;
  /** The school was restored without its journal, and nobody has looked yet. */
  closed: boolean;
  /** The school may have forgotten what narrowed: only what it has accepted again still binds it. */
  lostJournal: boolean;
}

/**
 * Why somebody may not have a version of a moment on their phone, or undefined when they may. It is said here a second
 * time and in other words than in the school's own law, from what people did on their phones and from nothing else.
 *
 * @param asked whether the phone holds it as a question to its person.
 */
export function forbidden(law: Law, reader: string, kept: Kept, version: Version, asked: boolean): string | undefined {
  if (reader === kept.author) return undefined;
  if (kept.erased) return "it was taken away for good";
  if (reader === "Ms. Ortiz") return undefined;
  if (asked) return mayNotBeAsked(law, reader, kept, version);
  if (law.closed) return "the school was restored and nobody has looked yet";
  const student = studentOf[reader];
  const family = reader === "Rosa" || reader === "Vera";
  const inIt = [law.ids[kept.author] ?? "", ...kept.people];
  if (family && !inIt.includes(law.ids[student ?? ""] ?? "nobody")) return "nobody of this family is in it";
  if (!family && !law.members.has(law.ids[reader] ?? "")) return "this student is not in the circle now";
  const released = lastReleased(law, kept, version, family);
  if (!released) return "no approval of it was accepted";
  const silent = kept.people.find((person) => !saidYes(law, kept, person));
  if (silent) return `${nameOf(law, silent)}, who is in it, has not said yes`;
  const later = law.said.filter(({ order, stands }) => order > released.order && (stands || !law.lostJournal));
  return later.map((said) => narrows(law, kept, version, family, said, released)).find((why) => why !== undefined);
}

/** Somebody shown is asked after the teacher has approved, wherever they belong meanwhile. */
function mayNotBeAsked(law: Law, reader: string, kept: Kept, version: Version): string | undefined {
  if (!kept.people.includes(law.ids[reader] ?? "")) return "this person is not in it and is asked";
  return lastReleased(law, kept, version, false) ? undefined : "it was not approved and somebody is asked";
}

function nameOf(law: Law, person: string): string {
  return Object.keys(law.ids).find((name) => law.ids[name] === person) ?? person;
}

/** Silence is not a yes, and neither is a yes after which the same person said no. A yes to everything is one. */
function saidYes(law: Law, kept: Kept, person: string): boolean {
  const answers = law.said.filter(
    (said) => said.stands && said.kind === "give_answer" && speaker(law, said) === person,
  );
  const yes = (said: Said | undefined) => said?.body["answer"] === "yes";
  return (
    yes(newest(answers.filter(({ subject }) => subject === kept.moment))) ||
    answers.some((said) => toAll(said) && yes(said))
  );
}

/** Whose answer it is: a teacher records what somebody said face to face. */
function speaker(law: Law, { by, body }: Said): string | undefined {
  return body["person"] ?? law.ids[by];
}

function toAll({ body }: Said): boolean {
  return body["moment"] === undefined;
}

/** The newest approval, or the newest answer to a take-down that put it back. */
function lastReleased(law: Law, kept: Kept, version: Version, family: boolean): Said | undefined {
  const revision = law.revisionOf.get(version.canary);
  const about = law.said.filter(({ by, subject, stands }) => stands && by === "Ms. Ortiz" && subject === kept.moment);
  const approvals = about.filter(
    ({ kind, body }) =>
      kind === "decide" &&
      body["kind"] === "approve" &&
      body["revision"] === revision &&
      (!family || body["audience"] !== "circle"),
  );
  if (!approvals.length) return undefined;
  const restored = about.filter(({ kind, body }) => kind === "take_down" && body["action"] === "restore");
  return newest([...approvals, ...restored]);
}

function newest(said: Said[]): Said | undefined {
  return said.toSorted((a, b) => a.order - b.order).at(-1);
}

function narrows(
  law: Law,
  kept: Kept,
  version: Version,
  family: boolean,
  said: Said,
  released: Said,
): string | undefined {
  const { by, kind, subject, body } = said;
  if (kind === "record_consent" && !widenedBefore(law, said, released))
    return consentNarrows(law, kept, version, family, body);
  const answersThis = kind === "give_answer" && (subject === kept.moment || toAll(said));
  if (answersThis && body["answer"] === "no" && kept.people.includes(speaker(law, said) ?? "")) return `${by} said no`;
  if (subject !== kept.moment) return undefined;
  if (kind === "take_back") return `${by} took it back`;
  if (kind === "take_down" && body["action"] === "ask") return `${by} asked to take it down`;
  const isThis = body["revision"] === law.revisionOf.get(version.canary);
  if (kind === "decide" && body["kind"] !== "approve" && isThis) return `the teacher then decided ${body["kind"]}`;
  return undefined;
}

/** A school that had lost an approval gets it again after a consent was narrowed and widened: it stands on the wider one. */
function widenedBefore(law: Law, { subject, body, order }: Said, released: Said): boolean {
  const same = (other: Said) =>
    other.kind === "record_consent" && other.subject === subject && other.body["kind"] === body["kind"];
  return law.said.some((other) => same(other) && other.order > order && other.last < released.last);
}

function consentNarrows(
  law: Law,
  kept: Kept,
  version: Version,
  family: boolean,
  { person = "", kind, widest }: Record<string, string>,
): string | undefined {
  const asAuthor = person === law.ids[kept.author] && kind === "words";
  const asShown = kept.people.includes(person) && kind === (version.photos ? "photo" : "words");
  const tooNarrow = widest === "none" || (family && widest === "circle");
  return (asAuthor || asShown) && tooNarrow ? `the consent to ${kind} goes no further than ${widest}` : undefined;
}

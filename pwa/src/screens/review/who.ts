import type { Circle, ConsentKind, Moment, Named, Widest } from "../../store/shapes";

/**
 * What somebody shown says about this moment. `made`: the author, who is not asked. `asked`: waits for an answer.
 * `next`: is asked after the approval. The others are answers.
 */
export type Today = "made" | "asked" | "next" | "yes" | "yes_always" | "no" | "no_always";

/** How far one kind of thing of a person may go. Absent `widest`: this phone does not know. */
export interface Cell {
  kind: ConsentKind;
  widest: Widest | undefined;
}

/** One line of "Who is in it". */
export interface InIt {
  id: string;
  person: Named;
  consents: Cell[];
  today: Today;
}

/** Everybody in a moment: shown, heard in a quote, or its author. Each stands once. */
export function whoIsInIt(moment: Moment, circle: Circle | undefined): InIt[] {
  const speakers = moment.quotes.flatMap(({ speaker }) => speaker ?? []);
  const heard = (moment.voice ?? []).flatMap((note) => note.heard);
  const all = new Map<string, Named>();
  for (const person of [...moment.people, ...speakers, ...heard, ...moment.authors]) {
    if (person.id && !all.has(person.id)) all.set(person.id, person);
  }
  return [...all].map(([id, person]) => ({
    id,
    person,
    consents: kindsOf(id, moment).map((kind) => ({ kind, widest: widestOf(id, kind, moment, circle) })),
    today: todayOf(id, moment, circle),
  }));
}

/** What of a person is in it: a photo, their voice, words. */
function kindsOf(id: string, { people, pictures, voice = [], quotes, words, authors }: Moment): ConsentKind[] {
  const shown = pictures.length > 0 && people.some((person) => person.id === id);
  const spoke = quotes.some(({ speaker }) => speaker?.id === id) || (!!words && authors.some((who) => who.id === id));
  const heard = voice.some((note) => note.heard.some((person) => person.id === id));
  return [
    ...(shown ? ["photo" as const] : []),
    ...(heard ? ["voice" as const] : []),
    ...(spoke ? ["words" as const] : []),
  ];
}

function widestOf(id: string, kind: ConsentKind, moment: Moment, circle: Circle | undefined): Widest | undefined {
  const told = (moment.checks ?? []).find((reason) => reason.person?.id === id && reason.kind === kind);
  if (told) return told.widest ?? "none";
  const member = circle?.members.find((each) => each.id === id);
  return member?.consents?.find((cell) => cell.kind === kind)?.widest;
}

function todayOf(id: string, moment: Moment, circle: Circle | undefined): Today {
  if (moment.authors.some((author) => author.id === id)) return "made";
  const says = (code: string) => (moment.checks ?? []).some((each) => each.code === code && each.person?.id === id);
  if (says("said_no")) return "no";
  if (says("said_no_always")) return "no_always";
  if ((moment.waitingFor ?? []).some((person) => person.id === id)) return "asked";
  const standing = circle?.members.find((member) => member.id === id)?.standing;
  if (standing === "yes") return "yes_always";
  if (standing === "no") return "no_always";
  return moment.state === "held" || moment.state === "shared" ? "yes" : "next";
}

/** The people whose families would see it. */
export function familiesOf(moment: Moment): Named[] {
  return whoIsInIt(moment, undefined).map(({ person }) => person);
}

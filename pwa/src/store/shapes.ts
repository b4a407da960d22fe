/**
 * What the school tells a phone, in the forms that screens read. The contract's generated types say the same: a test in
 * `sync` fails when they part.
 */
export type SeatKind = "student" | "staff" | "family";
export type Audience = "circle" | "families" | "school";
export type Widest = "none" | Audience;
export type Form = "author" | "staff" | "ask" | "circle" | "family" | "school";
export type ConsentKind = "photo" | "voice" | "words" | "name";
export type MomentState =
  "with_teacher" | "back" | "private" | "held" | "shared" | "withdrawn" | "taken_down" | "taken_back";

export interface Named {
  id?: string;
  name: string;
  face?: string;
  own?: boolean;
}

export interface Quote {
  speaker?: Named;
  words: string;
  lang?: string;
  made: "own" | "symbols" | "scribed" | "about";
  support?: string;
  symbols?: string[];
}

export interface Picture {
  media: string;
  rendition?: string;
  width?: number;
  height?: number;
  alt: string;
  kept: boolean;
  refused?: string;
  /** For adults: the hash of the master that boxes are measured in. */
  master?: string;
  /** For adults: where faces were found. Absent while nobody has looked. */
  faces?: { boxes: { x: number; y: number; width: number; height: number }[] };
}

/** A voice note: its sound for 180 days, its words for as long as the moment. */
export interface VoiceNote {
  media: string;
  /** Absent until the sound is kept, and when its time is over. */
  rendition?: string;
  form?: "audio/webm" | "audio/mp4";
  /** How long it is, in milliseconds. */
  millis?: number;
  /** What is said in it. Empty until its author or a teacher has written it. */
  words: string;
  lang?: string;
  heard: Named[];
  kept: boolean;
  /** Its time is over and the sound is gone. */
  over?: boolean;
  refused?: string;
}

export interface Reason {
  code: string;
  blocks: boolean;
  person?: Named;
  kind?: ConsentKind;
  widest?: Widest;
  text?: string;
  faces?: number;
  named?: number;
}

export interface HistoryLine {
  kind: string;
  revision?: string;
  number?: number;
  by?: string;
  at: string;
  audience?: Audience;
  note?: string;
  words?: string;
  quotes?: Quote[];
}

/** A moment in the form that this reader may have. Staff fields are absent from every other form. */
export interface Moment {
  id: string;
  form: Form;
  circle: string;
  circleName?: string;
  glaze?: string;
  revision: string;
  number: number;
  hash: string;
  at: string;
  received?: string;
  authors: Named[];
  people: Named[];
  others: boolean;
  did: string[];
  feeling?: string;
  turn?: string;
  words?: string;
  lang?: string;
  quotes: Quote[];
  pictures: Picture[];
  voice?: VoiceNote[];
  /** Photos and voices of it that the school destroyed, since somebody in them asked for that. */
  gone?: string[];
  state: MomentState;
  audience?: Audience;
  heldUntil?: string;
  note?: string;
  by?: string;
  shared?: { revision: string; audience: Audience; since: string };
  checks?: Reason[];
  ceiling?: Widest;
  waitingFor?: Named[];
  history?: HistoryLine[];
}

export interface CircleMember {
  id: string;
  name: string;
  face?: string;
  role?: string;
  focus?: boolean;
  orientedUntil?: string;
  standing?: string;
  consents?: { kind: ConsentKind; widest: Widest; until?: string; due?: ConsentDue }[];
}

/** Why something that was allowed is to be asked about again. */
export type ConsentDue = "giver_out" | "missing" | "ended" | "ends_soon" | "new_text";

/** What is allowed of one kind of one student, as a guardian or a grown student is told it. */
export interface OwnConsent {
  kind: ConsentKind;
  /** By everybody whose word counts, together. */
  widest: Widest;
  /** By the reader, if they have said anything. */
  mine?: Widest;
  /** The newest word of the reader's own: a wider one names it. */
  last?: string;
  until?: string;
  due?: ConsentDue;
  /** Somebody else allows less. */
  less?: "another" | "form";
}

export interface ConsentsOf {
  person: string;
  name: string;
  face?: string;
  /** Whether the reader's word counts. */
  decides: boolean;
  cells: OwnConsent[];
  /** For a student who decides alone: who of their family reads what is shared of them. */
  family?: FamilyReader[];
}

export interface FamilyReader {
  /** The id of the family link. */
  link: string;
  name: string;
  reads: boolean;
}

/** What somebody reads before they allow something, in one language. */
export interface ConsentText {
  kind: ConsentKind;
  version: string;
  lang: string;
  words: string;
  hash: string;
}

export interface Circle {
  id: string;
  form: "circle" | "staff";
  name: string;
  kind: "peer_network" | "peer_support";
  glaze: string;
  place?: string;
  members: CircleMember[];
  staff?: Named[];
}

export interface Me {
  seat: string;
  seatKind: SeatKind;
  person: string;
  name: string;
  face?: string;
  school: { name: string; zone: string; urgentWords?: string; urgentPhone?: string };
  ways?: string[];
  standing?: string;
  orientedUntil?: string;
  roles?: { role: "facilitator" | "cover" | "supporting_adult" | "coordinator"; circle?: string }[];
  students?: Named[];
  /** The school shows no moment to families just now. */
  closed?: boolean;
  allowed?: ConsentsOf[];
  texts?: ConsentText[];
  /** When moments of a school year that is over go, which this reader may want to save. */
  leaving?: string;
  /** The circles that this student takes a break from, or wants to stop. */
  outOf?: string[];
  /** How many worries wait for this adult. */
  worries?: number;
  /** Circles whose moments have waited for two school days; for a coordinator, for five. */
  late?: { circle: string; name: string; count: number }[];
}

/** One row of the school's feed, as it came. */
export interface FeedRow {
  key: string;
  kind: "moment" | "ask" | "circle" | "me";
  id: string;
  seq: number;
  mark: string;
  moment?: Moment;
  circle?: Circle;
  me?: Me;
}

import type { components } from "./types.gen";

type Schemas = components["schemas"];

export type Hello = Schemas["Hello"];
export type SyncRequest = Schemas["SyncRequest"];
export type SyncAnswer = Schemas["SyncAnswer"];
export type SealedAnswer = Schemas["SealedAnswer"];
export type SealedRequest = Schemas["SealedRequest"];
export type SealedKey = Schemas["SealedKey"];
export type SeatKey = Schemas["SeatKey"];
export type OpResult = Schemas["OpResult"];
export type Change = Schemas["Change"];
export type HeldRow = Schemas["HeldRow"];
export type ReconcileAnswer = Schemas["ReconcileAnswer"];
export type OnlinePage = Schemas["OnlinePage"];
export type SignedIn = Schemas["SignedIn"];
export type Device = Schemas["Device"];
export type MailedCode = Schemas["MailedCode"];
export type SetUp = Schemas["SetUp"];
export type Affected = Schemas["Affected"];
export type Incident = Schemas["Incident"];
export type IncidentList = Schemas["IncidentList"];
export type IncidentStep = Schemas["IncidentStep"];
export type NewIncident = Schemas["NewIncident"];
export type Alarm = Schemas["Alarm"];
export type AlarmList = Schemas["AlarmList"];
export type RunningSession = Schemas["RunningSession"];
export type SessionList = Schemas["SessionList"];
export type School = Schemas["School"];
export type SchoolChange = Schemas["SchoolChange"];
export type Person = Schemas["Person"];
export type NewPerson = Schemas["NewPerson"];
export type AddedPerson = Schemas["AddedPerson"];
export type PersonChange = Schemas["PersonChange"];
export type PeoplePage = Schemas["PeoplePage"];
export type SeatKind = Schemas["SeatKind"];
export type Badge = Schemas["Badge"];
export type Pin = Schemas["Pin"];
export type LetIn = Schemas["LetIn"];
export type NewFamily = Schemas["NewFamily"];
export type FamilyLink = Schemas["FamilyLink"];
export type FamilyLinkChange = Schemas["FamilyLinkChange"];
export type FamilyLetter = Schemas["FamilyLetter"];
export type SetAside = Schemas["SetAside"];
export type SetAsideList = Schemas["SetAsideList"];
export type Filing = Schemas["Filing"];
export type Filed = Schemas["Filed"];
export type PhoneLine = Schemas["PhoneLine"];
export type PhoneList = Schemas["PhoneList"];
export type Erasure = Schemas["Erasure"];
export type Keeping = Schemas["Keeping"];
export type NewCircle = Schemas["NewCircle"];
export type CircleChange = Schemas["CircleChange"];
export type CircleList = Schemas["CircleList"];
export type StaffCircle = Schemas["StaffCircle"];
export type NewMember = Schemas["NewMember"];
export type NewStaff = Schemas["NewStaff"];

/** This build of the app, as the school knows it. Raised with every release that the school must tell apart. */
export const build = 1;

/** Where the school's calls stand, beside the app's own pages. */
export const prefix = "/kith/v1";

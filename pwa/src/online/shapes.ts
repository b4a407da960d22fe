/** What the school answers about people and circles, for the screens that ask it. */
export type {
  Badge,
  FamilyLetter,
  FamilyLink,
  Incident,
  IncidentStep,
  Keeping,
  LetIn,
  OnlinePage,
  Person,
  Pin,
  RunningSession,
  School,
  SchoolChange,
  StaffCircle,
} from "../api/contract";

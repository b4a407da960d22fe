import { readFact, writeFact, type Facts, type Seat } from "./seat";

/** The seat's session, kept in its own store. Fits the line that `api` opens. */
export function sessionOf(seat: Seat): {
  name: string;
  readSession(): Promise<Facts["session"] | undefined>;
  writeSession(session: Facts["session"]): Promise<void>;
} {
  return {
    name: seat.name,
    readSession: () => readFact(seat, "session"),
    writeSession: (session) => writeFact(seat, "session", session),
  };
}

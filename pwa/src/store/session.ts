import { readFact, writeFact, type Facts, type Seat } from "./seat";

type Session = Facts["session"] & { deliver?: string };

/** The seat's session, kept in its own store. Fits the line that `api` opens. */
export function sessionOf(seat: Seat): {
  name: string;
  readSession(): Promise<Session | undefined>;
  writeSession(session: Session): Promise<void>;
} {
  return {
    name: seat.name,
    readSession: () => readFact(seat, "session"),
    async writeSession({ deliver, ...session }) {
      // A school of an older release does not say it.
      if (deliver) await writeFact(seat, "deliver", deliver);
      await writeFact(seat, "session", session);
    },
  };
}

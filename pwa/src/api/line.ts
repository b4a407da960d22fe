import { Refusal, SessionEnded } from "./answers";
import { ask, refusalOf, send, type Answer, type Ask } from "./client";
import type { SignedIn } from "./contract";

/** What a seat keeps to prove who it is. */
export interface KeptSession {
  access: string;
  refresh: string;
  /** When the session ends for good. */
  until: string;
  device: string;
  /** Says who made what is sealed on this device. Only ever written. */
  deliver?: string;
}

/** Where a seat keeps its session. Writing must be finished on disk when the promise resolves. */
export interface SessionKeeper {
  /** Names the seat among the tabs of this phone. */
  name: string;
  readSession(): Promise<KeptSession | undefined>;
  writeSession(session: KeptSession): Promise<void>;
}

/** A line to the school in the name of one seat. */
export interface Line {
  /** A JSON call. @throws Refusal, Elsewhere, Unreachable, SessionEnded */
  ask<T>(call: Ask, needs?: readonly (keyof T & string)[]): Promise<T>;
  /** A call whose answer is not JSON. 401 is handled, any other status is the caller's. */
  send(call: Ask): Promise<Answer>;
  /** Runs `act` with a bearer that works, renewing it once after a refusal. */
  withBearer<T>(act: (bearer: string) => Promise<T>): Promise<T>;
}

/** Opens a line. The access token is renewed at most once at a time, over all tabs. */
export function openLine(keeper: SessionKeeper): Line {
  const withBearer = async <T>(act: (bearer: string) => Promise<T>): Promise<T> => {
    const session = await keeper.readSession();
    if (!session) throw new SessionEnded("signed_out");
    try {
      return await act(session.access);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      return await act(await renew(keeper, session.access));
    }
  };
  return {
    withBearer,
    ask: (call, needs) => withBearer((bearer) => ask({ ...call, bearer }, needs)),
    send: (call) =>
      withBearer(async (bearer) => {
        const answer = await send({ ...call, bearer });
        if (answer.status !== 401) return answer;
        // A HEAD has no body to read. If a wifi page said this, the renewal meets the same page and nobody is signed out.
        if (call.method === "HEAD") throw new Refusal(401, "session_ended", "");
        throw refusalOf(answer);
      }),
  };
}

/**
 * A new access token for the one that was refused. The new refresh secret is on disk before anything uses it; when the
 * answer is lost, the next try repeats the old secret, which the school honours for this device for a minute.
 *
 * @throws SessionEnded when the school says that this session is over.
 */
async function renew(keeper: SessionKeeper, refused: string): Promise<string> {
  return await alone(`kith-session:${keeper.name}`, async () => {
    const session = await keeper.readSession();
    if (!session) throw new SessionEnded("signed_out");
    // Another tab, or another call of this one, was faster.
    if (session.access !== refused) return session.access;
    const renewed = await refresh(session);
    const { access, refresh: next, until, deliver } = renewed;
    await keeper.writeSession({ ...session, access, refresh: next, until, ...(deliver && { deliver }) });
    return renewed.access;
  });
}

async function refresh(session: KeptSession): Promise<SignedIn> {
  const json = { refresh: session.refresh, device: session.device };
  try {
    return await ask<SignedIn>({ method: "POST", path: "/session/refresh", json }, ["access", "refresh"]);
  } catch (error) {
    if (error instanceof Refusal && (error.status === 401 || error.status === 403)) throw new SessionEnded(error.code);
    throw error;
  }
}

const queues = new Map<string, Promise<unknown>>();

/** Runs `act` while nobody else of this name runs: over all tabs where Web Locks exist, in this tab otherwise. */
export async function alone<T>(name: string, act: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  if (locks) return (await locks.request(name, act)) as T;
  const before = queues.get(name) ?? Promise.resolve();
  const turn = before.then(act, act);
  queues.set(
    name,
    turn.catch(() => undefined),
  );
  return await turn;
}

/** What the school refused, in its own words. `code` is stable; `detail` is a sentence for the person. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    /** Seconds that the school asked us to wait. */
    readonly retryAfter?: number,
    /** Who was first, for `already_decided`. */
    readonly who?: string,
  ) {
    super(`${status} ${code}`);
    this.name = "Refusal";
  }
}

/** Somebody answered who is not the school: a sign-in page of the wifi, a proxy that is deploying, another host. */
export class Elsewhere extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter?: number,
  ) {
    super(`an answer that is not Kith's (${status})`);
    this.name = "Elsewhere";
  }
}

/** Nobody answered, or the answer was cut. */
export class Unreachable extends Error {
  constructor(readonly timedOut = false) {
    super(timedOut ? "no answer in time" : "no answer");
    this.name = "Unreachable";
  }
}

/** The session is over and cannot be renewed. Everything kept stays; the same person signs in again. */
export class SessionEnded extends Error {
  constructor(readonly code: string) {
    super(`the session is over (${code})`);
    this.name = "SessionEnded";
  }
}

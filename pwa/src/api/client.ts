import { Elsewhere, Refusal, Unreachable } from "./answers";
import { prefix } from "./contract";

/** One call to the school. `path` stands after the prefix. */
export interface Ask {
  method: "GET" | "POST" | "PATCH" | "DELETE" | "HEAD";
  path: string;
  json?: unknown;
  bytes?: ArrayBuffer;
  bearer?: string | undefined;
  headers?: Record<string, string>;
  /** Milliseconds until the whole answer must be here. */
  timeout?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: ArrayBuffer;
}

/** Long enough for a slow link with a full batch, short enough that a dead one is noticed. */
const patience = 30_000;

/** The school's address: the app's own origin, unless a test says otherwise. */
let origin = "";

/** Points every call to another origin. For tests: the app's own policy allows no other. */
export function schoolAt(address: string): void {
  origin = address;
}

/**
 * Sends one call and takes the whole answer.
 *
 * @throws Unreachable when nobody answered in time, or the answer was cut.
 */
export async function send(ask: Ask): Promise<Answer> {
  const watch = new AbortController();
  const timer = setTimeout(() => watch.abort(), ask.timeout ?? patience);
  try {
    const response = await fetch(origin + prefix + ask.path, requestOf(ask, watch.signal));
    return { status: response.status, headers: response.headers, body: await response.arrayBuffer() };
  } catch {
    throw new Unreachable(watch.signal.aborted);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Sends one call and reads its JSON answer.
 *
 * @param needs fields without which the answer is not the school's.
 * @throws Refusal, Elsewhere, Unreachable
 */
export async function ask<T>(call: Ask, needs: readonly (keyof T & string)[] = []): Promise<T> {
  const answer = await send(call);
  if (answer.status === 204) return undefined as T;
  if (answer.status >= 400) throw refusalOf(answer);
  const said = readJson(answer);
  if (typeof said !== "object" || said === null || needs.some((field) => !(field in said))) {
    throw new Elsewhere(answer.status);
  }
  return said as T;
}

/** An open stream of the school's pokes. The caller ends it through `signal`. */
export async function openStream(
  path: string,
  bearer: string,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const headers = { Authorization: `Bearer ${bearer}`, Accept: "text/event-stream" };
  const response = await fetch(origin + prefix + path, { headers, redirect: "manual", cache: "no-store", signal });
  if (response.status >= 400) {
    throw refusalOf({ status: response.status, headers: response.headers, body: await response.arrayBuffer() });
  }
  if (!response.body || !kindOf(response.headers).startsWith("text/event-stream")) throw new Elsewhere(response.status);
  return response.body;
}

/** What a failing answer means: the school's refusal when it is written as one, somebody else's answer otherwise. */
export function refusalOf(answer: Answer): Refusal | Elsewhere {
  const wait = retryAfter(answer.headers);
  if (!kindOf(answer.headers).startsWith("application/problem+json")) return new Elsewhere(answer.status, wait);
  const said = readJson(answer) as { code?: unknown; detail?: unknown; who?: string };
  if (typeof said?.code !== "string") return new Elsewhere(answer.status, wait);
  return new Refusal(answer.status, said.code, String(said.detail ?? ""), wait, said.who);
}

function requestOf(ask: Ask, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { ...ask.headers };
  if (ask.bearer) headers["Authorization"] = `Bearer ${ask.bearer}`;
  if (ask.json !== undefined) headers["Content-Type"] = "application/json";
  const body = ask.json === undefined ? ask.bytes : JSON.stringify(ask.json);
  return {
    method: ask.method,
    headers,
    signal,
    // The school never redirects; a wifi's sign-in page does, and is then no answer of ours.
    redirect: "manual",
    cache: "no-store",
    credentials: "omit",
    ...(body === undefined ? {} : { body }),
  };
}

function readJson(answer: Answer): unknown {
  if (!/^application\/(problem\+)?json/.test(kindOf(answer.headers))) throw new Elsewhere(answer.status);
  try {
    return JSON.parse(new TextDecoder().decode(answer.body));
  } catch {
    // The right kind of answer, cut short: the line broke, nobody lied.
    throw new Unreachable();
  }
}

function kindOf(headers: Headers): string {
  return headers.get("Content-Type") ?? "";
}

/** Seconds to wait, from a number or a date. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("Retry-After");
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

import {
  IDBCursor,
  IDBDatabase,
  IDBFactory,
  IDBIndex,
  IDBKeyRange,
  IDBObjectStore,
  IDBOpenDBRequest,
  IDBRequest,
  IDBTransaction,
} from "fake-indexeddb";
import type { Chance } from "./chance";
import type { Channels, Locks } from "./locks";

/** The pauses that the app makes while the school works on a photo. They pass quicker here; every longer one waits for `pass`. */
const shortPauses = [300, 700, 1500, 3000];
const quicker = 30;

/** What belongs to a phone and outlives its tabs. */
export interface Device {
  disk: IDBFactory;
  locks: Locks;
  channels: Channels;
  chance: Chance;
  /** Milliseconds by which this phone's clock differs from the true one. */
  clock: number;
}

/**
 * One life of a tab: the globals that its code sees, and a count of what is under way. After `end` nothing of its code has
 * any effect: no write, no request, no timer. What it had begun to write is undone, as a browser does it.
 */
export class Life {
  /** Things under way: requests, transactions, digests, short pauses. */
  busy = 0;
  /** Errors that the app reported. */
  readonly reported: unknown[] = [];
  private over = false;
  private steps = 0;
  private endAt = Infinity;
  private stepsAfterAnswer = Infinity;
  private readonly connections = new Set<IDBDatabase>();
  private readonly transactions = new Set<IDBTransaction>();
  private readonly requests = new Set<AbortController>();
  private readonly timers = new Map<number, { due: number; act: () => void; real?: NodeJS.Timeout }>();
  private lastTimer = 0;

  constructor(
    readonly device: Device,
    readonly tab: number,
  ) {}

  get ended(): boolean {
    return this.over;
  }

  /** The tab dies by itself when it has taken so many more steps. */
  endAfter(steps: number): void {
    this.endAt = this.steps + steps;
  }

  /** Nothing kills the tab any more. */
  liveOn(): void {
    this.endAt = this.stepsAfterAnswer = Infinity;
  }

  /** The tab dies when it has taken so many more steps after the next answer of the school. */
  endAfterAnswer(steps: number): void {
    this.stepsAfterAnswer = steps;
  }

  end(): void {
    if (this.over) return;
    this.over = true;
    for (const request of this.requests) request.abort();
    for (const { real } of this.timers.values()) clearTimeout(real);
    this.timers.clear();
    for (const transaction of this.transactions) undo(transaction);
    for (const connection of this.connections) connection.close();
    this.device.locks.drop(this.tab);
    this.device.channels.drop(this.tab);
  }

  /** Rings every alarm that is due by the phone's clock. */
  ringDue(): void {
    const due = [...this.timers].filter(([, timer]) => timer.due <= this.now() && !timer.real);
    for (const [id, { act }] of due.sort(([, a], [, b]) => a.due - b.due)) {
      this.timers.delete(id);
      act();
    }
  }

  /** The globals of this life, by the names under which the app knows them. */
  globals(): Record<string, unknown> {
    const chance = this.device.chance;
    const around = {
      indexedDB: { open: (...asked: [string, number?]) => this.open(asked), deleteDatabase: this.delete.bind(this) },
      ...{ IDBCursor, IDBDatabase, IDBFactory, IDBIndex, IDBKeyRange, IDBObjectStore, IDBOpenDBRequest },
      ...{ IDBRequest, IDBTransaction },
      fetch: (url: string, init?: RequestInit) => this.fetch(url, init ?? {}),
      setTimeout: (act: () => void, pause = 0) => this.setTimeout(act, pause),
      clearTimeout: (id: number | undefined) => this.clearTimeout(id),
      navigator: { locks: this.device.locks.forTab(this.tab) },
      BroadcastChannel: this.device.channels.forTab(this.tab),
      crypto: {
        getRandomValues: (bytes: Uint8Array) => bytes.map((_, n) => (bytes[n] = chance.below(256))),
        subtle: this.subtle(),
      },
      Date: this.clockwork(),
      Math: Object.assign(Object.create(Math), { random: () => chance.next() }),
      reportError: (error: unknown) => this.over || this.reported.push(error),
    };
    return { ...around, globalThis: around };
  }

  private now(): number {
    return Date.now() + this.device.clock;
  }

  /** A step that a death may follow, now or in the middle of what the step begins. */
  private step(): void {
    if (++this.steps === this.endAt) setImmediate(() => this.end());
  }

  private async during<T>(act: Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await act;
    } finally {
      this.busy--;
      if (this.over) await never();
    }
  }

  private open([name, version]: [string, number?]): IDBOpenDBRequest {
    if (this.over) return new IDBOpenDBRequest();
    this.step();
    const request = this.device.disk.open(name, version);
    this.busy++;
    request.addEventListener("success", () => {
      this.busy--;
      if (this.over) return request.result.close();
      this.watch(request.result);
    });
    request.addEventListener("error", () => this.busy--);
    return request;
  }

  private delete(name: string): IDBOpenDBRequest {
    if (this.over) return new IDBOpenDBRequest();
    this.step();
    const request = this.device.disk.deleteDatabase(name);
    this.busy++;
    for (const end of ["success", "error"]) request.addEventListener(end, () => this.busy--);
    return request;
  }

  private watch(connection: IDBDatabase): void {
    this.connections.add(connection);
    const begin = connection.transaction.bind(connection);
    connection.transaction = (...asked) => {
      this.step();
      const transaction = begin(...asked);
      this.busy++;
      this.transactions.add(transaction);
      for (const end of ["complete", "abort"]) {
        transaction.addEventListener(end, () => {
          this.busy--;
          this.transactions.delete(transaction);
        });
      }
      return transaction;
    };
  }

  private fetch(url: string, init: RequestInit): Promise<Response> {
    if (this.over) return never();
    this.step();
    const stop = new AbortController();
    this.requests.add(stop);
    const signal = init.signal ? AbortSignal.any([init.signal, stop.signal]) : stop.signal;
    const asked = fetch(url, { ...init, signal });
    // The stream of pokes stays open; every other answer is taken whole.
    if (url.endsWith("/pokes")) return asked;
    const whole = asked.then(async (answer) => {
      const body = await answer.arrayBuffer();
      this.endAt = Math.min(this.endAt, this.steps + this.stepsAfterAnswer);
      this.step();
      const { status, headers } = answer;
      return new Response([204, 304].includes(status) ? null : body, { status, headers });
    });
    return this.during(whole.finally(() => this.requests.delete(stop)));
  }

  private setTimeout(act: () => void, pause: number): number {
    const id = ++this.lastTimer;
    if (this.over) return id;
    const timer: { due: number; act: () => void; real?: NodeJS.Timeout } = { due: this.now() + pause, act };
    this.timers.set(id, timer);
    if (!shortPauses.includes(pause)) return id;
    this.busy++;
    timer.real = setTimeout(() => {
      this.clearTimeout(id);
      act();
    }, pause / quicker);
    return id;
  }

  private clearTimeout(id: number | undefined): void {
    const timer = this.timers.get(id ?? 0);
    if (!timer) return;
    if (timer.real) this.busy--;
    clearTimeout(timer.real);
    this.timers.delete(id ?? 0);
  }

  /** Digests and seals take their time, and what is under way counts. */
  private subtle(): Partial<SubtleCrypto> {
    const { subtle } = crypto;
    return {
      digest: (...asked) => this.during(subtle.digest(...asked)),
      encrypt: (...asked) => this.during(subtle.encrypt(...asked)),
      decrypt: (...asked) => this.during(subtle.decrypt(...asked)),
      generateKey: ((...asked: Parameters<SubtleCrypto["generateKey"]>) =>
        this.during(subtle.generateKey(...asked))) as SubtleCrypto["generateKey"],
      wrapKey: (...asked) => this.during(subtle.wrapKey(...asked)),
      unwrapKey: (...asked) => this.during(subtle.unwrapKey(...asked)),
    };
  }

  /** `Date` as this phone's clock tells it. */
  private clockwork(): DateConstructor {
    const now = () => this.now();
    return class extends Date {
      constructor(...at: [] | [number | string | Date]) {
        if (at.length) super(at[0]);
        else super(now());
      }

      static override now(): number {
        return now();
      }
    } as DateConstructor;
  }
}

/** What a dead tab waits for. */
function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** What a killed tab had begun to write is undone, unless it was on the disk already. It hears nothing of it. */
function undo(transaction: IDBTransaction): void {
  const { _requests: waiting } = transaction as unknown as { _requests: { request: IDBRequest }[] };
  for (const target of [transaction, ...waiting.map(({ request }) => request)]) target.dispatchEvent = () => true;
  try {
    transaction.abort();
  } catch {
    // It was being committed: it stands.
  }
}

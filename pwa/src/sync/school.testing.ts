import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { schoolAt } from "../api/client";
import type { Change, OpResult, SyncRequest } from "../api/contract";
import { problem, type Fault } from "./faults.testing";

type Op = SyncRequest["ops"][number];

interface Upload {
  length: number;
  sha256: string;
  moment: string;
  bytes: Buffer;
}

/**
 * A small school in memory that speaks the contract's /hello, /sync, /reconcile, /session/refresh, /media and /pokes over
 * real HTTP, and can be told to fail. The end-to-end tests meet the true one.
 */
export class School {
  epoch = "epoch1";
  seq = 0;
  durable = 0;
  access = "a1";
  refresh = "r1";
  refreshed = 0;
  /** What refuses an op, by its kind or its moment. */
  refuse: (op: Op) => { code: string; retry?: boolean } | undefined = () => undefined;
  rows = new Map<string, Change & { seq: number }>();
  ledger = new Map<string, { text: string; result: OpResult }>();
  uploads = new Map<string, Upload>();
  pictures = new Map<string, Buffer>();
  /** Every op in the order in which it took effect. */
  applied: string[] = [];
  /** Method and path of every call. */
  calls: string[] = [];
  /** True: a phone that does not know yet that the school went back is told so before any of its ops is touched. */
  waitsWhenRewound = false;
  pageSize = 200;
  mostOps = 50;
  /** The forms of ops that it understands. */
  schemas = [1];
  private faults: { path: RegExp; fault: Fault }[] = [];
  private streams = new Set<ServerResponse>();
  private server: Server | undefined;

  async open(): Promise<this> {
    this.server = createServer((req, res) => this.meet(req, res));
    await new Promise<void>((ready) => this.server!.listen(0, "127.0.0.1", ready));
    schoolAt(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
    return this;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((closed) => this.server?.close(closed));
  }

  /** The next call of this path goes wrong. */
  once(path: RegExp, fault: Fault): void {
    this.faults.push({ path, fault });
  }

  /** Nothing that was still to go wrong does. */
  forgive(): void {
    this.faults = [];
  }

  tell(change: Omit<Change, "seq">): void {
    this.seq += 1;
    const seq = this.seq;
    this.rows.set(`${change.key}|${change.kind}|${change.id}`, { mark: `m${seq}`, ...change, seq });
  }

  /** Tells of a circle, or of its new name. */
  tellCircle(n: number, name = "C"): void {
    const circle = { id: `c${n}`, form: "circle", name, kind: "peer_network", glaze: "sea", members: [] } as const;
    this.tell({ key: `circle:${n}`, kind: "circle", id: `c${n}`, circle: { ...circle, members: [] } });
  }

  poke(): void {
    for (const stream of this.streams) stream.write("data: {}\n\n");
  }

  /** Goes back to what a copy of itself was. */
  restore(old: { ledger: School["ledger"]; rows: School["rows"]; uploads: School["uploads"]; seq: number }): void {
    Object.assign(this, { ...old, epoch: "epoch2" });
  }

  copy(): Parameters<School["restore"]>[0] {
    const { ledger, rows, uploads, seq } = this;
    return { ledger: new Map(ledger), rows: new Map(rows), uploads: new Map(uploads), seq };
  }

  private meet(req: IncomingMessage, res: ServerResponse): void {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const path = (req.url ?? "").replace("/kith/v1", "");
      this.calls.push(`${req.method} ${path}`);
      const body = Buffer.concat(parts);
      const at = this.faults.findIndex((waiting) => waiting.path.test(`${req.method} ${path}`));
      const go = () => this.answer(req, res, path, body);
      if (at < 0) return go();
      const [waiting] = this.faults.splice(at, 1);
      waiting?.fault(go, res, body);
    });
  }

  protected answer(req: IncomingMessage, res: ServerResponse, path: string, body: Buffer): void {
    if (path === "/hello") {
      return json(res, { app: "kith", now: now(), epoch: this.epoch, minBuild: 1, schemas: this.schemas });
    }
    if (path === "/session/refresh") return this.renew(res, body);
    if (req.headers.authorization !== `Bearer ${this.access}`) return problem(res, 401, "session_over");
    if (path === "/sync") return this.sync(res, JSON.parse(body.toString()) as SyncRequest);
    if (path === "/reconcile") return this.reconcile(res, body);
    if (path === "/pokes") return this.stream(res);
    if (path.startsWith("/media")) return this.media(req, res, path, body);
    problem(res, 404, "not_found");
  }

  private renew(res: ServerResponse, body: Buffer): void {
    const asked = JSON.parse(body.toString()) as { refresh: string };
    if (asked.refresh !== this.refresh) return problem(res, 401, "session_over");
    this.refreshed += 1;
    this.access = `a${this.refreshed + 1}`;
    this.refresh = `r${this.refreshed + 1}`;
    json(res, { access: this.access, refresh: this.refresh, until: "2027-06-30T00:00:00Z", who: {} });
  }

  private sync(res: ServerResponse, asked: SyncRequest): void {
    if (!this.schemas.includes(asked.schema)) return problem(res, 426, "schema_unknown");
    if (asked.ops.length > this.mostOps) return problem(res, 413, "too_many_ops");
    const [epoch, from] = (asked.cursor ?? `${this.epoch}.0`).split(".");
    const rewound = epoch !== this.epoch || Number(from) > this.seq;
    const waits = rewound && this.waitsWhenRewound;
    const results = asked.ops.map((op): OpResult => (waits ? { op: op.op, status: "retry" } : this.perform(op)));
    const after = rewound || asked.afresh ? 0 : Number(from);
    const due = [...this.rows.values()].filter((row) => row.seq > after).sort((a, b) => a.seq - b.seq);
    const changes = due.slice(0, this.pageSize);
    const cursor = `${this.epoch}.${changes.at(-1)?.seq ?? after}`;
    const more = due.length > changes.length;
    json(res, { now: now(), epoch: this.epoch, results, changes, cursor, more, durable: this.durable, rewound });
  }

  private perform(op: Op): OpResult {
    const text = JSON.stringify(op);
    const known = this.ledger.get(op.op);
    if (known && known.text !== text) return refused(op.op, "op_reused");
    if (known) return { ...known.result, repeated: true };
    const body = op.body as { moment?: string; revision?: string; base?: string; words?: string; circle?: string };
    const stale =
      op.kind === "keep_revision" && body.base !== this.rows.get(`seat:maya|moment|${body.moment}`)?.moment?.revision;
    const no = this.refuse(op) ?? (stale ? { code: "stale_base" } : undefined);
    if (no?.retry) return { op: op.op, status: "retry", code: no.code };
    // A no is final: the same op is answered the same for ever.
    if (no) return this.note(op.op, text, refused(op.op, no.code));
    this.applied.push(op.op);
    if (op.kind === "keep_revision" && body.moment) this.tellAuthor(body);
    return this.note(op.op, text, { op: op.op, status: "accepted", seq: this.seq });
  }

  private note(op: string, text: string, result: OpResult): OpResult {
    this.ledger.set(op, { text, result });
    return result;
  }

  private tellAuthor(body: { moment?: string; revision?: string; words?: string; circle?: string }): void {
    const { moment: id = "", revision = "", words = "", circle = "" } = body;
    const none = { people: [], others: false, did: [], quotes: [], authors: [{ name: "Maya" }] };
    const pictures = ((body as { pictures?: { media: string }[] }).pictures ?? []).map(({ media }) => {
      const kept = this.isKept(media);
      return { media, alt: "", kept, ...(kept && { rendition: `rend${media}` }) };
    });
    const about = { id, revision, words, circle, number: 1, hash: "h", at: now(), pictures, ...none };
    this.tell({ key: "seat:maya", kind: "moment", id, moment: { form: "author", state: "with_teacher", ...about } });
  }

  private isKept(media: string): boolean {
    const upload = this.uploads.get(media);
    return upload !== undefined && upload.bytes.byteLength === upload.length;
  }

  private reconcile(res: ServerResponse, body: Buffer): void {
    const { rows } = JSON.parse(body.toString()) as { rows: { key: string; kind: string; id: string; mark: string }[] };
    const nameOf = (row: { key: string; kind?: string; id?: string }) => `${row.key}|${row.kind}|${row.id}`;
    const held = new Map(rows.map((row) => [nameOf(row), row.mark]));
    const live = [...this.rows.values()].filter((row) => !row.gone);
    const known = new Set(live.map(nameOf));
    json(res, {
      drop: rows.filter((row) => !known.has(nameOf(row))),
      stale: live.filter((row) => held.has(nameOf(row)) && held.get(nameOf(row)) !== row.mark),
      missing: live.filter((row) => !held.has(nameOf(row))),
    });
  }

  private stream(res: ServerResponse): void {
    res.writeHead(200, { "Content-Type": "text/event-stream" });
    res.write("event: poke\ndata: \n\n");
    this.streams.add(res);
    res.on("close", () => this.streams.delete(res));
  }

  private media(req: IncomingMessage, res: ServerResponse, path: string, body: Buffer): void {
    const id = path.split("/")[2] ?? "";
    if (req.method === "GET") {
      const bytes = this.pictures.get(id);
      if (!bytes) return problem(res, 404, "not_found");
      res.writeHead(200, { "Content-Type": "image/jpeg" }).end(bytes);
      return;
    }
    if (req.method === "POST") return this.begin(req, res);
    const upload = this.uploads.get(id);
    if (!upload) return tus(res, 404, {});
    if (req.method === "PATCH") {
      if (Number(req.headers["upload-offset"]) !== upload.bytes.byteLength) return this.progress(res, 409, id);
      if (req.headers["upload-checksum"] !== `sha256 ${hash(body, "base64")}`)
        return problem(res, 460, "media_checksum");
      upload.bytes = Buffer.concat([upload.bytes, body]);
      if (this.isKept(id)) this.tellKept(upload.moment);
    }
    this.progress(res, req.method === "HEAD" ? 200 : 204, id);
  }

  protected begin(req: IncomingMessage, res: ServerResponse): void {
    const told = String(req.headers["upload-metadata"]).split(",");
    const {
      id = "",
      moment = "",
      sha256 = "",
    } = Object.fromEntries(
      told.map((pair) => pair.split(" ")).map(([name, value]) => [name, atob(value ?? "")]),
    ) as Record<string, string>;
    if (!this.uploads.has(id)) {
      this.uploads.set(id, { length: Number(req.headers["upload-length"]), sha256, moment, bytes: Buffer.alloc(0) });
    }
    this.progress(res, 201, id);
  }

  protected progress(res: ServerResponse, status: number, id: string): void {
    const { bytes, length, sha256 } = this.uploads.get(id)!;
    const all = bytes.byteLength === length;
    const is = all ? (hash(bytes, "hex") === sha256 ? "kept" : "refused") : undefined;
    const more = is === "kept" ? { "Kith-Seq": String(this.seq) } : { "Kith-Refused": "media_checksum" };
    tus(res, status, { "Upload-Offset": String(bytes.byteLength), ...(is && { "Kith-Media": is, ...more }) });
  }

  private tellKept(moment: string): void {
    const row = [...this.rows.values()].find((known) => known.id === moment);
    if (!row?.moment) return;
    const pictures = row.moment.pictures.map((p) => ({
      ...p,
      kept: this.isKept(p.media),
      rendition: `rend${p.media}`,
    }));
    this.tell({ ...row, mark: `kept${this.seq}`, moment: { ...row.moment, pictures } });
  }
}

export function json(res: ServerResponse, body: object): void {
  res.writeHead(200, { "Content-Type": "application/json; charset=utf-8" });
  res.end(JSON.stringify(body));
}

function tus(res: ServerResponse, status: number, headers: Record<string, string>): void {
  res.writeHead(status, { "Tus-Resumable": "1.0.0", ...headers });
  res.end();
}

function refused(op: string, code: string): OpResult {
  const problem = { type: "about:blank", title: code, status: 422, code, detail: `The school says ${code}.` };
  return { op, status: "refused", code, problem };
}

function hash(bytes: Buffer, as: "hex" | "base64"): string {
  return createHash("sha256").update(bytes).digest(as);
}

function now(): string {
  return new Date().toISOString();
}

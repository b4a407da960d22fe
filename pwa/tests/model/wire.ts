import {
  createServer,
  request,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** One request of a phone, whole. */
export interface Call {
  method: string;
  path: string;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** What the school answered. */
export interface Answer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** What a fault can do with a call. */
export interface Hands {
  call: Call;
  /** Brings the call to the school and gives its answer; undefined when the school did not answer. */
  pass(call?: Call): Promise<Answer | undefined>;
  /** Gives the phone an answer. */
  give(answer: Answer | undefined): void;
  /** The line breaks. */
  cut(): void;
  /** Gives the phone so many bytes of an answer, then the line breaks. */
  begin(answer: Answer, bytes: number): void;
  /** Keeps the call on the way, apart from everything that waits for an answer, until it is let go. */
  hold(): Promise<void>;
}

/** Which calls a fault may meet: by a line such as "POST /sync", and by what is in them. */
export interface Aim {
  what: string;
  path: RegExp;
  body?: RegExp;
}

export type Fault = (hands: Hands) => Promise<void> | void;

/** The wire between one phone and the school. It knows every byte that came down, and can do to a call what wires do. */
export class Wire {
  /** No internet. */
  down = false;
  /** False: pokes are refused, so that a phone asks only when it is told to. */
  pokes = true;
  /** Calls that a fault keeps on the way. */
  readonly held: (() => void)[] = [];
  /** How many faults have struck. */
  struck = 0;
  private readonly arriving: Promise<unknown>[] = [];
  private armed: { aim: Aim; fault: Fault }[] = [];
  private readonly streams = new Set<ServerResponse>();

  private constructor(
    private readonly server: Server,
    private readonly school: () => number,
    private readonly heard: (call: Call, answer: Answer) => void,
  ) {}

  /** @param heard is told every answer that the school sends towards this phone, also those that are lost on the way. */
  static async to(school: () => number, heard: (call: Call, answer: Answer) => void): Promise<Wire> {
    const server = createServer();
    const wire = new Wire(server, school, heard);
    server.on("request", (asked: IncomingMessage, back: ServerResponse) => void wire.meet(asked, back));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    return wire;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next call of this kind goes wrong. */
  once(aim: Aim, fault: Fault): void {
    this.armed.push({ aim, fault });
  }

  /** Nothing goes wrong any more, and what was held arrives. */
  heal(): void {
    this.down = false;
    this.armed = [];
    void this.arrive();
  }

  /** What was held reaches the school now. */
  async arrive(): Promise<void> {
    for (const go of this.held.splice(0)) go();
    await Promise.all(this.arriving.splice(0));
  }

  breakStreams(): void {
    for (const stream of this.streams) stream.destroy();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async meet(asked: IncomingMessage, back: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for await (const part of asked) parts.push(part as Buffer);
    } catch {
      // The phone went away while it spoke.
      return;
    }
    const headers = { ...asked.headers };
    // What comes down is read here, and a line that is cut takes nobody else's with it.
    delete headers["accept-encoding"];
    delete headers.connection;
    const call = { method: asked.method ?? "", path: asked.url ?? "", headers, body: Buffer.concat(parts) };
    if (this.down) return void back.destroy();
    if (call.path.endsWith("/pokes")) return this.stream(call, back);
    const line = `${call.method} ${call.path.replace("/kith/v1", "")}`;
    const at = this.armed.findIndex(({ aim }) => aim.path.test(line) && aim.body?.test(call.body.toString()) !== false);
    const [armed] = at < 0 ? [] : this.armed.splice(at, 1);
    if (armed) this.struck++;
    const done = (armed?.fault ?? straight)(this.hands(call, back));
    if (this.held.length) this.arriving.push(Promise.resolve(done));
    await done;
  }

  private hands(call: Call, back: ServerResponse): Hands {
    return {
      call,
      pass: (other) => this.pass(other ?? call),
      give: (answer) =>
        answer ? void back.writeHead(answer.status, answer.headers).end(answer.body) : void back.destroy(),
      cut: () => void back.destroy(),
      begin: (answer, bytes) => {
        back.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
        back.write(answer.body.subarray(0, bytes), () => back.destroy());
      },
      hold: () => new Promise((go) => this.held.push(go)),
    };
  }

  private async pass(call: Call): Promise<Answer | undefined> {
    const { method, path, headers, body } = call;
    const answer = await new Promise<Answer | undefined>((tell) => {
      const through = request({ host: "127.0.0.1", port: this.school(), method, path, headers }, (told) => {
        const parts: Buffer[] = [];
        told.on("data", (part: Buffer) => parts.push(part));
        told.on("end", () =>
          tell({ status: told.statusCode ?? 502, headers: told.headers, body: Buffer.concat(parts) }),
        );
        told.on("error", () => tell(undefined));
      });
      through.on("error", () => tell(undefined));
      through.end(body);
    });
    if (!answer) return undefined;
    delete answer.headers["transfer-encoding"];
    this.heard(call, answer);
    return answer;
  }

  private stream(call: Call, back: ServerResponse): void {
    if (!this.pokes) return void back.writeHead(502).end();
    const { method, path, headers } = call;
    const through = request({ host: "127.0.0.1", port: this.school(), method, path, headers }, (told) => {
      back.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(back);
      told.on("error", () => back.destroy());
    });
    this.streams.add(back);
    back.on("close", () => {
      this.streams.delete(back);
      through.destroy();
    });
    through.on("error", () => back.destroy());
    through.end();
  }
}

async function straight({ pass, give }: Hands): Promise<void> {
  give(await pass());
}

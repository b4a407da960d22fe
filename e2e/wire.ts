import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * The wire between one phone and the school: a TCP proxy that remembers every byte that came down, and that can be cut, also after the
 * school has done what it was asked and before its answer arrives.
 */
export class Wire {
  /** Everything the school sent to this phone. */
  readonly down: Buffer[] = [];
  /** How many answers were lost on the way. */
  lost = 0;
  private cut = false;
  private losing: RegExp | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private port: number,
  ) {}

  static async to(port: number): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const wire = new Wire(server, port);
    server.on("connection", (phone) => wire.join(phone));
    return wire;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The school moved, as after a restart. */
  leadTo(port: number): void {
    this.port = port;
  }

  /** No internet from now on, and what is under way breaks off. */
  goDown(): void {
    this.cut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  comeBack(): void {
    this.cut = false;
  }

  /** The next request whose first line matches reaches the school; its answer never reaches the phone. */
  loseAnswerTo(request: RegExp): void {
    this.losing = request;
  }

  async close(): Promise<void> {
    this.goDown();
    await new Promise((done) => this.server.close(done));
  }

  private join(phone: Socket): void {
    if (this.cut) {
      phone.destroy();
      return;
    }
    const school = connect(this.port, "127.0.0.1");
    let drop = false;
    for (const socket of [phone, school]) {
      this.sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        this.sockets.delete(socket);
        phone.destroy();
        school.destroy();
      });
    }
    phone.on("data", (bytes) => {
      if (this.losing?.test(bytes.toString("latin1", 0, 300))) {
        drop = true;
        this.losing = undefined;
      }
      school.write(bytes);
    });
    school.on("data", (bytes) => {
      if (drop) {
        this.lost++;
        phone.destroy();
        return;
      }
      this.down.push(bytes);
      phone.write(bytes);
    });
  }
}

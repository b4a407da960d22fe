import type { Status } from "./status";
import type { StoreName } from "./schema";

/** Who ended a place: its person, who signed out; the school, which signed them out; or too many wrong PINs. */
export type LeftBy = "person" | "school" | "pin";

/** What the tabs of one seat tell each other. */
export type Ring =
  | { kind: "changed"; stores: StoreName[] }
  /** Somebody wants the sync to run now. */
  | { kind: "wake" }
  /** No tab may show anything of it any more. */
  | { kind: "left"; by: LeftBy }
  | { kind: "status"; status: Status };

type Listener = (ring: Ring) => void;

/** Rings in this tab and in every other tab of the same seat. */
export class Bell {
  private readonly listeners = new Set<Listener>();
  private channel: BroadcastChannel | undefined;

  constructor(name: string) {
    if (typeof BroadcastChannel === "undefined") return;
    this.channel = new BroadcastChannel(`kith:${name}`);
    this.channel.onmessage = (event: MessageEvent<Ring>) => this.here(event.data);
  }

  /** Listens until the returned function is called. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Tells everybody who listens. A write that ends after its seat was left tells nobody, and is done all the same. */
  ring(ring: Ring): void {
    this.here(ring);
    this.channel?.postMessage(ring);
  }

  close(): void {
    this.listeners.clear();
    this.channel?.close();
    this.channel = undefined;
  }

  private here(ring: Ring): void {
    for (const listener of [...this.listeners]) listener(ring);
  }
}

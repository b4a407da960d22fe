import type { IncomingMessage, ServerResponse } from "node:http";
import { createHash } from "node:crypto";
import type { SealedRequest, SealedAnswer } from "../api/contract";
import type { NewLetter } from "../store/letterbox";
import type { Parcel } from "../store/devicedb";
import { json, School } from "./school.testing";

/**
 * A school with a letterbox, over the same real HTTP. A box is its own text here and a head is the hash of its box: how they are
 * sealed and opened is proven where it is done.
 */
export class SchoolWithLetterbox extends School {
  /** What it took out of envelopes, in order. */
  took: string[] = [];
  /** What becomes of an envelope. */
  says: (text: string) => Omit<SealedAnswer["results"][number], "id"> = () => ({ status: "taken", seq: 1 });

  protected override answer(req: IncomingMessage, res: ServerResponse, path: string, body: Buffer): void {
    if (path !== "/sealed") return super.answer(req, res, path, body);
    const { envelopes } = JSON.parse(body.toString()) as SealedRequest;
    let busy = false; // as the true school does: what comes behind may stand on what has to come again
    const results = envelopes.map(({ id, box }) => {
      const text = Buffer.from(box, "base64").toString();
      const said = busy ? { status: "retry" as const } : this.says(text);
      busy = said.status === "retry";
      if (said.status === "taken") this.took.push(text);
      return { id, ...said };
    });
    json(res, { results });
  }

  /** As the true school does: another sealing of a picture that is not whole yet starts over. */
  protected override begin(req: IncomingMessage, res: ServerResponse): void {
    const head = req.headers["kith-sealed"];
    if (typeof head !== "string") return super.begin(req, res);
    const id = atob(/id ([^,]+)/.exec(String(req.headers["upload-metadata"]))?.[1] ?? "");
    const [, sha256 = ""] = head.split(".");
    const there = this.uploads.get(id);
    const whole = there && there.bytes.byteLength === there.length;
    if (!there || (!whole && there.sha256 !== sha256)) {
      this.uploads.set(id, {
        length: Number(req.headers["upload-length"]),
        sha256,
        moment: "",
        bytes: Buffer.alloc(0),
      });
    }
    this.progress(res, 201, id);
  }
}

/** An envelope that says this. */
export function letter(text: string): NewLetter {
  const box = new TextEncoder().encode(text).buffer as ArrayBuffer;
  return { op: text, key: "key1", box, at: 0, nextAt: 0, attempts: 0 };
}

/** A sealed photo: the same picture sealed anew has other bytes. */
export function parcel(media: string, seed: number, length = 600_000): Parcel {
  const box = Uint8Array.from({ length }, (_, n) => (n * seed + (n >> 8)) % 256);
  return { media, head: headOf(box), box: box.buffer, at: 0, nextAt: 0, attempts: 0 };
}

export function headOf(box: Uint8Array): string {
  return `key1.${createHash("sha256").update(box).digest("hex")}`;
}

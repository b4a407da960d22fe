import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Elsewhere, Refusal } from "../api/answers";
import { schoolAt } from "../api/client";
import { openLine, type Line } from "../api/line";
import { mediaOf } from "../store/media";
import { photo } from "../store/photos.testing";
import { askOffset, begin, sendChunk } from "./tus";

interface Heard {
  call: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

let server: Server;
let heard: Heard[];
let answer: (res: ServerResponse) => void;
let line: Line;

beforeEach(async () => {
  heard = [];
  server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => {
      const call = `${req.method} ${req.url?.replace("/kith/v1", "")}`;
      heard.push({ call, headers: req.headers, body: Buffer.concat(parts) });
      answer(res);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  schoolAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const session = { access: "a1", refresh: "r1", until: "", device: "mayasphone00001" };
  line = openLine({
    name: "maya",
    readSession: () => Promise.resolve(session),
    writeSession: () => Promise.resolve(),
  });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const says = (status: number, headers: Record<string, string> = {}, body = "") => {
  answer = (res) => void res.writeHead(status, headers).end(body);
};
const tus = (status: number, headers: Record<string, string> = {}) =>
  says(status, { "Tus-Resumable": "1.0.0", ...headers });
const problem = (status: number, code: string) =>
  says(status, { "Content-Type": "application/problem+json" }, JSON.stringify({ status, code, detail: "" }));
const soup = photo(1000);

describe("a photo is announced", () => {
  test("with the id, the fingerprint and the length that the phone gave it, under its person's name", async () => {
    tus(201, { "Upload-Offset": "0" });
    expect(await begin(line, mediaOf(soup, "lunchmoment0001", "waiting"))).toEqual({ offset: 0 });
    const [{ call, headers }] = heard as [Heard];
    expect(call).toBe("POST /media");
    expect(headers).toMatchObject({
      "tus-resumable": "1.0.0",
      "upload-length": "1000",
      authorization: "Bearer a1",
    });
    const told = String(headers["upload-metadata"]).split(",");
    expect(
      Object.fromEntries(told.map((pair) => pair.split(" ")).map(([name, value]) => [name, atob(value!)])),
    ).toEqual({ id: soup.media, moment: "lunchmoment0001", sha256: soup.sha256, kind: "photo" });
    // Nothing of it stands in the address, where a proxy would write it down.
    expect(call).not.toContain(soup.media);
  });

  test("again, and the school says how far it had come", async () => {
    tus(200, { "Upload-Offset": "400" });
    expect(await begin(line, mediaOf(soup, "lunchmoment0001", "waiting"))).toEqual({ offset: 400 });
  });
});

describe("a piece of a photo", () => {
  const send = () => sendChunk(line, soup.media, 256, soup.bytes.slice(256, 512));

  test("goes with its place and its own fingerprint", async () => {
    tus(204, { "Upload-Offset": "512", "Kith-Media": "working" });
    expect(await send()).toEqual({ offset: 512, is: "working" });
    const [{ headers, body }] = heard as [Heard];
    expect(headers["upload-offset"]).toBe("256");
    const piece = Buffer.from(soup.bytes.slice(256, 512));
    expect(body.equals(piece)).toBe(true);
    expect(headers["upload-checksum"]).toBe(`sha256 ${createHash("sha256").update(piece).digest("base64")}`);
  });

  test("at a wrong place is answered with the true one", async () => {
    tus(409, { "Upload-Offset": "128" });
    expect(await send()).toEqual({ offset: 128 });
  });

  test("that was the last is acknowledged with the school's own place for it", async () => {
    tus(204, { "Upload-Offset": "1000", "Kith-Media": "kept", "Kith-Seq": "77" });
    expect(await send()).toEqual({ offset: 1000, is: "kept", seq: 77 });
  });

  test("of a photo that the school cannot take says why", async () => {
    tus(204, { "Upload-Offset": "1000", "Kith-Media": "refused", "Kith-Refused": "media_unreadable" });
    expect(await send()).toEqual({ offset: 1000, is: "refused", code: "media_unreadable" });
  });

  test("is not called kept by a word that this app does not know", async () => {
    tus(204, { "Upload-Offset": "1000", "Kith-Media": "probably" });
    expect(await send()).toEqual({ offset: 1000 });
  });

  test.each<[string, () => void, unknown]>([
    ["a refusal of the school", () => problem(413, "media_too_large"), Refusal],
    ["a conflict that is no place", () => problem(409, "moment_closed"), Refusal],
    ["an answer that says no place", () => tus(204), Elsewhere],
    ["a place that is no number", () => tus(204, { "Upload-Offset": "all" }), Elsewhere],
    ["a page of the wifi", () => says(200, { "Content-Type": "text/html" }, "<h1>hi</h1>"), Elsewhere],
  ])("is not taken for sent by %s", async (_, how, error) => {
    how();
    await expect(send()).rejects.toBeInstanceOf(error);
  });
});

describe("how far a photo is", () => {
  test.each([404, 410])("the school has forgotten it (%i): it is announced again", async (status) => {
    tus(status);
    expect(await askOffset(line, soup.media)).toEqual({ offset: undefined });
    problem(status, "not_found");
    expect(await sendChunk(line, soup.media, 0, soup.bytes)).toEqual({ offset: undefined });
  });

  test("a wifi page that knows nothing of it is not believed", async () => {
    says(404, { "Content-Type": "text/html" });
    await expect(askOffset(line, soup.media)).rejects.toBeInstanceOf(Elsewhere);
  });

  test("is asked without sending a byte", async () => {
    tus(200, { "Upload-Offset": "300", "Kith-Media": "working" });
    expect(await askOffset(line, soup.media)).toEqual({ offset: 300, is: "working" });
    expect(heard).toMatchObject([{ call: `HEAD /media/${soup.media}`, body: Buffer.alloc(0) }]);
  });
});

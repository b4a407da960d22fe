import { test as base, expect } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";

export const dist = join(import.meta.dirname, "../dist");
export const gallery = join(import.meta.dirname, "../test-results/gallery");

/** The content policy that the binary sends with every page of the app. */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types svelte-trusted-html kith",
].join("; ");

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/** A school's server as far as the app's files go: real headers, real addresses, and it can go away. */
export class House {
  /** Every address that was asked for, in order. */
  readonly asked: string[] = [];
  /** Answers instead of a file, by address: a newer release, or what the school's server would say. */
  readonly says = new Map<string, string>();
  private readonly server: Server;

  constructor(private readonly folder: string) {
    this.server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://house.invalid").pathname;
      this.asked.push(path);
      this.file(path).then(
        ([body, type]) =>
          response
            .writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy, Vary: "Origin" })
            .end(body),
        () => response.writeHead(404).end(),
      );
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((ready) => this.server.listen(0, "127.0.0.1", ready));
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  private async file(path: string): Promise<[Buffer | string, string]> {
    const said = this.says.get(path);
    if (said !== undefined) return [said, types[extname(path)] ?? "text/plain"];
    const page = path === "/rescue" ? "/rescue.html" : "/index.html";
    const name = extname(path) === "" ? page : path;
    return [await readFile(join(this.folder, name)), types[extname(name)] ?? "application/octet-stream"];
  }
}

interface Places {
  /** The app, as it is shipped. */
  app: { house: House; address: string };
  /** The gallery of parts; `gallery("home")` is the address of one of its pages. */
  parts: (page: string, asked?: string) => string;
}

/** Every page is watched: a breach of the content policy or an error in a script fails the test. */
export const test = base.extend<Places & { watched: void }>({
  app: async ({}, use) => {
    const house = new House(dist);
    await use({ house, address: await house.open() });
    await house.close();
  },
  parts: async ({}, use) => {
    const house = new House(gallery);
    const address = await house.open();
    await use((page, asked = "") => `${address}/?page=${page}&${asked}`);
    await house.close();
  },
  watched: [
    async ({ context }, use) => {
      const faults: string[] = [];
      context.on("weberror", (fault) => faults.push(fault.error().message));
      context.on("console", (line) => {
        if (/Content Security Policy|TrustedScriptURL|TrustedHTML/.test(line.text())) faults.push(line.text());
      });
      await use();
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

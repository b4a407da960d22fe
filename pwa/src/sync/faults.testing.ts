import type { ServerResponse } from "node:http";

/** How one call goes wrong. `go` lets the school answer as it would. */
export type Fault = (go: () => void, res: ServerResponse, body: Buffer) => void;

/** Faults, by what they do to a call. */
export const faults = {
  /** The line breaks before the school hears of it. */
  cutBefore: ((_go, res) => res.destroy()) as Fault,
  /** The school hears it and acts; its answer is lost. */
  cutAfter: ((go, res) => {
    res.end = (() => res.destroy()) as never;
    go();
  }) as Fault,
  /** The answer is cut in its middle. */
  cutHalfway: ((_go, res) => {
    res.writeHead(200, { "Content-Type": "application/json" });
    res.end('{"now":"2026-');
  }) as Fault,
  /** The wifi wants a sign-in. */
  portal: ((_go, res) => {
    res.writeHead(200, { "Content-Type": "text/html" });
    res.end("<h1>Welcome to the library wifi</h1>");
  }) as Fault,
  /** The wifi leads to another host. */
  elsewhere: ((_go, res) => {
    res.writeHead(302, { Location: "http://wifi.example/" });
    res.end();
  }) as Fault,
  says:
    (status: number, code: string, headers: Record<string, string> = {}): Fault =>
    (_go, res) =>
      problem(res, status, code, headers),
};

/** A refusal as the school writes it. */
export function problem(res: ServerResponse, status: number, code: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, { "Content-Type": "application/problem+json", ...headers });
  res.end(JSON.stringify({ type: "about:blank", title: code, status, code, detail: `The school says ${code}.` }));
}

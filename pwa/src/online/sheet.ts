import { Elsewhere } from "../api/answers";
import { refusalOf } from "../api/client";
import type { ConsentSheet, ConsentSheetDone, ConsentSheetFile, ConsentSheetPreview } from "../api/contract";
import { toBase64 } from "../store/base64";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** The longest file that the school reads, in bytes. */
export const longest = 256 * 1024;

/** A whole school's answers are written down one by one. */
const patience = 2 * 60_000;

/**
 * The students of the school, or of one circle, with what each of their givers allows now, as CSV.
 *
 * @throws Refusal (`sign_in_fresh` for an adult who signed in long ago), Elsewhere, Unreachable, SessionEnded
 */
export async function takeSheet(seat: Seat, circle: string): Promise<Blob> {
  const query = circle && `?${new URLSearchParams({ circle }).toString()}`;
  const answer = await lineOf(seat).send({ method: "GET", path: `/consent-sheet${query}` });
  if (answer.status >= 400) throw refusalOf(answer);
  const type = answer.headers.get("Content-Type") ?? "";
  if (!type.startsWith("text/csv")) throw new Elsewhere(answer.status);
  return new Blob([answer.body], { type });
}

/** What a sheet would change, line by line. Nothing is changed by asking. */
export function previewSheet(seat: Seat, file: ArrayBuffer): Promise<ConsentSheetPreview> {
  const json: ConsentSheetFile = { file: toBase64(file) };
  const call = { method: "POST", path: "/consent-sheet/preview", json, timeout: patience } as const;
  return lineOf(seat).ask<ConsentSheetPreview>(call, ["digest", "changes"]);
}

/** Writes down exactly what a preview said. @throws Refusal (`sheet_changed`, `sign_in_fresh`), Elsewhere, Unreachable, SessionEnded */
export async function bringInSheet(seat: Seat, file: ArrayBuffer, digest: string): Promise<number> {
  const json: ConsentSheet = { file: toBase64(file), digest };
  const call = { method: "POST", path: "/consent-sheet", json, timeout: patience } as const;
  return (await lineOf(seat).ask<ConsentSheetDone>(call, ["answers"])).answers;
}

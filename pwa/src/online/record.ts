import { Elsewhere } from "../api/answers";
import { refusalOf } from "../api/client";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** A slow line carries a school year for some minutes. */
const patience = 15 * 60_000;

/**
 * Everything that the school keeps of a student and that this reader may have, as a zip.
 *
 * @throws Refusal (`sign_in_fresh` for an adult who signed in long ago), Elsewhere, Unreachable, SessionEnded
 */
export async function takeRecord(seat: Seat, student: string): Promise<Blob> {
  const answer = await lineOf(seat).send({ method: "GET", path: `/people/${student}/record`, timeout: patience });
  if (answer.status >= 400) throw refusalOf(answer);
  const type = "application/zip";
  if (answer.headers.get("Content-Type") !== type) throw new Elsewhere(answer.status);
  return new Blob([answer.body], { type });
}

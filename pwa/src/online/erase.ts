import { Elsewhere } from "../api/answers";
import { refusalOf } from "../api/client";
import type { Erasure } from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

/** A school year of pictures takes a while to destroy. */
const patience = 5 * 60_000;

/**
 * Erases somebody for good. Asked again after an answer that was lost it gives the same certificate, as a zip.
 *
 * @throws Refusal (`sign_in_fresh`, `name_differs`, `works_here`), Elsewhere, Unreachable, SessionEnded
 */
export async function erasePerson(seat: Seat, person: string, json: Erasure): Promise<Blob> {
  const answer = await lineOf(seat).send({
    method: "POST",
    path: `/people/${person}/erasure`,
    json,
    timeout: patience,
  });
  if (answer.status >= 400) throw refusalOf(answer);
  const type = "application/zip";
  if (answer.headers.get("Content-Type") !== type) throw new Elsewhere(answer.status);
  return new Blob([answer.body], { type });
}

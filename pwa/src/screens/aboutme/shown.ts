import { keepAct } from "../../store/outbox";
import type { Seat } from "../../store/seat";
import type { Moment } from "../../store/shapes";

/**
 * "Not this one any more." The no of somebody who is shown wins over every approval. An author, and whoever reads it only with
 * the whole school, takes it down.
 */
export async function sayNo(seat: Seat, { id, form, authors }: Moment): Promise<void> {
  if (form === "circle" && !authors.some(({ own }) => own)) {
    await keepAct(seat, { kind: "give_answer", subject: id, body: { moment: id, answer: "no" } });
  } else {
    await keepAct(seat, { kind: "take_down", subject: id, body: { moment: id, action: "ask" } });
  }
}

import { keepAct, outbox, textOf } from "./outbox";
import { me } from "./rows";
import type { Seat } from "./seat";

/** A way in which a student can like to be asked. */
export type AskedWay = "aloud";

/** Keeps that this student likes a way, or no longer does. It works without the school. */
export async function chooseWay(seat: Seat, person: string, way: AskedWay, chosen: boolean): Promise<void> {
  await keepAct(seat, { kind: "choose_way", subject: person, body: { way, chosen } });
}

/** Whether this student likes a way, by their newest word: what they chose here counts before the school has heard it. */
export async function likes(seat: Seat, way: AskedWay): Promise<boolean> {
  const told = (await me(seat))?.ways?.includes(way) ?? false;
  const last = (await outbox(seat)).filter(({ kind, aim }) => kind === "choose_way" && aim === way).at(-1);
  if (!last) return told;
  return (JSON.parse(await textOf(seat, last)) as { body: { chosen: boolean } }).body.chosen;
}

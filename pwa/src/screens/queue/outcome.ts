import type { HistoryLine } from "../../store/shapes";
import { t, type StaffKey } from "../../words/staff";
import { dayAndTime, dayOf, listOf, timeOf, type Reading } from "../../words/when";
import { lastDecision, type Look } from "./sort";

/** The one line that a decided card becomes: "Approved for circle and families. Goes out at 2:40." */
export function sayOutcome({ moment, said }: Look, offline: boolean, reading: Reading): string {
  const decided = said ? { kind: said.verb, audience: said.audience } : lastDecision(moment);
  const first = sayDecision(decided?.kind ?? "approve", decided?.audience ?? moment.audience);
  if (said?.stage === "here") return `${first} ${offline ? t("desk.will_apply") : t("queue.on_its_way")}`;
  if (moment.state !== "held") return first;
  const waiting = moment.waitingFor ?? [];
  const names = waiting.length ? t("queue.waiting_for", { names: listOf(waiting.map(({ name }) => name)) }) : "";
  return [first, sayHold(moment.heldUntil, reading), names].filter(Boolean).join(" ");
}

const sentences: Partial<Record<string, StaffKey>> = {
  send_back: "queue.did_send_back",
  keep_private: "queue.did_keep_private",
  confirm: "queue.did_confirm",
  confirm_take_down: "queue.did_confirm",
  restore: "queue.did_restore",
  ask: "queue.did_ask",
};

function sayDecision(kind: string, audience: HistoryLine["audience"]): string {
  const key = sentences[kind];
  if (key) return t(key);
  return t("queue.did_approve", { audience: t(`audience.to_${audience ?? "families"}`) });
}

/** When a hold ends; the day stands there when it is not today. */
function sayHold(until: string | undefined, reading: Reading): string {
  const at = Date.parse(until ?? "");
  const now = reading.now ?? Date.now();
  if (Number.isNaN(at)) return "";
  if (at <= now) return "";
  const today = dayOf(at, reading) === dayOf(now, reading);
  return t("queue.out_at", { when: today ? timeOf(at, reading) : dayAndTime(at, reading) });
}

/** Why a decision of this phone did not count. */
export function sayRefused({ refused, moment }: Look): string {
  const by = lastDecision(moment)?.by;
  if (refused?.code === "already_decided") {
    return by ? t("queue.already_decided", { name: by }) : t("queue.already_decided_someone");
  }
  const known: Partial<Record<string, StaffKey>> = {
    changed_since_seen: "queue.changed",
    not_ready: "queue.not_ready",
    too_late: "queue.too_late",
  };
  return t(known[refused?.code ?? ""] ?? "queue.refused");
}

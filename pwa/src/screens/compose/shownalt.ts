import type { Draft } from "../../moment/draft";
import type { Circle, Me } from "../../store/shapes";
import { activities, choiceOf } from "../../symbols/choices";
import { t } from "../../words/words.svelte";
import { altFrom } from "./alt";

/** The words that a new photo begins with, from what was tapped so far. Their writer changes them as they like. */
export function altOf(draft: Draft, circle: Circle | undefined, me: Me | undefined): string {
  const names = draft.people.flatMap((id) => {
    if (id === me?.person) return me.name;
    return circle?.members.find((member) => member.id === id)?.name ?? [];
  });
  const did = draft.did.flatMap((key) => choiceOf(activities, key)?.word ?? []).map((word) => t(word));
  return altFrom(names, did, circle?.name ?? "");
}

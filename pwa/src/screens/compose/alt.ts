import { listOf } from "../../words/when";

/** What a picture is said to show before anybody wrote it: who is in it, what was done, where. */
export function altFrom(names: readonly string[], did: readonly string[], circle: string): string {
  const what = did.map((word) => word.toLocaleLowerCase());
  return [names.length ? listOf(names) : "", what.length ? listOf(what) : "", circle].filter(Boolean).join(", ");
}

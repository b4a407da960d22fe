import { Elsewhere, Refusal, Unreachable } from "../../online/refused";
import type { Key } from "../../words/words.svelte";

/** What the door says to each refusal: what happened, and what to do. */
const sentences: Record<string, Key> = {
  sign_in_failed: "door.sign_in_failed",
  wait: "door.wait",
  invitation_over: "door.invitation_over",
  field_invalid: "door.field_invalid",
  request_invalid: "door.field_invalid",
  password_refused: "door.password_refused",
  mail_off: "door.mail_off",
  sign_in_off: "door.sign_in_off",
  not_found: "door.not_found",
  // A door that this school does not have: everything else behind it asks for a session.
  session_over: "door.not_found",
  seal_unknown: "door.lock_stays",
  busy: "door.busy",
};

/** The sentence for a sign-in that did not work. What is neither an answer nor the browser's is thrown on. */
export function whyNot(error: unknown): Key {
  if (error instanceof Refusal) return sentences[error.code] ?? "door.busy";
  if (error instanceof Elsewhere) return error.status >= 500 ? "door.busy" : "door.elsewhere";
  if (error instanceof Unreachable) return "door.unreachable";
  // A window whose browser keeps nothing for this site: private, or told so by whoever set it up.
  if (error instanceof DOMException) return "door.keeps_nothing";
  throw error;
}

/** The code of a refusal, for those that ask for one thing more. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Refusal ? error.code : undefined;
}

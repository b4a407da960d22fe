import type { Trouble } from "../../store/look";
import type { Key } from "../../words/words.svelte";

/** Reasons that have a sentence of their own on the phone, in the reader's language. */
const told: Record<string, Key> = {
  stale_base: "trouble.why_stale_base",
  field_invalid: "trouble.why_field_invalid",
  media_too_large: "trouble.why_media_too_large",
  media_unreadable: "trouble.why_media_unreadable",
  media_kind_unknown: "trouble.why_media_kind_unknown",
  media_checksum: "trouble.why_media_checksum",
  quota: "trouble.why_quota",
  not_member: "trouble.why_not_member",
  op_reused: "trouble.why_op_reused",
  erased: "trouble.why_erased",
  unreadable: "trouble.why_unreadable",
  lost: "trouble.why_lost",
  already_shared: "trouble.why_already_shared",
};

/** The same of a voice note, where the sentence about a photo would be wrong. */
const toldOfVoice: Record<string, Key> = {
  media_too_large: "trouble.why_voice_too_long",
  voice_too_long: "trouble.why_voice_too_long",
  voice_empty: "trouble.why_voice_empty",
  media_unreadable: "trouble.why_voice_broken",
  media_kind_unknown: "trouble.why_voice_broken",
  media_checksum: "trouble.why_voice_broken",
  bytes_missing: "trouble.why_voice_lost",
};

/** Why something needs a look: a message, or else the school's own sentence. */
export function reasonOf({
  code,
  sentence,
  kind,
}: Pick<Trouble, "code" | "sentence"> & { kind?: Trouble["kind"] }): { key: Key } | { sentence: string } {
  const key = (kind === "voice" ? toldOfVoice[code] : undefined) ?? told[code];
  if (key) return { key };
  return sentence ? { sentence } : { key: "trouble.why_other" };
}

/** What it is that needs a look. */
export function nameOf({ kind }: Pick<Trouble, "kind">): Key {
  if (kind === "voice") return "voice.title";
  if (kind === "photo") return "trouble.photo";
  return kind === "keep_revision" || kind === "take_back" || kind === "take_down" ? "trouble.moment" : "trouble.answer";
}

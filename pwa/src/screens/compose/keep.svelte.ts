import type { Saved } from "../../store/saved";
import { say } from "../../ui/live.svelte";
import { t, type Key } from "../../words/words.svelte";
import type { Maker } from "./maker.svelte";

/** What stands in the way, by the field that is missing, in words that say what to do. */
const wrongs: Record<string, Key> = {
  empty: "compose.empty",
  circle: "compose.pick_circle",
  heard: "voice.pick_heard",
};

interface Keeping {
  /** What stands in the way of saving, after somebody tried. */
  readonly wrong: string | undefined;
  readonly saved: Saved | undefined;
  save(): Promise<void>;
}

/** Saving with one tap: says what is missing, or keeps the moment and says that it is kept. */
export function keepIt(what: () => { maker: Maker; oriented: boolean }): Keeping {
  let wrong = $state<Key>();
  let saved = $state.raw<Saved>();
  // What stood in the way and was put right is no longer said.
  const standing = $derived(wrong && stands(wrong, what()) ? wrong : undefined);

  async function save() {
    const { maker, oriented } = what();
    await maker.arrived(); // a photo that is still being made ready counts
    if (maker.saving) return;
    wrong = oriented ? wrongOf(maker) : "compose.not_oriented";
    if (wrong) {
      if (wrong !== "compose.empty") await maker.keep(); // nothing is not worth a draft
      return say(t(wrong));
    }
    saved = await maker.save();
    if (saved.kept === "nothing") wrong = "compose.nothing_kept";
    say(t(wrong ?? (saved.kept === "sealed" ? "compose.sealed" : "compose.saved")));
    // Asked when there is something to lose; a browser that refuses still keeps it as long as it can.
    void navigator.storage?.persist?.().catch(() => false);
  }

  return {
    get wrong() {
      return standing && standing !== "compose.not_oriented" ? t(standing) : undefined;
    },
    get saved() {
      return saved;
    },
    save,
  };
}

function wrongOf(maker: Maker): Key | undefined {
  const missing = maker.missing;
  return missing === undefined ? undefined : (wrongs[missing] ?? "compose.too_long");
}

function stands(wrong: Key, { maker }: { maker: Maker }): boolean {
  return wrong === "compose.nothing_kept" || wrongOf(maker) === wrong;
}

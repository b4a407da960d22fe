import { soundOf, type Shown } from "../../store/pictures";
import { watch } from "../../store/watch";
import { seatHere } from "./present.svelte";

/**
 * A voice note from this phone's own bytes, as an address to play it by. Undefined while it is not here; it comes when it
 * has been fetched, and goes when its row does. The address is let go with the screen. Call it while a component is made.
 */
export function storedSound(which: () => Shown | undefined): { readonly src: string | undefined } {
  const seat = seatHere();
  let src = $state.raw<string>();
  const media = $derived(which()?.media);
  const rendition = $derived(which()?.rendition);
  $effect(() => {
    if (!media && !rendition) return;
    // Not read from `src`, on which this would depend: it would begin anew with every answer.
    let here: string | undefined;
    const show = (sound: Blob | undefined) => {
      if ((here !== undefined) === (sound !== undefined)) return; // the same sound: what plays goes on
      if (here) URL.revokeObjectURL(here);
      src = here = sound && URL.createObjectURL(sound);
    };
    const stop = watch(seat, ["pictures", "bytes"], () => soundOf(seat, { media, rendition })).subscribe(show);
    return () => {
      stop();
      show(undefined);
    };
  });
  return {
    get src() {
      return src;
    },
  };
}

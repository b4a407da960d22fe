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
    const stop = watch(seat, ["pictures", "bytes"], () => soundOf(seat, { media, rendition })).subscribe((sound) => {
      if ((src !== undefined) === (sound !== undefined)) return; // the same sound: what plays goes on
      if (src) URL.revokeObjectURL(src);
      src = sound && URL.createObjectURL(sound);
    });
    return () => {
      stop();
      if (src) URL.revokeObjectURL(src);
      src = undefined;
    };
  });
  return {
    get src() {
      return src;
    },
  };
}

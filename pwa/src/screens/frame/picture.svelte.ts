import { isExact } from "../../store/exact";
import { pictureUrl, type Shown, type Size } from "../../store/pictures";
import { watch } from "../../store/watch";
import { seatHere } from "./present.svelte";

/**
 * A picture from this phone's own bytes, as an address to show it by. Undefined while it is not here; it comes when it
 * has been fetched. The address is let go with the screen. Call it while a component is made.
 */
export function storedPicture(
  which: () => Shown | undefined,
  wanted: Size | (() => Size) = 400,
): { readonly src: string | undefined } {
  const seat = seatHere();
  let src = $state.raw<string>();
  // By value: a row that is told anew with the same picture draws nothing anew.
  const media = $derived(which()?.media);
  const rendition = $derived(which()?.rendition);
  $effect(() => {
    const size = typeof wanted === "function" ? wanted() : wanted;
    if (!media && !rendition) return;
    let over = false;
    const show = (next: string | undefined) => {
      if (next === undefined) return;
      if (over) return URL.revokeObjectURL(next);
      if (src) URL.revokeObjectURL(src);
      src = next;
      // Once it is here as large as it is wanted, a change of other pictures need not draw it again. A list is content
      // with the first it gets.
      if (size === 400) queueMicrotask(() => stop());
      else if (rendition) void isExact(seat, rendition, size).then((exact) => exact && stop());
    };
    const stop = watch(seat, ["pictures", "bytes"], () => pictureUrl(seat, { media, rendition }, size)).subscribe(show);
    return () => {
      over = true;
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

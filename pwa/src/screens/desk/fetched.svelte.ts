import { onMount } from "svelte";

/**
 * Something fetched for this look alone, as an address to show or play it by: this phone keeps nothing of it. Undefined until
 * it has come, and where the school does not give it now. The address is let go with the screen. Call it while a component is made.
 */
export function fetched(read: () => Promise<Blob | undefined>): { readonly src: string | undefined } {
  let src = $state<string>();
  onMount(() => {
    let over = false;
    void read().then((bytes) => {
      if (bytes && !over) src = URL.createObjectURL(bytes);
    });
    return () => {
      over = true;
      if (src) URL.revokeObjectURL(src);
    };
  });
  return {
    get src() {
      return src;
    },
  };
}

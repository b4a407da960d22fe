/** What a browser hands over when it can put the app on the home screen. Not every browser does. */
interface Offer extends Event {
  prompt(): Promise<unknown>;
}

let offer = $state.raw<Offer>();
let installed = $state(false);

if (typeof window !== "undefined") {
  installed = matchMedia("(display-mode: standalone)").matches;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault(); // asked where it is explained, never over somebody's work
    offer = event as Offer;
  });
  addEventListener("appinstalled", () => (installed = true));
}

export const install = {
  /** How this browser puts the app on the home screen; undefined when it is there, or cannot be. */
  get how(): "asks" | "share" | undefined {
    if (installed) return undefined;
    if (offer) return "asks";
    return /iPhone|iPad/.test(navigator.userAgent) ? "share" : undefined;
  },
  async ask(): Promise<void> {
    const asked = offer;
    offer = undefined;
    await asked?.prompt();
  },
};

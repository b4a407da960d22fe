import { mount } from "svelte";
import "../screens/aboutme/install.svelte"; // the browser makes its offer before anybody opens that page
import { restoreAppearance } from "../ui/appearance.svelte";
import "../ui/look.css";
import App from "./App.svelte";
import { registerWorker } from "./update.svelte";

restoreAppearance();
mount(App, { target: document.body });
document.documentElement.dataset["begun"] = ""; // guard.js need not watch any more

if (import.meta.env.PROD) {
  registerWorker().catch(() => undefined); // refused: the app works online, and asks again at the next start
}

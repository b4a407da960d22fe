import { mount } from "svelte";
import { choose, type Appearance } from "../src/ui/appearance.svelte";
import "../src/ui/look.css";
import Gallery from "./Gallery.svelte";

const asked = new URLSearchParams(location.search);
document.documentElement.dir = asked.get("dir") ?? "ltr";
document.documentElement.lang = asked.get("dir") === "rtl" ? "ar" : "en";
choose({
  theme: (asked.get("theme") ?? "device") as Appearance["theme"],
  size: Number(asked.get("size") ?? 0) as Appearance["size"],
});
mount(Gallery, { target: document.body, props: { page: asked.get("page") ?? "home" } });

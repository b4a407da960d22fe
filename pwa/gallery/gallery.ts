import { mount } from "svelte";
import "../src/ui/look.css";
import Gallery from "./Gallery.svelte";

const asked = new URLSearchParams(location.search);
document.documentElement.dir = asked.get("dir") ?? "ltr";
document.documentElement.lang = asked.get("dir") === "rtl" ? "ar" : "en";
for (const name of ["theme", "contrast", "size"] as const) {
  const value = asked.get(name);
  if (value) document.documentElement.dataset[name] = value;
}
mount(Gallery, { target: document.body, props: { page: asked.get("page") ?? "home" } });

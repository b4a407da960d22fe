import type { Route } from "./match";

/** Every address of the app and the screen that answers it. A new screen is a new row. */
export const routes: readonly Route[] = [
  // doors
  { path: "/", screen: () => import("../screens/door/Door.svelte") },

  // a student's
  { path: "/circles", for: "student", screen: () => import("../screens/home/Home.svelte") },
  { path: "/new", for: "student", screen: () => import("../screens/compose/Composer.svelte") },
  { path: "/new/:moment", for: "student", screen: () => import("../screens/compose/Composer.svelte") },
];

/** What answers an address that no row knows. */
export const nowhere: Route = { path: "", screen: () => import("../screens/nowhere/Nowhere.svelte") };

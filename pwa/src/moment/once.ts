import { newId } from "./ids";

/**
 * Gives the id under which something goes to the school. Sent again without a change it has the same one, so that the school knows it;
 * changed meanwhile it has a new one, so that the school does not take it for what came before.
 */
export function onceFor(): (what: string) => string {
  let last = "";
  let id = newId();
  return (what) => {
    if (what !== last) id = newId();
    last = what;
    return id;
  };
}

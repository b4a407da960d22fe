import { Elsewhere } from "../api/answers";
import { ask } from "../api/client";
import { build, type Hello } from "../api/contract";

export type Found = { is: "school"; reload: boolean; sealKey?: string } | { is: "portal" } | { is: "nobody" };

/** Asks who is there. Anything that does not say `kith` is a page of the wifi, and nobody is signed out by it. */
export async function whoIsThere(): Promise<Found> {
  try {
    const hello = await ask<Hello>({ method: "GET", path: "/hello", timeout: 10_000 }, ["app", "epoch"]);
    if (hello.app !== "kith") return { is: "portal" };
    return { is: "school", reload: hello.minBuild > build, ...(hello.sealKey && { sealKey: hello.sealKey }) };
  } catch (error) {
    // A proxy that has lost the school says 5xx; a sign-in page says anything else.
    return { is: error instanceof Elsewhere && error.status < 500 ? "portal" : "nobody" };
  }
}

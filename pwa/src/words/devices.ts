import { fill, type Params } from "./fill";
import messages from "./en/devices.json";
import { spokenLanguage } from "./words.svelte";

/** What stands on the page of somebody's devices. It comes with that page, which is nothing without the school. */
export const devices = messages;

/** Says a message of that page. */
export function t(key: keyof typeof devices, params: Params = {}): string {
  return fill(devices[key], params, spokenLanguage());
}

import messages from "./en/rescue.json";
import { fill, type Message, type Params } from "./fill";

/** What the rescue page says. It stands apart from the app's own words, so that it needs nothing of the app. */
export const rescue = messages;

/** Says a message of the rescue page. */
export function say(key: keyof typeof rescue, params: Params = {}): string {
  return fill(rescue[key] as Message, params, "en");
}

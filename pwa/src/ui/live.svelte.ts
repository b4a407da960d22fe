/** The one sentence that the app's one live region is speaking. */
let sentence = $state("");
let again = false;

/**
 * Has a sentence read aloud, politely, without moving focus. One sentence for a batch, never one for each thing.
 * The same sentence twice is heard twice.
 */
export function say(words: string): void {
  again = words === sentence.trimEnd() && !again;
  sentence = again ? `${words}\u00a0` : words;
}

export function spoken(): string {
  return sentence;
}

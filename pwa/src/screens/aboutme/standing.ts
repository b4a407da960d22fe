/** What a student says for good about photos of them that others keep. */
export const answers = ["yes", "ask", "no"] as const;
export type Standing = (typeof answers)[number];

/** A standing answer as it was told. Whoever has not said anything is asked each time. */
export function standingOf(told: string | undefined): Standing {
  return answers.find((each) => each === told) ?? "ask";
}

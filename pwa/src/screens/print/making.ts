import { issueBadge, reprintLetter } from "../../online/people";
import type { Badge, FamilyLetter, FamilyLink, Person } from "../../online/shapes";
import type { Seat } from "../../store/seat";

/** Makes badges one after the other. What was made before a cut is kept: the old badges of those have ended. */
export async function makeBadges(
  seat: Seat,
  people: readonly Pick<Person, "id">[],
  made: (badge: Badge) => void,
): Promise<void> {
  for (const { id } of people) made(await issueBadge(seat, id));
}

/** Makes letters one after the other, with the same promise. */
export async function makeLetters(
  seat: Seat,
  links: readonly Pick<FamilyLink, "id">[],
  made: (letter: FamilyLetter) => void,
): Promise<void> {
  for (const { id } of links) made(await reprintLetter(seat, id));
}

/** Who is offered first: those without. Nobody's working badge or opened letter is ended by default. */
export function firstChoice(people: readonly Person[]): { badges: string[]; letters: string[] } {
  return {
    badges: people.filter(({ badge }) => !badge).map(({ id }) => id),
    letters: linksOf(people)
      .filter(({ opened }) => !opened)
      .map(({ id }) => id),
  };
}

/** The family links of these students that may have a letter. */
export function linksOf(people: readonly Person[]): FamilyLink[] {
  return people.flatMap(({ families }) => families).filter(({ restricted }) => !restricted);
}

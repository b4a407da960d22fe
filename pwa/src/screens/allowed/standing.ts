import type { GivenHere } from "../../store/consents";
import type { ConsentsOf, ConsentText, Me, Named, OwnConsent, Widest } from "../../store/shapes";

/** In the order of the choices, from nobody to the whole school. */
export const widests: readonly Widest[] = ["none", "circle", "families", "school"];

/** How one kind stands on this phone: as the school told it, with what was said here since. */
export interface Stands {
  /** What the reader says; undefined if they never said anything. */
  mine: Widest | undefined;
  /** Everybody's word together, as far as this phone can know: what was said here narrows it, and widens nothing. */
  widest: Widest;
  /** The newest word of the reader's own, which a wider one has to name. */
  after: string | undefined;
  onItsWay: boolean;
  refused: boolean;
}

export function standsHere(cell: OwnConsent, person: string, here: readonly GivenHere[]): Stands {
  const about = here.filter((each) => each.person === person && each.kind === cell.kind);
  const newest = about.filter(({ stuck }) => !stuck).at(-1);
  const told = { mine: cell.mine, widest: cell.widest, after: cell.last };
  return {
    ...told,
    ...(newest && { mine: newest.widest, widest: narrower(cell.widest, newest.widest), after: newest.op }),
    onItsWay: newest !== undefined,
    refused: about.at(-1)?.stuck ?? false,
  };
}

function narrower(one: Widest, other: Widest): Widest {
  return widests.indexOf(one) < widests.indexOf(other) ? one : other;
}

/** The languages of the texts, the reader's own first where it is among them. */
export function languagesOf(texts: readonly ConsentText[], wanted: readonly string[]): string[] {
  const there = [...new Set(texts.map(({ lang }) => lang))];
  const own = wanted.map((tag) => tag.split("-")[0]).find((tag) => tag && there.includes(tag));
  return own ? [own, ...there.filter((lang) => lang !== own)] : there;
}

/** The students about whom this guardian is asked again: something has ended, will soon, or was never said. */
export function askedAgain(me: Pick<Me, "allowed"> | undefined): string[] {
  return (me?.allowed ?? []).filter(({ cells }) => cells.some(({ due }) => due)).map(({ name }) => name);
}

/** The students whom a family speaks for: not those who decide alone, even if they let the family read. */
export function spokenFor(me: Pick<Me, "allowed" | "students"> | undefined): Named[] {
  return (me?.students ?? []).filter(({ id }) => !(me?.allowed ?? []).some((of) => of.person === id && !of.decides));
}

/** The students who decide alone and do not let this family read. */
export function readNoMore(me: Pick<Me, "allowed" | "students"> | undefined): ConsentsOf[] {
  return (me?.allowed ?? []).filter((of) => !of.decides && !(me?.students ?? []).some(({ id }) => id === of.person));
}

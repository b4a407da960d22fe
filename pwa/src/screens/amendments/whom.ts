import type { Moment } from "../../store/shapes";

/** Those of some students who are in a moment. Where the phone cannot tell, since nobody in it has an id there, all of them. */
export function inIt<S extends { id?: string | undefined }>(moment: Moment, students: readonly S[]): readonly S[] {
  const people = [...moment.authors, ...moment.people, ...moment.quotes.flatMap(({ speaker }) => speaker ?? [])];
  const found = students.filter(({ id }) => people.some((person) => person.id === id));
  return found.length ? found : students;
}

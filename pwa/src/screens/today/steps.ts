import type { Person } from "../../online/shapes";
import type { RosterCircle } from "../roster/roster";

export type StepKey = "school" | "colleague" | "students" | "circle" | "members" | "consents" | "families" | "badges";

/** One step on the way to a first shared moment. */
export interface Step {
  key: StepKey;
  done: boolean;
  /** Where it is done. */
  href: string;
}

/** What the steps are made of, as the school tells it. */
export interface Begun {
  circles: readonly RosterCircle[];
  students: readonly Person[];
  colleagues: readonly Person[];
}

/** What is missing to get going, in the order in which it makes sense. */
export function stepsOf({ circles, students, colleagues }: Begun): Step[] {
  const first = circles.find(({ members, staff }) => !members.length || !staff.length) ?? circles[0];
  const members = circles.flatMap((circle) => circle.members);
  const member = students.find(({ id }) => members.some((each) => each.id === id));
  const inCircles = (check: (student: Person) => boolean) =>
    members.length > 0 && students.filter(({ id }) => members.some((each) => each.id === id)).every(check);
  const place = first ? `/circles/${first.id}` : "/circles";
  const known = members.filter(({ consents }) => consents !== undefined);
  return [
    { key: "school", done: true, href: "/school" },
    { key: "colleague", done: colleagues.length > 1 || led(circles), href: "/people?kind=staff" },
    { key: "students", done: students.length > 0, href: "/people" },
    { key: "circle", done: circles.length > 0, href: "/circles" },
    { key: "members", done: circles.some((each) => each.members.length > 0 && each.staff.length > 0), href: place },
    ...(known.length
      ? [{ key: "consents" as const, done: known.every(allowsSomething), href: `${place}/consents` }]
      : []),
    {
      key: "families",
      done: inCircles(({ families }) => families.length > 0),
      href: member ? `/people/${member.id}` : place,
    },
    { key: "badges", done: inCircles(({ badge }) => badge), href: first ? `/print/badges?circle=${first.id}` : place },
  ];
}

/** A school where the coordinator leads the circles needs no colleague to begin with. */
function led(circles: readonly RosterCircle[]): boolean {
  return circles.some(({ staff }) => staff.length > 0);
}

function allowsSomething({ consents = [] }: RosterCircle["members"][number]): boolean {
  return consents.some(({ widest }) => widest !== "none");
}

import { describe, expect, test } from "vitest";
import { match, type Route } from "../src/boot/match";
import { nowhere, routes } from "../src/boot/routes";
import { ways } from "../src/screens/frame/ways";

const screen = () => Promise.reject(new Error("not opened here"));
const few: Route[] = [
  { path: "/", screen },
  { path: "/moments", screen },
  { path: "/moments/:moment", screen },
  { path: "/circles/:circle/meetings/:meeting", screen },
];

describe("finding the screen for an address", () => {
  test.each([
    ["/", "/", {}],
    ["/moments", "/moments", {}],
    ["/moments/", "/moments", {}],
    ["/moments/m1", "/moments/:moment", { moment: "m1" }],
    ["/circles/drum-room/meetings/7", "/circles/:circle/meetings/:meeting", { circle: "drum-room", meeting: "7" }],
    ["/moments/ma%C3%B1ana", "/moments/:moment", { moment: "mañana" }],
    ["/moments/100%", "/moments/:moment", { moment: "100%" }],
  ])("%s is answered by %s", (address, path, caught) => {
    expect(match(few, address)).toEqual({ route: few.find((route) => route.path === path), caught });
  });

  test.each(["/moment", "/moments/m1/more", "/circles", "/MOMENTS"])("%s is answered by none", (address) => {
    expect(match(few, address)).toBeUndefined();
  });

  test("no two rows answer the same address of the same kind of seat", () => {
    const shapes = routes.map((route) => `${route.for} ${route.path.replace(/:\w+/g, ":")}`);
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test("the same address shows a student their circles and staff theirs, and nobody without a seat", () => {
    const two: Route[] = [
      { path: "/circles", for: "student", screen },
      { path: "/circles", for: "staff", screen },
    ];
    expect(match(two, "/circles", "student")?.route).toBe(two[0]);
    expect(match(two, "/circles", "staff")?.route).toBe(two[1]);
    expect(match(two, "/circles", "family")).toBeUndefined();
    expect(match(two, "/circles")).toBeUndefined();
  });

  // It builds every screen there is, which takes a slow machine longer than a test usually may.
  test("every row opens a screen, and so does an address that nobody knows", { timeout: 60_000 }, async () => {
    for (const { screen: open } of [...routes, nowhere]) expect((await open()).default).toBeTypeOf("function");
  });
});

describe("the four ways to go", () => {
  test("a student's are Circles, New, My moments, About me", () => {
    expect(ways.student.map(({ key }) => key)).toEqual(["ways.circles", "ways.new", "ways.moments", "ways.me"]);
  });

  test("a teacher's begin with the queue, a family's with the moments", () => {
    expect(ways.facilitator[0].href).toBe("/queue");
    expect(ways.family[0].href).toBe("/highlights");
  });
});

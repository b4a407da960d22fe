import { expect, test } from "vitest";
import type { Me } from "../../store/shapes";
import { isOriented } from "./gate";

const maya: Me = {
  seat: "s1",
  seatKind: "student",
  person: "maya",
  name: "Maya",
  school: { name: "Riverside", zone: "America/Chicago" },
  orientedUntil: "2026-12-18T12:00:00Z",
};
const neverOriented: Me = { ...maya };
delete neverOriented.orientedUntil;

test("Maya keeps moments while her orientation is current", () => {
  expect(isOriented(maya, { opened: "2026-11-20T12:00:00Z" })).toBe(true);
});

test("without an orientation nothing new is kept", () => {
  expect(isOriented(neverOriented, { opened: "2026-11-20T12:00:00Z" })).toBe(false);
});

test("after the orientation has ended nothing new is begun", () => {
  expect(isOriented(maya, { opened: "2026-12-18T12:00:01Z" })).toBe(false);
});

test("a draft that was opened in time is kept, however late it is saved", () => {
  expect(isOriented(maya, { opened: "2026-12-18T11:59:00Z" })).toBe(true);
});

test("a change to a kept moment is never stopped", () => {
  expect(isOriented(neverOriented, { opened: "2026-11-20T12:00:00Z", base: "r1" })).toBe(true);
});

test("a phone that has not heard from the school stands in nobody's way", () => {
  expect(isOriented(undefined, { opened: "2026-11-20T12:00:00Z" })).toBe(true);
});

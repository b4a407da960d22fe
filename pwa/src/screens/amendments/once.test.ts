import { expect, test } from "vitest";
import { people, told } from "../../store/people.testing";
import { onceFor } from "./once";
import { inIt } from "./whom";

test("what is sent again is the same to the school, and what was changed is not", () => {
  const idOf = onceFor();
  const first = idOf("Her name is Maja.");
  expect(first).toMatch(/^[a-z0-9]{15}$/);
  expect(idOf("Her name is Maja.")).toBe(first);
  expect(idOf("Her name is Maja!")).not.toBe(first);
  expect(onceFor()("Her name is Maja.")).not.toBe(first);
});

test("a moment is about those of a family's students who are in it", () => {
  const { sam, ana } = { sam: people.sam, ana: { id: "anaperson000001", name: "Ana" } };
  const moment = told("ballmoment00001", { people: [sam], quotes: [] });
  expect(inIt(moment, [ana, sam])).toEqual([sam]);
  expect(inIt(moment, [ana])).toEqual([ana]);
  expect(inIt({ ...moment, quotes: [{ words: "Again", made: "own", speaker: ana }] }, [ana])).toEqual([ana]);
});

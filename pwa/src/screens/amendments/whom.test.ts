import { expect, test } from "vitest";
import { people, told } from "../../store/people.testing";
import { inIt } from "./whom";

test("a moment is about those of a family's students who are in it", () => {
  const { sam, ana } = { sam: people.sam, ana: { id: "anaperson000001", name: "Ana" } };
  const moment = told("ballmoment00001", { people: [sam], quotes: [] });
  expect(inIt(moment, [ana, sam])).toEqual([sam]);
  expect(inIt(moment, [ana])).toEqual([ana]);
  expect(inIt({ ...moment, quotes: [{ words: "Again", made: "own", speaker: ana }] }, [ana])).toEqual([ana]);
});

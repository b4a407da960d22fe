import { expect, test } from "vitest";
import { ana, benchMoment, dre, theo, theoMissing } from "../../desk/fixtures.testing";
import type { Moment, Reason } from "../../../store/shapes";
import { drawn, grown, middle, moved, resized } from "./boxes";
import { asCovered, coversOf, others, type Covering } from "./covered";

const left = { x: 40, y: 50, width: 60, height: 70 };
const right = { x: 240, y: 50, width: 60, height: 70 };
const picture = { media: "benchphoto00001", alt: "", kept: true, master: "h", width: 400, height: 300 };

/** The codes that stand against two faces in a picture, of people who are named, with this covered of it. */
function codes(more: Partial<Moment>, covering: Covering, unseen: string[] = []): string[] {
  const pictures = [{ ...picture, faces: { boxes: [left, right] } }];
  const moment = benchMoment({ pictures, people: [dre], checks: [{ code: "faces_unnamed", blocks: true }], ...more });
  return (asCovered(moment, { [picture.media]: covering }, unseen).checks ?? []).map(({ code }) => code);
}

test.each<[string, Covering, string[]]>([
  ["nothing is covered", { boxes: [] }, ["faces_unnamed"]],
  ["a face is covered whole", { boxes: [right] }, []],
  ["a face is covered by half", { boxes: [{ ...right, width: 30 }] }, ["faces_unnamed"]],
  ["a face is cut off", { boxes: [], crop: { x: 0, y: 0, width: 200, height: 300 } }, []],
  [
    "a face is at the edge of what stays",
    { boxes: [], crop: { x: 0, y: 0, width: 241, height: 300 } },
    ["faces_unnamed"],
  ],
])("counts faces as the school does: %s", (_, covering, found) => {
  expect(codes({}, covering)).toEqual(found);
});

test("as long as nobody has looked for faces, somebody has to", () => {
  expect(codes({ pictures: [picture], people: [dre, theo] }, { boxes: [left] })).toEqual(["faces_unknown"]);
});

test("who cannot be recognised needs no consent to the photo, and is not one of the named", () => {
  const checks: Reason[] = [
    theoMissing,
    { ...theoMissing, kind: "words" },
    { code: "said_no", blocks: true, person: theo },
  ];
  const people = [dre, theo];
  expect(codes({ people, checks }, { boxes: [right] }, [theo.id])).toEqual(["consent_missing", "said_no"]);
  expect(codes({ people, checks: [] }, { boxes: [{ ...right, width: 30 }] }, [theo.id])).toEqual(["faces_unnamed"]);
});

test("how wide it may go then is what the others allow, and never the whole school by this phone's word", () => {
  const stranger: Reason = { code: "someone_not_on_the_list", blocks: true, kind: "photo", widest: "none" };
  const narrow: Reason = { code: "consent_narrow", blocks: false, kind: "photo", widest: "circle", person: ana };
  const wide = (checks: Reason[], unseen: string[]) => {
    const moment = benchMoment({ others: true, checks, ceiling: "none", pictures: [picture] });
    return asCovered(moment, { [picture.media]: { boxes: [left] } }, unseen).ceiling;
  };
  expect(wide([stranger], [others])).toBe("families");
  expect(wide([stranger, narrow], [others])).toBe("circle");
  expect(wide([stranger, narrow], [others, ana.id])).toBe("families");
  expect(wide([stranger], [])).toBe("none");
});

test("a decision carries what changes something, with the master that it was measured in", () => {
  const moment = benchMoment({
    pictures: [picture, { ...picture, media: "other" }, { media: "old", alt: "", kept: true }],
  });
  const coverings = { [picture.media]: { boxes: [left] }, other: { boxes: [] }, old: { boxes: [left] } };
  expect(coversOf(moment, coverings)).toEqual([{ media: picture.media, master: "h", boxes: [left] }]);
});

test("no box leaves its picture or becomes nothing, whatever is done to it", () => {
  const far = { x: 999, y: 999 };
  const back = { x: -999, y: -999 };
  for (const box of [left, right, middle(0.25, picture), middle(0.8, picture)]) {
    for (const by of [far, back]) {
      const all = [
        moved(box, by, picture),
        resized(box, by, picture),
        drawn(box, { x: box.x + by.x, y: by.y }, picture),
      ];
      for (const now of [...all, ...all.map((each) => grown(each, picture))]) {
        expect(now.x >= 0 && now.y >= 0 && now.width > 0 && now.height > 0, JSON.stringify(now)).toBe(true);
        expect(now.x + now.width <= picture.width && now.y + now.height <= picture.height, JSON.stringify(now)).toBe(
          true,
        );
      }
    }
  }
});

test("what is filled is three tenths more on each side, as the school burns it in", () => {
  expect(grown({ x: 203, y: 117, width: 84, height: 104 }, { width: 1200, height: 900 })).toEqual({
    x: 177,
    y: 85,
    width: 136,
    height: 168,
  });
});

import type { Moment, Picture, Reason, Widest } from "../../../store/shapes";
import { ladder } from "../../queue/audience";
import { holds, meets, type Box } from "./boxes";

/** What of one picture nobody beyond author and adults is to see. Without `crop` nothing is cut off. */
export interface Covering {
  boxes: Box[];
  crop?: Box;
}

/** What is covered, by the picture's media. */
export type Coverings = Readonly<Record<string, Covering>>;

/** A covering as a decision carries it. */
export interface Cover extends Covering {
  media: string;
  master: string;
}

/** Stands in the place of an id for whoever is in a picture and not on the list. */
export const others = "others";

/** The coverings that change something, in the form that the school reads. */
export function coversOf(moment: Moment, coverings: Coverings): Cover[] {
  return moment.pictures.flatMap(({ media, master }) => {
    const covering = coverings[media];
    return covering && master && isCovered(covering) ? [{ media, master, ...covering }] : [];
  });
}

export function isCovered(covering: Covering | undefined): boolean {
  return !!covering && (covering.boxes.length > 0 || covering.crop !== undefined);
}

/** The faces that stay to be seen: what no box holds whole and the crop does not cut off whole. As the school counts. */
export function facesSeen({ faces }: Picture, covering: Covering | undefined): Box[] {
  return (faces?.boxes ?? []).filter(
    (face) => !covering?.boxes.some((box) => holds(box, face)) && !(covering?.crop && !meets(covering.crop, face)),
  );
}

/**
 * A moment as it would be with what is covered on the screen, and without those who cannot be recognised in that. The
 * school holds the decision to the same rules.
 */
export function asCovered(moment: Moment, coverings: Coverings, unseen: readonly string[]): Moment {
  if (unseen.length === 0 && coversOf(moment, coverings).length === 0) return moment;
  const rest = (moment.checks ?? []).filter((reason) => !aboutFaces.has(reason.code) && !isUnseen(reason, unseen));
  return {
    ...moment,
    checks: [...rest, ...facesAgainst(moment, coverings, unseen)],
    ...(unseen.length > 0 && { ceiling: ceilingOf(moment, rest) }),
  };
}

const aboutFaces = new Set(["faces_unnamed", "faces_unknown"]);

/** Only the consent to the photo is not needed of somebody who cannot be recognised. */
function isUnseen({ code, kind, person }: Reason, unseen: readonly string[]): boolean {
  if (code === "someone_not_on_the_list") return unseen.includes(others);
  return code.startsWith("consent_") && kind === "photo" && !!person?.id && unseen.includes(person.id);
}

function facesAgainst(moment: Moment, coverings: Coverings, unseen: readonly string[]): Reason[] {
  const { pictures, people } = moment;
  if (pictures.length === 0 || people.length === 0) return [];
  const named = people.filter(({ id }) => !id || !unseen.includes(id)).length;
  const faces = Math.max(...pictures.map((picture) => facesSeen(picture, coverings[picture.media]).length));
  if (faces > named) return [{ code: "faces_unnamed", blocks: true, faces, named }];
  return pictures.every((picture) => picture.faces) ? [] : [{ code: "faces_unknown", blocks: false }];
}

/** How wide it may go by what this phone was told. What would narrow the whole school is not told: it is not offered. */
function ceilingOf({ ceiling = "none" }: Moment, rest: readonly Reason[]): Widest {
  const told = rest.flatMap(({ widest, code }) =>
    widest ? [widest] : code.startsWith("said_no") ? ["none" as const] : [],
  );
  const rung = Math.min(ladder.indexOf("families"), ...told.map((widest) => ladder.indexOf(widest)));
  return ladder[Math.max(rung, ladder.indexOf(ceiling))] ?? ceiling;
}

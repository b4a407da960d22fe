import type { Audience, Moment, Reason, Widest } from "../../store/shapes";
import type { SpokenWords } from "../../store/decisions";
import { audiences, isWithin } from "../queue/audience";

/** What the adult has put together on the screen. */
export interface Wish {
  audience: Audience | undefined;
  /** The description of each picture, by its media. */
  alts: Readonly<Record<string, string>>;
  /** What is said in each voice note, by its media. */
  said?: Readonly<Record<string, string>>;
  /** Why nobody is named in the pictures, or fewer people than faces. */
  why: string;
}

/** Reasons that say how wide something of a person may go. */
const aboutConsent = new Set(["consent_missing", "consent_expired", "consent_narrow"]);

/**
 * What stands against approving this as it is on the screen. Empty when the school would take it; the school checks
 * again in any case.
 */
export function stopsOf(moment: Moment, { audience, alts, said = {}, why }: Wish): Reason[] {
  const stops = (moment.checks ?? []).filter((reason) => {
    if (reason.code === "description_missing" || reason.code === "voice_words_missing") return false;
    if (reason.code === "nobody_named" || reason.code === "faces_unnamed") return why.trim() === "";
    if (aboutConsent.has(reason.code)) return !isOpen(reason.widest, audience);
    return reason.blocks;
  });
  if (moment.pictures.some(({ media }) => !alts[media]?.trim()))
    stops.push({ code: "description_missing", blocks: true });
  if (saidOf(moment, said).some(({ words }) => !words)) stops.push({ code: "voice_words_missing", blocks: true });
  if (stops.length === 0 && !isOpen(moment.ceiling, audience)) stops.push({ code: "ceiling", blocks: true });
  return stops.map((reason) => ({ ...reason, blocks: true }));
}

/** What is said in each voice note, as it stands on the screen. The author's words hold where nobody wrote others. */
export function saidOf(moment: Moment, said: NonNullable<Wish["said"]>): SpokenWords[] {
  return (moment.voice ?? []).map(({ media, words, lang }) => ({
    media,
    words: (said[media] ?? words).trim(),
    ...(lang && { lang }),
  }));
}

function isOpen(ceiling: Widest = "none", audience: Audience | undefined): boolean {
  return isWithin(audience ?? "circle", ceiling);
}

/** One audience that can be chosen, or why not. */
export interface Choice {
  audience: Audience;
  open: boolean;
  /** Who keeps it narrower. */
  reasons: Reason[];
}

/** The audiences, narrow to wide, each with what stands in its way. */
export function choicesOf({ checks = [], ceiling = "none" }: Moment): Choice[] {
  return audiences.map((audience) => ({
    audience,
    open: isWithin(audience, ceiling),
    reasons: checks.filter(
      (reason) => (aboutConsent.has(reason.code) || isNo(reason)) && !isOpen(reason.widest ?? "none", audience),
    ),
  }));
}

function isNo({ code }: Reason): boolean {
  return code === "said_no" || code === "said_no_always" || code === "someone_not_on_the_list";
}

/** The descriptions that the adult changed, or that stand in the place of a missing one. */
export function changedAlts(moment: Moment, alts: Wish["alts"]): { media: string; alt: string }[] {
  return moment.pictures.flatMap(({ media, alt }) => {
    const said = alts[media]?.trim() ?? "";
    return said !== alt.trim() ? [{ media, alt: said }] : [];
  });
}

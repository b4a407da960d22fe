import { t } from "../../../words/staff";
import type { Box, Size } from "./boxes";
import type { Which } from "./drawing.svelte";

/** "Cover 2", or "What stays". */
export function sayArea(which: Which): string {
  return which === "crop" ? t("cover.area_crop") : t("cover.area", { number: which + 1 });
}

/** Where it lies, for somebody who does not see it. */
export function sayPlace(which: Which, box: Box, picture: Size): string {
  const percent = (value: number, of: number) => Math.round((100 * value) / of);
  return t("cover.place", {
    name: sayArea(which),
    left: percent(box.x, picture.width),
    top: percent(box.y, picture.height),
    width: percent(box.width, picture.width),
    height: percent(box.height, picture.height),
  });
}

import { glazes, type Glaze } from "../../ui/glaze";

/** A circle's glaze as it is told. One that this app does not know yet is shown as ink. */
export function glazeOf(told: string | undefined): Glaze {
  return glazes.find((glaze) => glaze === told) ?? "ink";
}

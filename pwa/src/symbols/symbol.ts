import type { DrawingKey } from "./drawings";
import type { PictureKey } from "./pictures";

/** What is drawn for a key: one of our own two-ink drawings, or a coloured picture. */
export type SymbolKey = { own: DrawingKey } | { picture: PictureKey };

export function isDrawing(symbol: SymbolKey): symbol is { own: DrawingKey } {
  return "own" in symbol;
}

/** Longest side of a kept picture, in pixels (design: our own JPEG of at most 1600). */
export const longSide = 1600;
/** JPEG quality, 0 to 1. */
export const quality = 0.8;

/** The size a picture is kept in: its longer side at most `limit`, never enlarged, never thinner than one pixel. */
export function fit(width: number, height: number, limit = longSide): { width: number; height: number } {
  const scale = Math.min(1, limit / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

interface Pen {
  fillStyle: string | CanvasGradient | CanvasPattern;
  imageSmoothingQuality: ImageSmoothingQuality;
  fillRect(x: number, y: number, width: number, height: number): void;
  drawImage(image: CanvasImageSource, x: number, y: number, width: number, height: number): void;
}

/** Draws the whole picture on a canvas of that size, on white: JPEG has no see-through parts. */
export function draw(pen: Pen, picture: CanvasImageSource, size: { width: number; height: number }): void {
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "white";
  pen.fillRect(0, 0, size.width, size.height);
  pen.drawImage(picture, 0, 0, size.width, size.height);
}

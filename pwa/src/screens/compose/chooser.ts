/** How long after the page was touched again a photo may still be on its way, milliseconds. */
const late = 10_000;

/**
 * Resolves when the camera, or the pictures, that an input is about to open are closed again: when the browser says so, and
 * for one that says nothing some time after the page was touched, since nobody can touch it behind them.
 */
export function whenClosed(input: HTMLInputElement): Promise<void> {
  return new Promise((closed) => {
    for (const end of ["change", "cancel"]) input.addEventListener(end, () => closed(), { once: true });
    const touched = () => setTimeout(closed, late);
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, touched, { once: true, capture: true });
  });
}

/** Sleep that can be cut short. A ring while nobody sleeps cuts the next light sleep short. */
export class Alarm {
  private rung = false;
  private ended = false;
  private wakeLight: (() => void) | undefined;
  private wakeAny: (() => void) | undefined;

  ring(): void {
    this.rung = true;
    this.wakeLight?.();
  }

  /** Ends every sleep, also a deep one, now and from now on. */
  end(): void {
    this.ended = true;
    this.wakeAny?.();
  }

  /** Sleeps so many milliseconds, or until a ring when `light`. Undefined sleeps until a ring. */
  async sleep(milliseconds: number | undefined, light: boolean): Promise<void> {
    if (!this.ended && !(light && this.rung)) {
      await new Promise<void>((wake) => {
        const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
        this.wakeAny = () => {
          clearTimeout(timer);
          wake();
        };
        this.wakeLight = light ? this.wakeAny : undefined;
      });
    }
    this.wakeAny = this.wakeLight = undefined;
    if (light) this.rung = false;
  }
}

import type { Attachment } from "svelte/attachments";
import { SvelteSet } from "svelte/reactivity";

/** How long each part of a card has to be wholly in view before it counts as seen, in milliseconds. */
export const longEnough = 1000;

/**
 * Which moments were truly looked at: every picture and all the words of a card, each wholly in view for a second on a
 * page that was in front. What is not loaded is not in view.
 */
export class Seen {
  /** Ids of the moments that were seen. */
  readonly moments = new SvelteSet<string>();
  private readonly needed = new Map<string, number>();
  private readonly parts = new Map<string, Set<string>>();
  private readonly timers = new Map<Element, ReturnType<typeof setTimeout>>();

  constructor(private readonly isInFront: () => boolean = () => document.visibilityState === "visible") {}

  /** Says how many parts a card has. A card that changed has to be seen again. */
  expect(moment: string, parts: number): void {
    if (this.needed.get(moment) === parts) return;
    this.needed.set(moment, parts);
    this.count(moment);
  }

  /** Forgets that a moment was seen: another revision stands there now. */
  forget(moment: string): void {
    this.parts.delete(moment);
    this.moments.delete(moment);
  }

  /** A part came wholly into view, or left it. */
  turn(element: Element, moment: string, part: string, inView: boolean): void {
    const timer = this.timers.get(element);
    if (!inView) {
      clearTimeout(timer);
      this.timers.delete(element);
    } else if (timer === undefined) {
      this.timers.set(
        element,
        setTimeout(() => {
          this.timers.delete(element);
          if (this.isInFront()) this.saw(moment, part);
          else this.turn(element, moment, part, true);
        }, longEnough),
      );
    }
  }

  private saw(moment: string, part: string): void {
    const seen = this.parts.get(moment) ?? new Set();
    this.parts.set(moment, seen.add(part));
    this.count(moment);
  }

  private count(moment: string): void {
    const seen = this.parts.get(moment)?.size ?? 0;
    if (seen >= (this.needed.get(moment) ?? Infinity)) this.moments.add(moment);
    else this.moments.delete(moment);
  }
}

/** Watches one part of a card. Put it on the element once it is loaded. */
export function watched(seen: Seen, moment: string, part: string): Attachment<Element> {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        const newest = entries.at(-1);
        if (newest) seen.turn(element, moment, part, isWhole(newest));
      },
      { rootMargin: `0px 0px -${shelfHeight()}px 0px`, threshold: steps },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      seen.turn(element, moment, part, false);
    };
  };
}

const steps = Array.from({ length: 21 }, (_, step) => step / 20);

/** Wholly in view; something taller than the window counts while it fills it. */
export function isWhole({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry): boolean {
  if (intersectionRatio >= 0.99) return true;
  return rootBounds !== null && intersectionRect.height >= rootBounds.height * 0.9;
}

/** What the floating shelf hides of the window. */
function shelfHeight(): number {
  const shelf = document.querySelector(".shelf .do") ?? document.querySelector(".shelf");
  if (!shelf || getComputedStyle(shelf.closest(".shelf") ?? shelf).position === "static") return 0;
  const box = shelf.getBoundingClientRect();
  return Math.max(0, Math.round(innerHeight - box.top));
}

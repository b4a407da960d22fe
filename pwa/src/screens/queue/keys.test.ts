import { afterEach, describe, expect, test, vi } from "vitest";
import { actOf, keys, keysAreOn, switchKeys } from "./keys";
import { isWhole, longEnough, Seen } from "./seen";

const pressed = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, ...more }) as KeyboardEvent;
const on = (found: string) => ({ closest: (wanted: string) => (wanted.includes(found) ? {} : null) }) as never;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the keys of the queue", () => {
  test.each([
    ["j", "next"],
    ["K", "previous"],
    ["a", "approve"],
    ["b", "back"],
    ["p", "private"],
    ["Enter", "open"],
    ["u", "undo"],
    ["?", "keys"],
  ])("%s asks for %s", (key, act) => {
    expect(actOf(pressed(key))).toBe(act);
  });

  test("a browser's own key stays the browser's", () => {
    for (const held of ["ctrlKey", "metaKey", "altKey"]) expect(actOf(pressed("a", { [held]: true }))).toBeUndefined();
    expect(actOf(pressed("x"))).toBeUndefined();
  });

  test("typing a note approves nothing, and neither does a key held down", () => {
    expect(actOf(pressed("a", { target: on("textarea") }))).toBeUndefined();
    expect(actOf(pressed("a", { target: on("dialog") }))).toBeUndefined();
    expect(actOf(pressed("a", { repeat: true }))).toBeUndefined();
  });

  test("Enter on a button is the button's, other keys still work there", () => {
    expect(actOf(pressed("Enter", { target: on("button") }))).toBeUndefined();
    expect(actOf(pressed("j", { target: on("button") }))).toBe("next");
  });

  test("no key stands twice", () => {
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  });

  test("they can be switched off, and stay off", () => {
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
    expect(keysAreOn()).toBe(true);
    switchKeys(false);
    expect(keysAreOn()).toBe(false);
    switchKeys(true);
    expect(keysAreOn()).toBe(true);
  });

  test("a private window that keeps nothing has them on", () => {
    const refuse = () => {
      throw new Error("refused");
    };
    vi.stubGlobal("localStorage", { getItem: refuse, setItem: refuse });
    expect(() => switchKeys(false)).not.toThrow();
    expect(keysAreOn()).toBe(true);
  });
});

describe("seen", () => {
  const part = () => ({}) as Element;
  let inFront = true;
  const fresh = () => {
    vi.useFakeTimers();
    inFront = true;
    return new Seen(() => inFront);
  };

  test("a card counts once every part was wholly in view for a second", () => {
    const seen = fresh();
    seen.expect("m", 2);
    seen.turn(part(), "m", "photo", true);
    vi.advanceTimersByTime(longEnough);
    expect(seen.moments.has("m")).toBe(false);
    seen.turn(part(), "m", "words", true);
    vi.advanceTimersByTime(longEnough - 1);
    expect(seen.moments.has("m")).toBe(false);
    vi.advanceTimersByTime(1);
    expect(seen.moments.has("m")).toBe(true);
  });

  test("scrolling past does not count", () => {
    const seen = fresh();
    const words = part();
    seen.expect("m", 1);
    seen.turn(words, "m", "words", true);
    vi.advanceTimersByTime(600);
    seen.turn(words, "m", "words", false);
    vi.advanceTimersByTime(5000);
    expect(seen.moments.has("m")).toBe(false);
  });

  test("a page behind another one does not count", () => {
    const seen = fresh();
    seen.expect("m", 1);
    seen.turn(part(), "m", "words", true);
    inFront = false;
    vi.advanceTimersByTime(10 * longEnough);
    expect(seen.moments.has("m")).toBe(false);
    inFront = true;
    vi.advanceTimersByTime(longEnough);
    expect(seen.moments.has("m")).toBe(true);
  });

  test("a changed moment has to be seen again, and so has one that got another photo", () => {
    const seen = fresh();
    seen.expect("m", 1);
    seen.turn(part(), "m", "words", true);
    vi.advanceTimersByTime(longEnough);
    seen.expect("m", 2);
    expect(seen.moments.has("m")).toBe(false);
    seen.expect("m", 1);
    seen.forget("m");
    expect(seen.moments.has("m")).toBe(false);
  });

  test.each([
    [1, 300, true],
    [0.6, 300, false],
    [0.6, 760, true],
  ])("%f of it in view, %i of 800 high: %s", (intersectionRatio, height, whole) => {
    const entry = { intersectionRatio, intersectionRect: { height }, rootBounds: { height: 800 } };
    expect(isWhole(entry as IntersectionObserverEntry)).toBe(whole);
  });
});

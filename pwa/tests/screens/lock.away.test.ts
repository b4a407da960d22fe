import { afterEach, describe, expect, test, vi } from "vitest";
import { setPin } from "../../src/store/pin";
import { away, card, inCard, isAsked, locked, mayas, pin, pinField, types } from "./locked";
import { heading, link, openApp } from "./phone";
import { draftWhen, field } from "./student";

afterEach(() => void vi.useRealTimers());

describe("when nobody has touched it for five minutes", () => {
  const words = "We found a frog, and then";

  test("a place with a PIN asks for it, and every word that was typed is there again", async () => {
    const seat = await locked();
    await openApp("/new");
    await types(pin);
    await field("Anything else?").fill(words);
    away(6);
    await isAsked();
    await expect.element(field("Anything else?")).not.toBeInTheDocument();
    expect(location.pathname).toMatch(/^\/new\/.+/);
    vi.useRealTimers();
    await types(pin);
    await expect.element(field("Anything else?")).toHaveValue(words);
    expect((await draftWhen(seat, (draft) => draft.words)).words).toBe(words);
  });

  test("but not sooner", async () => {
    await locked();
    await openApp("/circles");
    await types(pin);
    await expect.element(heading("My circles")).toBeVisible();
    away(4);
    await heading("My circles").click();
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(pinField()).not.toBeInTheDocument();
  });

  test("a place without one stays open, and a PIN that is set then does not close it at the next touch", async () => {
    const seat = await mayas();
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    away(6);
    await heading("My circles").click();
    await expect.element(heading("My circles")).toBeVisible();
    await link("About me").click();
    await expect.element(inCard("Set a PIN")).toBeVisible();
    await setPin(seat, pin);
    await expect.element(card().getByText("Your place has a PIN.")).toBeVisible();
    await heading("Maya").click();
    await link("Circles").click();
    await expect.element(heading("My circles")).toBeVisible();
  });
});

import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { routes } from "../../src/boot/routes";
import { deviceFact, noteDeviceFact } from "../../src/store/device";
import { withDevice } from "../../src/store/devicedb";
import { lettersWaiting } from "../../src/store/letterbox";
import { outbox, textOf } from "../../src/store/outbox";
import { lunch } from "../../src/store/people.testing";
import { setPin } from "../../src/store/pin";
import { writeFact, type Seat } from "../../src/store/seat";
import { Teller } from "../../src/screens/tell/teller.svelte";
import { keepBegun, toldHere } from "../../src/store/telling";
import { fresh, isAsked, mayas, pin, pinField, types } from "./locked";
import { button, heading, link, openApp, reloadApp, until } from "./phone";
import { askTold, circleRow, field, fifteen, mayasPhone, meRow, mineTold, sam, text, theo } from "./student";
import { lunchCircle } from "../../src/store/people.testing";

/** What was told on this phone, as it goes to the school. */
async function opsOf(seat: Seat): Promise<{ kind: string; body: Record<string, unknown> }[]> {
  return await Promise.all(
    (await outbox(seat)).map(
      async (op) => JSON.parse(await textOf(seat, op)) as { kind: string; body: Record<string, unknown> },
    ),
  );
}

const places = { circle: lunch, moment: fifteen("mine") } as Record<string, string>;
const mine = routes
  .filter((route) => route.for === "student" && route.path !== "/tell")
  .map(({ path }) => path.replace(/:(\w+)/, (_, name: string) => places[name] ?? name));

describe("telling an adult", () => {
  test.each(mine)("takes two taps from %s, without internet", async (path) => {
    const seat = await mayasPhone(mineTold("mine"));
    await openApp(path);
    await link("Tell an adult").click();
    await button("Tell an adult now").click();
    await expect.element(heading("You told an adult")).toBeVisible();
    expect(await opsOf(seat)).toMatchObject([{ kind: "tell_adult", body: {} }]);
  });

  test("symbols, people and words go with it, and a page that was ended comes back with them, folded", async () => {
    const seat = await mayasPhone(circleRow({ ...lunchCircle, staff: [{ id: "ortizperson0001", name: "Ms. Ortiz" }] }));
    await openApp("/tell");
    await button("scared").click();
    await button("Where").click();
    await button("bus").click();
    await button("Ms. Ortiz").click();
    await button("Someone else").click();
    await field("Say it in words").fill("zebrafinch at lunch");
    await until(async () => (await seat.db.read(["meta"], (tx) => tx.objectStore("meta").count("telling"))) === 1);
    await reloadApp();
    await expect.element(text("You began to tell something.")).toBeVisible();
    await expect.element(field("Say it in words")).not.toBeInTheDocument();
    await button("Go on").click();
    await expect.element(field("Say it in words")).toHaveValue("zebrafinch at lunch");
    await button("Tell an adult now").click();
    await expect.element(heading("You told an adult")).toBeVisible();
    expect(await opsOf(seat)).toMatchObject([
      {
        body: {
          words: "zebrafinch at lunch",
          lang: "en",
          symbols: ["scared", "bus"],
          people: ["ortizperson0001"],
          others: true,
        },
      },
    ]);
    expect(await seat.db.read(["meta"], (tx) => tx.objectStore("meta").count("telling"))).toBe(0);
    await openApp("/moments");
    await expect.element(page.getByText("zebrafinch")).not.toBeInTheDocument();
    await openApp("/me");
    await link("What I told an adult").click();
    await expect.element(text("zebrafinch at lunch")).toBeVisible();
    await expect.element(text("Not sent yet. It goes as soon as it can.")).toBeVisible();
  });

  test("whoever is quicker than the phone tells what they began before as well", async () => {
    const seat = await mayasPhone(mineTold("mine"));
    const begun = { words: "zebrafinch at lunch", lang: "en", symbols: ["bus"], people: [], others: false };
    await keepBegun(seat, begun);
    await new Teller(seat).tell();
    await keepBegun(seat, begun);
    const again = new Teller(seat);
    again.change((telling) => telling.symbols.push("scared"));
    await again.tell();
    expect(await opsOf(seat)).toMatchObject([
      { body: { words: "zebrafinch at lunch", symbols: ["bus"] } },
      { body: { words: "zebrafinch at lunch", symbols: ["bus", "scared"] } },
    ]);
  });

  test("two quick taps tell it once", async () => {
    const seat = await mayasPhone();
    await openApp("/tell");
    await expect.element(button("Tell an adult now")).toBeVisible();
    const send = button("Tell an adult now").element() as HTMLElement;
    send.click();
    send.click();
    await expect.element(heading("You told an adult")).toBeVisible();
    expect(await toldHere(seat)).toHaveLength(1);
  });

  test("the page says what the school says to do when it cannot wait, and so does a locked place", async () => {
    const school = {
      name: "Riverside",
      zone: "America/Chicago",
      urgentWords: "Go to room 4.",
      urgentPhone: "555 0100",
    };
    await mayasPhone(meRow({ school }));
    await openApp("/tell");
    await expect.element(text("Go to room 4.")).toBeVisible();
    await expect.element(link("Call 555 0100")).toHaveAttribute("href", "tel:5550100");
    await expect.element(text("No one looks at this app at night.")).toBeVisible();
    await openApp("/circles");
    await until(async () => (await deviceFact("urgentPhone")) === "555 0100");
  });
});

describe("at a place behind a PIN", () => {
  /** Maya's phone without internet, behind a PIN. It has heard whose it is, unless the place is older. */
  async function lockedPhone(old = false): Promise<Seat> {
    const seat = await mayas();
    await noteDeviceFact("urgentWords", "Go to room 4.");
    if (!old) await writeFact(seat, "deliver", "token");
    await setPin(seat, pin);
    await openApp("/circles");
    await isAsked();
    return seat;
  }

  test("telling takes two taps and no PIN, is sealed at once, and can be read nowhere on the phone", async () => {
    await lockedPhone();
    await expect.element(text("Go to room 4.")).toBeVisible();
    await button("Tell an adult").click();
    await field("Say it in words").fill("zebrafinch at lunch");
    await expect.element(text("Go to room 4.")).toBeVisible();
    await button("Tell an adult now").click();
    await expect.element(heading("You told an adult")).toBeVisible();
    await expect.element(text(/No one can read it here/)).toBeVisible();
    await expect.element(page.getByText("zebrafinch")).not.toBeInTheDocument();
    expect(await lettersWaiting()).toMatchObject({ count: 1 });
    const letters = await withDevice((db) => db.getAll("letters"));
    expect(JSON.stringify(letters.map(({ box }) => new TextDecoder().decode(box)))).not.toContain("zebrafinch");
    await button("Go back").click();
    await expect.element(pinField()).toBeVisible();
    await types(pin);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await fresh((seat) => seat.db.read(["outbox"], (tx) => tx.objectStore("outbox").count()))).toBe(0);
  });

  test("as it is, with two taps alone; a second tap while it is sealed tells nothing more", async () => {
    await lockedPhone();
    await button("Tell an adult").click();
    const send = (await button("Tell an adult now").findElement()) as HTMLElement;
    send.click();
    send.click();
    await expect.element(heading("You told an adult")).toBeVisible();
    expect(await lettersWaiting()).toMatchObject({ count: 1 });
  });

  test("that cannot say whose it is, what cannot wait and the way to another place are one tap away", async () => {
    await lockedPhone(true);
    await expect.element(text("Go to room 4.")).toBeVisible();
    await expect.element(link("Someone else is here")).toBeVisible();
    await expect.element(button("Tell an adult")).not.toBeInTheDocument();
  });
});

describe("stepping out of a circle", () => {
  test("it asks nothing of whoever takes a break, until they are back", async () => {
    const seat = await mayasPhone(askTold("ask", { authors: [theo], people: [sam] }));
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(button("Yes, share")).toBeVisible();
    await link("Tell an adult").click();
    await button("I need a break: Lunch circle").click();
    await expect.element(text(/You are out of this circle for now/)).toBeVisible();
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(button("Yes, share")).not.toBeInTheDocument();
    await link("Tell an adult").click();
    await button("I am back: Lunch circle").click();
    await button("I'd like to stop: Lunch circle").click();
    await until(async () => (await outbox(seat)).length === 3);
    expect((await opsOf(seat)).map(({ body }) => body["wish"])).toEqual(["break", "back", "stop"]);
  });
});

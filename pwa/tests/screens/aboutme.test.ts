import { beforeAll, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import "../../src/screens/aboutme/install.svelte";
import { seatsHere } from "../../src/store/device";
import { outbox, textOf } from "../../src/store/outbox";
import { lunch, lunchDraft, mayasRows, momentRow, people, tell, told } from "../../src/store/people.testing";
import { circleTimeline } from "../../src/store/rows";
import { saveRevision } from "../../src/store/save";
import { closeSeat, openSeat, readFact, type Seat } from "../../src/store/seat";
import {
  button,
  goOffline,
  heading,
  link,
  openApp,
  schoolOpens,
  seatOf,
  sheet,
  signInAs,
  storeHere,
  until,
} from "./phone";
import type { OpenSchool } from "./schools";

const maya = { kind: "student", name: "Maya" } as const;
const answers = () => page.getByRole("group", { name: "Photos of me" });
const answer = (name: string) => answers().getByRole("button", { name, exact: true });
const inSheet = (name: string) => sheet().getByRole("button", { name, exact: true });
const door = heading("Hi. Who's here?");

/** Maya's page on her phone, without internet. */
async function aboutMaya(rows = mayasRows, name = "Maya"): Promise<Seat> {
  const seat = await seatOf({ ...maya, name }, rows);
  await openApp("/me");
  await expect.element(heading(name)).toBeVisible();
  return seat;
}

/** Her store once more, after the app has closed it. */
async function again<T>(seat: Seat, look: (seat: Seat) => Promise<T>): Promise<T> {
  const opened = openSeat(seat.id, seat.name);
  const seen = await look(opened);
  await closeSeat(opened);
  return seen;
}

describe("about me", () => {
  test("says who I am, where, and which circles are mine", async () => {
    await aboutMaya();
    await expect.element(page.getByText("Harbour School")).toBeVisible();
    await link("Lunch circle").click();
    await expect.element(heading("Lunch circle")).toBeVisible();
    expect(location.pathname).toBe(`/circles/${lunch}`);
  });

  test("before the school was ever reached says at least my name, and asks nothing it could not keep", async () => {
    await aboutMaya([]);
    expect(answers().query()).toBeNull();
    await expect.element(button("Sign out")).toBeVisible();
  });

  test("holds a very long name without anything sticking out of the phone", async () => {
    const name = "Maximiliana-Konstantina Wolfeschlegelsteinhausenbergerdorff";
    const [herself, circle] = mayasRows as [(typeof mayasRows)[0], (typeof mayasRows)[0]];
    await aboutMaya([{ ...herself, me: { ...herself.me!, name } }, circle], name);
    for (const part of document.querySelectorAll("main *, nav *")) {
      if (part.closest(".unseen, svg")) continue;
      expect(part.getBoundingClientRect().right, part.outerHTML.slice(0, 80)).toBeLessThanOrEqual(390.5);
    }
  });

  test("hands the phone to somebody else without signing out", async () => {
    await aboutMaya();
    await link("Someone else is here").click();
    await expect.element(door).toBeVisible();
    await button("Maya").click();
    await expect.element(heading("My circles")).toBeVisible();
  });
});

describe("photos of me", () => {
  test("of whoever has said nothing is asked each time", async () => {
    await aboutMaya();
    await expect.element(answer("Ask me")).toHaveAttribute("aria-pressed", "true");
    for (const other of ["Yes", "No"]) await expect.element(answer(other)).toHaveAttribute("aria-pressed", "false");
  });

  test("a no is kept at once without internet, is heard, and stands after a restart", async () => {
    const seat = await aboutMaya();
    await answer("No").click();
    await expect.element(answer("No")).toHaveAttribute("aria-pressed", "true");
    await expect.element(page.getByRole("status")).toHaveTextContent("Kept. It goes up when you have internet.");
    const [op] = await outbox(seat);
    expect(op).toMatchObject({ kind: "give_answer", subject: people.maya.id });
    expect(JSON.parse(await textOf(seat, op!))).toMatchObject({ body: { answer: "no" } });
    await openApp("/me");
    await expect.element(answer("No")).toHaveAttribute("aria-pressed", "true");
  });

  test("the last answer counts, and what the school tells once nothing waits any more", async () => {
    const seat = await aboutMaya();
    for (const name of ["No", "Yes"]) await answer(name).click();
    await until(async () => (await outbox(seat)).length === 2);
    await openApp("/me");
    await expect.element(answer("Yes")).toHaveAttribute("aria-pressed", "true");
    const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: 1 }));
    const [herself] = mayasRows;
    await tell(seat, [{ ...herself!, me: { ...herself!.me!, standing: "no" } }], { verdicts });
    await expect.element(answer("No")).toHaveAttribute("aria-pressed", "true");
  });

  test("is answered by keys", async () => {
    const seat = await aboutMaya();
    (await answer("Yes").findElement()).focus();
    await userEvent.keyboard("{Tab}{Tab} ");
    await expect.element(answer("No")).toHaveAttribute("aria-pressed", "true");
    await until(async () => (await outbox(seat)).length === 1);
  });
});

describe("read to me", () => {
  const choice = (name: string) => page.getByRole("group", { name: "Read to me" }).getByRole("button", { name });

  test("is off until she chooses it, is kept without internet, and counts at once and after a restart", async () => {
    const seat = await aboutMaya();
    await expect.element(page.getByText("this reads it to you", { exact: false })).toBeVisible();
    await expect.element(choice("No")).toHaveAttribute("aria-pressed", "true");
    await choice("Yes").click();
    await expect.element(choice("Yes")).toHaveAttribute("aria-pressed", "true");
    await expect.element(page.getByRole("status")).toHaveTextContent("Kept. It goes up when you have internet.");
    const [op] = await outbox(seat);
    expect(op).toMatchObject({ kind: "choose_way", subject: people.maya.id, aim: "aloud" });
    expect(JSON.parse(await textOf(seat, op!))).toMatchObject({ body: { way: "aloud", chosen: true } });
    await openApp("/me");
    await expect.element(choice("Yes")).toHaveAttribute("aria-pressed", "true");
  });

  test("is what the school says once nothing waits any more", async () => {
    const seat = await aboutMaya();
    await choice("Yes").click();
    await until(async () => (await outbox(seat)).length === 1);
    const verdicts = (await outbox(seat)).map(({ op }) => ({ op, is: "accepted" as const, seq: 1 }));
    const [herself] = mayasRows;
    await tell(seat, [{ ...herself!, me: { ...herself!.me!, ways: ["symbols", "aloud"] } }], { verdicts });
    await expect.element(choice("Yes")).toHaveAttribute("aria-pressed", "true");
    await tell(seat, [{ ...herself!, seq: herself!.seq + 9, me: { ...herself!.me!, ways: ["symbols"] } }]);
    await expect.element(choice("No")).toHaveAttribute("aria-pressed", "true");
  });
});

describe("signing out", () => {
  const theos = momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle", state: "shared" }));

  test("with nothing left takes the store off the phone, and the door does not know the name", async () => {
    await aboutMaya([...mayasRows, theos]);
    await button("Sign out").click();
    await expect.element(sheet().getByText(/All you saved has gone up/)).toBeVisible();
    await inSheet("Sign out").click();
    await expect.element(door).toBeVisible();
    expect(await seatsHere()).toEqual([]);
    expect(button("Maya").query()).toBeNull();
    history.back();
    await expect.element(door).toBeVisible();
  });

  test("with something left can be put off, and nothing has happened", async () => {
    const seat = await aboutMaya();
    await saveRevision(seat, lunchDraft());
    await button("Sign out").click();
    await expect.element(sheet().getByText(/1 thing has not gone up yet\./)).toBeVisible();
    await inSheet("Stay signed in").click();
    await expect.element(sheet()).not.toBeInTheDocument();
    expect(await outbox(seat)).toHaveLength(1);
    expect(await readFact(seat, "session")).toMatchObject({ refresh: "r1" });
  });

  test("keeping it locks the words here and takes everybody else's away", async () => {
    const seat = await aboutMaya([...mayasRows, theos]);
    await saveRevision(seat, lunchDraft());
    await button("Sign out").click();
    await inSheet("Sign out and keep it here, locked").click();
    await expect.element(door).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Maya", locked: true, clean: false }]);
    expect(await again(seat, outbox)).toHaveLength(1);
    expect(await again(seat, (opened) => circleTimeline(opened, lunch))).toEqual([]);
    expect(await again(seat, (opened) => readFact(opened, "session"))).toBeUndefined();
  });

  test("deleting wants the number of lost things, and a wrong one deletes nothing", async () => {
    const seat = await aboutMaya();
    for (const words of ["One.", "Two."]) await saveRevision(seat, lunchDraft({ words }));
    await button("Sign out").click();
    await inSheet("Sign out and delete it").click();
    const number = sheet().getByLabelText("How many");
    await number.fill("1");
    await inSheet("Delete and sign out").click();
    await expect.element(number).toHaveAttribute("aria-invalid", "true");
    await expect.element(number).toHaveAccessibleDescription("That is not the number.");
    expect(await outbox(seat)).toHaveLength(2);
    await number.fill(" 2 ");
    await userEvent.keyboard("{Enter}");
    await expect.element(door).toBeVisible();
    expect(await seatsHere()).toEqual([]);
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(seat.name);
  });

  test("begun anew asks anew: a number typed before does not stand there", async () => {
    const seat = await aboutMaya();
    await saveRevision(seat, lunchDraft());
    await button("Sign out").click();
    await inSheet("Sign out and delete it").click();
    await sheet().getByLabelText("How many").fill("1");
    await userEvent.keyboard("{Escape}");
    await button("Sign out").click();
    await expect.element(inSheet("Sign out and keep it here, locked")).toBeVisible();
    await inSheet("Sign out and delete it").click();
    await expect.element(sheet().getByLabelText("How many")).toHaveValue("");
    expect(await outbox(seat)).toHaveLength(1);
  });
});

describe("at the school", () => {
  let school: OpenSchool;
  beforeAll(async () => {
    school = await schoolOpens();
  });

  test("a no for good is known there, and signing out sends what is left first", async () => {
    await signInAs(school, "Maya");
    await link("About me").click();
    await answer("No").click();
    const seat = await storeHere();
    await until(async () => (await outbox(seat)).length === 0);
    await saveRevision(seat, lunchDraft({ circle: (await storedCircle(seat)) ?? lunch, people: [] }));
    await button("Sign out").click();
    await expect.element(sheet().getByText(/All you saved has gone up/)).toBeVisible();
    await inSheet("Sign out").click();
    await expect.element(door).toBeVisible();
    await signInAs(school, "Maya");
    await link("About me").click();
    await expect.element(answer("No")).toHaveAttribute("aria-pressed", "true");
    goOffline();
  });
});

async function storedCircle(seat: Seat): Promise<string | undefined> {
  const rows = await seat.db.read(["rows"], (tx) => tx.objectStore("rows").index("kind").getAll("circle"));
  return rows[0]?.id;
}

describe("the home screen", () => {
  const offer = page.getByRole("heading", { name: "Put Kith on your home screen" });

  test("is offered where the browser can, asked once, and not over somebody's work", async () => {
    await aboutMaya();
    expect(offer.query()).toBeNull();
    let asked = 0;
    const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
      prompt: () => Promise.resolve((asked += 1)),
    });
    dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    await expect.element(offer).toBeVisible();
    expect(asked).toBe(0);
    await button("Put it there").click();
    await expect.element(offer).not.toBeInTheDocument();
    expect(asked).toBe(1);
  });

  test("is not spoken of any more once the app is there", async () => {
    await aboutMaya();
    dispatchEvent(Object.assign(new Event("beforeinstallprompt", { cancelable: true }), { prompt: () => undefined }));
    await expect.element(offer).toBeVisible();
    dispatchEvent(new Event("appinstalled"));
    await expect.element(offer).not.toBeInTheDocument();
  });
});

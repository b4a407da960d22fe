import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { mayaHerself } from "../../src/store/people.testing";
import { field, inSheet } from "./office";
import {
  button,
  comeBack,
  goOffline,
  heading,
  link,
  openApp,
  schoolOpens,
  seatOf,
  sheet,
  signInAs,
  standsStill,
} from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

const region = (name: string | RegExp) => page.getByRole("region", { name });

/** Opens the page where a family says it, in the way that they would find it. */
async function rosaOpens(): Promise<void> {
  await signInAs(school, "Rosa");
  await link("Settings").click();
  await expect.element(heading("Settings")).toBeVisible();
  await link("Something here is not right").click();
  await expect.element(heading("Something is not right")).toBeVisible();
}

/** Signs an adult in and opens the list from their first page. */
async function opensList(adult: string): Promise<void> {
  await signInAs(school, adult);
  await standsStill(link("Read and answer"));
  await link("Read and answer").click();
  await expect.element(heading("Corrections asked for")).toBeVisible();
}

describe("what a family says is not right", () => {
  test("waits in what was typed without internet, goes to the school, and is there for its answer and a statement", async () => {
    await rosaOpens();
    await expect.element(page.getByText("You have not told the school of anything yet.")).toBeVisible();
    await button("Tell the school").click();
    await field("What is not right?").fill("Her name is spelled Maja.");
    goOffline();
    await button("Send it").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent(/needs internet/);
    await expect.element(sheet().getByText(/What you wrote is not lost/)).toBeVisible();
    await inSheet("Not now").click();
    await button("Tell the school").click();
    await expect.element(field("What is not right?")).toHaveValue("Her name is spelled Maja.");
    comeBack(school);
    await button("Send it").click();
    const asked = region("All that is kept of Maya");
    await expect.element(asked).toHaveTextContent(/The school has not answered yet.*You wrote, Today.*spelled Maja/s);
    await expect.element(sheet()).not.toBeInTheDocument();

    await opensList("Ms. Reyes");
    const line = region("Maya: all that is kept");
    await expect.element(line).toHaveTextContent(/Waits for an answer.*Rosa, family, wrote.*spelled Maja/s);
    await line.getByLabelText("Your answer").fill("Her birth certificate says Maya.");
    await button("Send the answer").click();
    await expect.element(line.getByRole("alert")).toHaveTextContent("Choose one of the two first.");
    await button("Not changed").click();
    await expect.element(line.getByLabelText("Why it stays as it is")).toHaveValue("Her birth certificate says Maya.");
    await button("Send the answer").click();
    await expect.element(line).toHaveTextContent(/Not changed, Ms\. Reyes/);
    await link("Back").click();
    await expect.element(heading("Today")).toBeVisible();
    await expect.element(button("Read them")).toBeVisible();
    await expect.element(region("Someone asks for a correction")).not.toBeInTheDocument();

    await rosaOpens();
    await expect
      .element(asked)
      .toHaveTextContent(/does not change it.*The coordinator answered.*You may ask the school for a hearing\./s);
    await expect.element(page.getByText("Reyes")).not.toBeInTheDocument();
    await button("Add a statement").click();
    await field("Your statement").fill("We have always written Maja.");
    await button("Send it").click();
    await expect.element(asked).toHaveTextContent(/A statement by the family, Today.*We have always written Maja\./s);
  });

  test("said once more in the same words is another request", async () => {
    await rosaOpens();
    for (const times of [1, 2]) {
      await button("Tell the school").click();
      await field("What is not right?").fill("The year is wrong.");
      await button("Send it").click();
      await expect.element(sheet()).not.toBeInTheDocument();
      await expect.poll(() => page.getByText("The year is wrong.").elements().length).toBe(times);
    }
  });

  test("in one moment is said at that moment, and its teacher answers", async () => {
    await signInAs(school, "Rosa");
    await link("Something here is not right").click();
    await expect.element(inSheet("All that is kept of Maya")).toHaveAttribute("aria-pressed", "false");
    await expect
      .element(sheet().getByRole("button", { name: /^This moment, / }))
      .toHaveAttribute("aria-pressed", "true");
    await expect.element(sheet().getByText(/The teacher of the circle and the coordinator read it/)).toBeVisible();
    await field("What is not right?").fill("That was not her idea.");
    await button("Send it").click();
    await expect.element(region(/^A moment of Maya, /)).toHaveTextContent(/has not answered yet.*not her idea/s);

    await opensList("Ms. Ortiz");
    const line = region(/^Maya: a moment in /);
    await expect.element(line.getByRole("link", { name: "Open the moment" })).toBeVisible();
    await line.getByRole("button", { name: "Corrected" }).click();
    await line.getByLabelText("What is right now").fill("Theo wrote a new version.");
    await line.getByRole("button", { name: "Send the answer" }).click();
    await expect.element(line).toHaveTextContent(/Corrected, Ms\. Ortiz/);

    await rosaOpens();
    await expect.element(region(/^A moment of Maya, /)).toHaveTextContent(/has corrected it.*A teacher answered/s);
  });
});

describe("a student", () => {
  const maya = (more: Partial<typeof mayaHerself>) =>
    seatOf({ kind: "student", name: "Maya" }, [
      { key: "seat:maya", kind: "me", id: "me", seq: 1, mark: "me1", me: { ...mayaHerself, ...more } },
    ]);
  const decides = { person: mayaHerself.person, name: "Maya", decides: true, cells: [] };

  test("with full rights says it in their own place, and is told when that needs internet", async () => {
    goOffline();
    await maya({ allowed: [decides] });
    await openApp("/me");
    await link("Something here is not right").click();
    await expect.element(page.getByRole("alert").first()).toHaveTextContent(/needs internet/);
    await expect.element(button("Try again")).toBeVisible();
    await button("Tell the school").click();
    await expect.element(sheet().getByText(/Your teachers and the coordinator read it/)).toBeVisible();
  });

  test("whose family decides is not asked", async () => {
    goOffline();
    await maya({});
    await openApp("/me");
    await expect.element(button("Save my file")).toBeVisible();
    await expect.element(link("Something here is not right")).not.toBeInTheDocument();
  });
});

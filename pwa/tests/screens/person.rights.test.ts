import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { card, field, inSheet, openPerson, personInTheBooks } from "./office";
import { button, comeBack, goOffline, heading, link, schoolOpens, sheet, signInAs } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;

beforeAll(async () => {
  school = await schoolOpens();
});
beforeEach(() => comeBack(school));

const rights = () => card("Deciding alone");
const means = "only what Theo says counts, and Theo's family sees nothing until Theo lets them.";
const inAYear = () => `${new Date().getFullYear() + 1}-10-01`;

async function samsChoices(): Promise<void> {
  await signInAs(school, "Sam");
  await link("About me").click();
  await link("What I allow").click();
}

describe("the day from which a student decides alone", () => {
  test("is written down by a coordinator, moved and taken away, and says what it means", async () => {
    await openPerson(school, "Ms. Reyes", "Theo");
    await expect.element(rights().getByText(means, { exact: false })).toBeVisible();
    await expect.element(rights().getByText("No day is written down.")).toBeVisible();
    await button("Write the day down").click();
    await field("From which day").fill(inAYear());
    await inSheet("Save").dblClick();
    await expect.element(rights().getByText(`Begins: October 1, ${new Date().getFullYear() + 1}.`)).toBeVisible();
    expect(await personInTheBooks()).toMatchObject({ fullRights: inAYear() });
    await button("Change the day").click();
    await expect.element(field("From which day")).toHaveValue(inAYear());
    await inSheet("Take the day away").click();
    await expect.element(rights().getByText("No day is written down.")).toBeVisible();
    expect(await personInTheBooks()).not.toHaveProperty("fullRights");
  });

  test("that cannot be is refused by the school, and the sheet stays open with the reason", async () => {
    await openPerson(school, "Ms. Reyes", "Maya");
    await button("Write the day down").click();
    await field("From which day").fill("2008-10-01");
    await inSheet("Save").click();
    await expect.element(sheet().getByRole("alert")).toHaveTextContent("Something in fullRights cannot be used.");
    await inSheet("Cancel").click();
    await expect.element(rights().getByText("No day is written down.")).toBeVisible();
  });

  test("is not written down without internet", async () => {
    await openPerson(school, "Ms. Reyes", "Maya");
    goOffline();
    await button("Write the day down").click();
    await field("From which day").fill(inAYear());
    await inSheet("Save").click();
    await expect.element(sheet().getByRole("alert")).toBeVisible();
    comeBack(school);
    expect(await personInTheBooks()).not.toHaveProperty("fullRights");
  });

  test("that is today counts at once; who looks after the student reads it and cannot change it", async () => {
    await openPerson(school, "Ms. Ortiz", "Theo");
    await expect.element(card("Family")).toBeVisible();
    await expect.element(rights()).not.toBeInTheDocument();
    await openPerson(school, "Ms. Reyes", "Theo");
    await button("Write the day down").click();
    const { min: today } = field("From which day").element() as HTMLInputElement; // the school's day, not this browser's
    await field("From which day").fill(today);
    await inSheet("Save").click();
    await expect.element(rights().getByText("Theo decides alone now. Began: Today.")).toBeVisible();
    await button("Change the day").click();
    await expect
      .element(sheet().getByText("Change this only if it was written down by mistake", { exact: false }))
      .toBeVisible();
    await inSheet("Cancel").click();
    await openPerson(school, "Ms. Ortiz", "Theo");
    await expect.element(rights().getByText("Theo decides alone now.", { exact: false })).toBeVisible();
    await expect.element(rights().getByText(means, { exact: false })).toBeVisible();
    await expect.element(rights().getByRole("button")).not.toBeInTheDocument();
  });

  test("closes what the family sees until the student lets them see it, and the record stays the student's", async () => {
    await openPerson(school, "Ms. Reyes", "Sam");
    await button("Write the day down").click();
    const { min: today } = field("From which day").element() as HTMLInputElement;
    await field("From which day").fill(today);
    await inSheet("Save").click();
    await expect.element(rights().getByText("Sam decides alone now.", { exact: false })).toBeVisible();
    await expect.element(button("Save the file of Sam")).not.toBeInTheDocument();

    await signInAs(school, "Joan");
    await expect.element(card("Sam decides alone now")).toBeVisible();
    await expect.element(page.getByText("Nothing shared yet")).not.toBeInTheDocument();

    await samsChoices();
    const joan = page.getByRole("group", { name: "What may Joan see?" });
    await expect.element(joan.getByRole("button", { name: "Nothing" })).toHaveAttribute("aria-pressed", "true");
    goOffline();
    await joan.getByRole("button", { name: "What is shared of me" }).click();
    await expect.element(card("My family").getByRole("alert")).toBeVisible();
    await expect.element(card("My family").getByText("Joan sees nothing of you.")).toBeVisible();
    comeBack(school);
    await joan.getByRole("button", { name: "What is shared of me" }).click();
    await expect.element(card("My family").getByText("Joan sees what is shared of you.")).toBeVisible();

    await signInAs(school, "Joan");
    await expect.element(heading("Sam: moments")).toBeVisible();
    await expect.element(page.getByRole("article").first()).toBeVisible();
    await expect.element(link("Something here is not right")).not.toBeInTheDocument();
    await link("Settings").click();
    await expect.element(page.getByText("Sam", { exact: false }).first()).toBeVisible();
    await expect.element(button("Save the file of Sam")).not.toBeInTheDocument();

    await samsChoices();
    await joan.getByRole("button", { name: "Nothing" }).click();
    await expect.element(card("My family").getByText("Joan sees nothing of you.")).toBeVisible();
    await signInAs(school, "Joan");
    await expect.element(heading("Moments")).toBeVisible();
    await expect.element(page.getByRole("article")).not.toBeInTheDocument();
  });
});

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { outbox } from "../../src/store/outbox";
import type { Seat } from "../../src/store/seat";
import { heading, sheet } from "./phone";
import { cardOf, drummed, group, keptBodies, opensQueue, spoken, waits } from "./teacher";

const soup = waits("soup", "Hot soup in the rain.");
const solo = drummed("solo", "I drummed alone.", { received: "2026-11-16T14:00:00Z" });

describe("sent back", () => {
  const note = () => sheet().getByLabelText("Your own words");
  const send = () => sheet().getByRole("button", { name: "Send it back" });
  let seat: Seat;

  beforeEach(async () => {
    seat = await opensQueue(soup, solo);
    await cardOf("Hot soup").getByRole("button", { name: "Send back" }).click();
    await expect.element(sheet().getByText("Maya will read this.")).toBeVisible();
  });

  test("it goes with the ready lines that were chosen and the teacher's own words", async () => {
    const line = sheet().getByRole("button", { name: "Can you add a few words about it?" });
    await line.click();
    await expect.element(line).toHaveAttribute("aria-pressed", "true");
    await note().fill("  What was in it? ");
    await send().click();
    await expect.element(sheet()).not.toBeInTheDocument();
    await expect.element(group("Just decided").getByRole("listitem")).toHaveTextContent("Sent back.");
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({
      moment: soup.id,
      kind: "send_back",
      note: "Can you add a few words about it? What was in it?",
    });
  });

  test("a line that was chosen by mistake is let go again", async () => {
    const photo = sheet().getByRole("button", { name: "Please choose another photo for this one." });
    await photo.click();
    await photo.click();
    await note().fill("Whose words are these?");
    await send().click();
    const [body] = await keptBodies(seat, 1);
    expect(body).toMatchObject({ note: "Whose words are these?" });
  });

  test.each(["", "   "])("an empty note %j is refused, and says what to do", async (empty) => {
    await note().fill(empty);
    await send().click();
    await expect.element(note()).toHaveAccessibleDescription("Choose a line or write one, so that it can be done.");
    await expect.element(note()).toHaveAttribute("aria-invalid", "true");
    expect(await outbox(seat)).toEqual([]);
    await note().fill("Whose words are these?");
    await expect.element(note()).not.toHaveAttribute("aria-invalid");
  });

  test("a note that was begun for Maya is never in the one for Sam", async () => {
    await sheet().getByRole("button", { name: "Something in here is private. Please take it out." }).click();
    await note().fill("Maya, your address is in it.");
    await sheet().getByRole("button", { name: "Cancel" }).click();
    await cardOf("I drummed").getByRole("button", { name: "Send back" }).click();
    await expect.element(sheet().getByText("Sam will read this.")).toBeVisible();
    await expect.element(note()).toHaveValue("");
    expect(sheet().getByRole("button", { pressed: true }).elements()).toEqual([]);
    await sheet().getByRole("button", { name: "Cancel" }).click();
    expect(await outbox(seat)).toEqual([]);
  });
});

describe("on a device that is full", () => {
  const { add } = IDBObjectStore.prototype;

  beforeEach(async () => {
    await opensQueue(soup, solo);
    IDBObjectStore.prototype.add = function () {
      throw new DOMException("full", "QuotaExceededError");
    };
  });

  afterEach(() => {
    IDBObjectStore.prototype.add = add;
  });

  test("nothing is told as decided that could not be kept, and it can be once there is room", async () => {
    const approve = cardOf("Hot soup").getByRole("button", { name: /Approve/ });
    await approve.click();
    await expect.element(page.getByRole("alert")).toHaveTextContent("This device is full, so nothing was changed.");
    await expect.element(heading("2 to look at")).toBeVisible();
    await expect.element(spoken()).not.toHaveTextContent("Approved");
    IDBObjectStore.prototype.add = add;
    await approve.click();
    await expect.element(group("Just decided").getByText("Hot soup in the rain.")).toBeVisible();
    await expect.element(page.getByText("This device is full")).not.toBeInTheDocument();
  });
});

import { expect, test } from "vitest";
import { page } from "vitest/browser";
import { newDraft } from "../../src/moment/draft";
import { newId } from "../../src/moment/ids";
import { discard, needsALook } from "../../src/store/look";
import { saveRevision } from "../../src/store/save";
import { heading, link, schoolOpens, signInAs, storeHere, until } from "./phone";
import { elsewhere } from "./teacher";

test("a facilitator sees which phone holds something that could not go up, and when it holds nothing more", async () => {
  const school = await schoolOpens();
  const ortiz = await elsewhere(school, "Ms. Ortiz");
  const listed = async () =>
    ((await ortiz.call("GET", "/phones")) as { phones: { name: string; count: number }[] }).phones;
  await signInAs(school, "Maya");
  await expect.element(heading("My circles")).toBeVisible();
  const maya = await storeHere();
  await saveRevision(maya, { ...newDraft(newId(), newId()), words: "For a circle that is gone" });
  await until(async () => (await needsALook(maya)).length === 1);
  await until(async () => (await listed()).some(({ name, count }) => name === "Maya" && count === 1));
  const [trouble] = await needsALook(maya);
  const seat = await storeHere();

  await signInAs(school, "Ms. Ortiz");
  await link("Insights").click();
  const card = page.getByRole("region", { name: "Phones with something unsent" });
  await expect.element(card).toHaveTextContent(/Maya: 1 thing\. Since: .+\. Last heard: .+\./);
  await expect.element(card).not.toHaveTextContent("circle that is gone");

  await discard(seat, trouble!);
  await signInAs(school, "Maya");
  await until(async () => (await listed()).length === 0);
});

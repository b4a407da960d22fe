import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { newId } from "../../src/moment/ids";
import { deviceFact, forgetSeat } from "../../src/store/device";
import { fileOf, gatherUnsent } from "../../src/store/outfile";
import { lunchDraft } from "../../src/store/people.testing";
import { circles } from "../../src/store/rows";
import { saveRevision } from "../../src/store/save";
import { closeSeat } from "../../src/store/seat";
import { comeBack, goOffline, heading, link, schoolOpens, shutApp, signInAs, storeHere, until } from "./phone";
import { elsewhere } from "./teacher";

test("a facilitator brings in what Maya's phone could not send, and it waits for a teacher as hers", async () => {
  const words = "The frog sat on my shoe.";
  const school = await schoolOpens();
  await signInAs(school, "Maya");
  await expect.element(heading("My circles")).toBeVisible();
  const maya = await storeHere();
  await until(async () => (await circles(maya)).length > 0);
  goOffline();
  await saveRevision(maya, lunchDraft({ circle: (await circles(maya))[0]!.id, people: [], words }));
  const { name, file } = fileOf(await gatherUnsent(maya, "Maya"));
  const saved = JSON.parse(await file.text()) as { ops: object[] };
  saved.ops.push({ op: newId(), schema: 1 }); // which her phone could not read any more

  // Her own phone does not come back.
  await shutApp();
  await closeSeat(maya);
  await forgetSeat(maya.id);
  comeBack(school);
  const ortiz = await elsewhere(school, "Ms. Ortiz");
  await signInAs(school, "Ms. Ortiz");
  expect(await ortiz.moment(words)).toBeUndefined();
  await until(async () => (await deviceFact("sealKey")) !== undefined);
  await link("Insights").click();
  await link("Settings").click();
  await expect.element(heading("Settings")).toBeVisible();
  const input = page.elementLocator(document.querySelector('input[type="file"]')!);
  await userEvent.upload(input, new File(["A shopping list"], "list.json", { type: "application/json" }));
  await expect.element(page.getByText("This is not a file that Kith has saved.").first()).toBeVisible();
  await userEvent.upload(input, new File([JSON.stringify(saved)], name, { type: "application/json" }));
  const told = "1 thing by Maya goes up now. 1 thing could not be brought in: keep the file.";
  await expect.element(page.getByText(told).first()).toBeVisible();
  await until(async () => (await ortiz.moment(words)) !== undefined);
  expect(await ortiz.moment(words)).toMatchObject({ state: "with_teacher", authors: [{ name: "Maya" }] });
});

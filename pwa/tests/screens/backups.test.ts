import { expect, test } from "vitest";
import { commands, page } from "vitest/browser";
import { readKeeping } from "../../src/online/keeping";
import { button, comeBack, goOffline, heading, openApp, schoolOpens, signInAs, storeHere } from "./phone";

const region = (name: string) => page.getByRole("region", { name });

test("a coordinator learns that nobody backs the school up, and after a restore lets others read again", async () => {
  const school = await schoolOpens();
  await signInAs(school, "Ms. Reyes");
  await expect.element(heading("Today")).toBeVisible();
  await expect
    .element(region("Backups"))
    .toHaveTextContent("This school was never backed up. Tell whoever runs the school's server.");
  expect(region("Look before others read again").elements()).toEqual([]);

  goOffline();
  await commands.restoreSchool(school.address);
  comeBack(school);
  await openApp("/today");
  await expect
    .element(region("Look before others read again"))
    .toHaveTextContent(/circles and families read no moments/);
  goOffline();
  await button("We have looked: let them read").click();
  await expect
    .element(region("Look before others read again").getByRole("alert"))
    .toHaveTextContent(/can't be reached/);
  comeBack(school);
  await button("We have looked: let them read").click();
  await expect.element(region("Look before others read again")).not.toBeInTheDocument();
  expect((await readKeeping(await storeHere())).closedSince).toBeUndefined();
});

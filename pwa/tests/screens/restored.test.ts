import { expect, test } from "vitest";
import { commands } from "vitest/browser";
import { circles } from "../../src/store/rows";
import { heading, comeBack, goOffline, schoolOpens, signInAs, storeHere, until } from "./phone";
import { keptSealed, takenPhoto } from "./sealed";
import { elsewhere } from "./teacher";

test("a sealed story that a restored school has lost is brought again by whoever signs in next, and is there once", async () => {
  const words = "The frog sat on my shoe.";
  const school = await schoolOpens();
  const older = await commands.backUpSchool(school.address);
  await signInAs(school, "Maya");
  await expect.element(heading("My circles")).toBeVisible();
  const maya = await storeHere();
  await until(async () => (await circles(maya)).length > 0);
  const photo = await takenPhoto();
  await keptSealed({ circle: (await circles(maya))[0]!.id, words }, [photo]);
  const before = await elsewhere(school, "Ms. Ortiz");
  expect((await before.moment(words))?.pictures).toMatchObject([{ media: photo.media, kept: true }]);

  goOffline();
  school.people = await commands.restoreSchool(school.address, older);
  const ortiz = await elsewhere(school, "Ms. Ortiz");
  expect(await ortiz.moment(words)).toBeUndefined();

  const here = async () => (await ortiz.moments()).filter((moment) => moment.words === words);
  for (const next of ["Sam", "Ms. Ortiz"]) {
    comeBack(school);
    await signInAs(school, next);
    await until(async () => (await here())[0]?.pictures[0]?.kept === true);
  }
  expect(await here()).toMatchObject([
    { state: "with_teacher", authors: [{ name: "Maya" }], pictures: [{ media: photo.media }] },
  ]);
});

import { beforeAll, describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { seatsHere } from "../../src/store/device";
import { lunchDraft } from "../../src/store/people.testing";
import { outbox } from "../../src/store/outbox";
import { circles, me } from "../../src/store/rows";
import { saveRevision } from "../../src/store/save";
import { readFact } from "../../src/store/seat";
import { comeBack, goOffline, heading, schoolOpens, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";
import { elsewhere } from "./teacher";

describe("a phone that its school signed out", () => {
  const words = "The frog sat on my shoe.";
  let school: OpenSchool;

  beforeAll(async () => {
    school = await schoolOpens();
  });

  test("goes to the door, lets go of what is others', and keeps what its student wrote until they are back", async () => {
    await signInAs(school, "Maya");
    await expect.element(heading("My circles")).toBeVisible();
    const seat = await storeHere();
    await until(async () => (await circles(seat)).length > 0);
    const [circle] = await circles(seat);
    const maya = (await me(seat))!.person;
    goOffline();
    await saveRevision(seat, lunchDraft({ circle: circle!.id, people: [], words }));
    const ortiz = await elsewhere(school, "Ms. Ortiz");
    await ortiz.call("DELETE", `/people/${maya}/sessions`);

    comeBack(school);
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
    await expect.element(page.getByText(/^Your school signed this phone out/)).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Maya", locked: true, clean: false }]);
    const left = await storeHere();
    expect(await circles(left)).toEqual([]);
    expect(await readFact(left, "session")).toBeUndefined();
    expect(await outbox(left)).toHaveLength(1);
    expect(await ortiz.moment(words)).toBeUndefined();

    await signInAs(school, "Maya");
    await until(async () => (await ortiz.moment(words)) !== undefined);
  });
});

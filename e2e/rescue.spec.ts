import { expect, test, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { hatch } from "./canary";
import { keepMoment } from "./compose";
import { Desk } from "./online";
import { Phone } from "./phone";
import { School } from "./school";
import { ready } from "./worker";

const drums = "The Drum Room";
const words = "zebrafinch behind a door that jams";

test("what a phone kept whose store the app cannot open is sent from the rescue page, and saved as a file", async ({
  browser,
}) => {
  const school = await School.open("demo");
  const maya = await Phone.of(browser, school, "Maya");
  const { page, wire } = maya;
  try {
    const reyes = await Desk.of(school, school.person("Ms. Reyes"));
    await maya.open(school.person("Maya").link);
    await expect(page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
    await ready(page);

    await test.step("offline, Maya keeps a moment with a photo, and a newer app raises her store and is taken away again", async () => {
      const bird = await hatch(page, [words], "zebrafinch-rescued.jpg");
      const photo = { name: bird.fileName, mimeType: "image/jpeg", buffer: bird.photo };
      wire.goDown();
      await keepMoment(page, { circle: drums, photo, words, people: ["Sam"] });
      await page.goto("/rescue");
      await raise(page);
      await page.goto("/");
    });

    await test.step("the app leads to the rescue page, which counts what waits", async () => {
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("What you kept is still here");
      await expect(page.getByText("1 moment waits here.")).toBeVisible();
      await expect(page.getByText("1 photo waits here.")).toBeVisible();
      await page.getByText("Show the words").click();
      await expect(page.getByText(words)).toBeVisible();
    });

    await test.step("without internet it is saved as a file, with its words and a picture that opens", async () => {
      await page.getByRole("button", { name: "Send it now" }).click();
      await expect(page.getByRole("status")).toHaveText(/^It did not go\. It is still here/);
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name: "Save it as a file" }).click();
      const saved = JSON.parse(await readFile(await (await coming).path(), "utf8")) as Saved;
      expect(saved.name).toBe("Maya");
      expect(saved.ops.map(({ text }) => text).join()).toContain(words);
      expect(saved.photos).toHaveLength(1);
      expect(Buffer.from(saved.photos[0]!.bytes, "base64").subarray(0, 3).toString("hex")).toBe("ffd8ff");
    });

    await test.step("with internet it is sent: the teacher has it, once, with its photo", async () => {
      wire.comeBack();
      for (const times of [1, 2]) {
        await page.getByRole("button", { name: "Send it now" }).click();
        await expect(page.getByRole("status"), `sent ${times} times`).toHaveText("It is at school. It also stays here.");
      }
      const { moments } = await reyes.call<{ moments: { words?: string; pictures: { kept: boolean }[] }[] }>("GET", "/waiting");
      const arrived = moments.filter((moment) => moment.words === words);
      expect(arrived).toHaveLength(1);
      expect(arrived[0]?.pictures).toMatchObject([{ kept: true }]);
    });
  } finally {
    await maya.close();
    await school.close();
  }
});

interface Saved {
  name: string;
  ops: { text: string }[];
  photos: { bytes: string }[];
}

/** A newer app has given every seat's store a form that this app does not know. */
async function raise(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name = "" }) => name).filter((name) => name !== "kith-device");
    for (const name of names) {
      await new Promise<void>((done, fail) => {
        const request = indexedDB.open(name, 99);
        request.onsuccess = () => done(request.result.close());
        request.onerror = () => fail(request.error);
      });
    }
  });
}

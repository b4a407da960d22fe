import { expect, test, type Page } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Upload } from "tus-js-client";
import { hostile } from "./hostile";
import { anId, Desk } from "./online";
import { Phone } from "./phone";
import { School } from "./school";

interface Told {
  changes: { moment?: { id: string; revision: string; hash: string; form: string } }[];
  cursor: string;
  more: boolean;
}

/** How one is found on a page. */
const mark = (n: number) => `nr${n}.`;
/** Names have sixty letters. */
const short = (n: number) => `${mark(n)}${hostile[n]}`.slice(0, 60);

/** Words of the length that a field takes. */
const upTo = (n: number, most: number) => `${mark(n)}${hostile[n]}`.slice(0, most);

/** A picture or a sound of Maya's for a moment of hers, as her phone sends it. */
async function sends(maya: Desk, school: School, moment: string, kind: "photo" | "voice", file: Buffer): Promise<string> {
  const media = anId();
  const metadata = { id: media, moment, kind, sha256: createHash("sha256").update(file).digest("hex") };
  const kept = await new Promise<string>((done, fail) => {
    let answered = "";
    new Upload(file, {
      endpoint: `${school.origin}/kith/v1/media`,
      headers: maya.headers,
      retryDelays: null,
      metadata,
      onAfterResponse: (_, answer) => {
        answered = answer.getHeader("Kith-Media") ?? answered;
      },
      onSuccess: () => done(answered),
      onError: fail,
    }).start();
  });
  expect(kept).toBe("kept");
  return media;
}

/** What stands beside a story: what is said for who cannot see or hear it, what is told an adult, what is not right, and what has gone wrong. */
async function writeBeside(school: School, circle: string, ids: Record<string, string>): Promise<string[]> {
  const desk = async (name: string) => await Desk.of(school, school.person(name));
  const [maya, ortiz, reyes, rosa] = [await desk("Maya"), await desk("Ms. Ortiz"), await desk("Ms. Reyes"), await desk("Rosa")];
  await reyes.call("PATCH", "/school", { urgentWords: upTo(12, 300), urgentPhone: upTo(13, 40) });
  const [moment, revision] = [anId(), anId()];
  const photo = await sends(maya, school, moment, "photo", readFileSync(join(import.meta.dirname, "two-faces.jpg")));
  const sound = await sends(maya, school, moment, "voice", readFileSync(join(import.meta.dirname, "../backend/voice/testdata/chromium.webm")));
  await maya.act("keep_revision", {
    ...{ moment, revision, circle, others: true },
    pictures: [{ media: photo, alt: upTo(14, 500) }],
    voice: [{ media: sound, words: upTo(15, 2000), lang: "en", heard: [ids["Maya"]] }],
  });
  await maya.act("tell_adult", { words: upTo(16, 4000), lang: "en", people: [ids["Sam"]] });
  const { worries } = await ortiz.call<{ worries: { id: string; state: string }[] }>("GET", "/worries");
  const worry = worries.find(({ state }) => state === "waiting")!.id;
  await ortiz.call("POST", `/worries/${worry}/steps`, { id: anId(), kind: "note", note: upTo(17, 4000) });
  await rosa.call("POST", `/people/${ids["Maya"]}/amendments`, { id: anId(), words: upTo(18, 2000), lang: "en" });
  const { amendments } = await ortiz.call<{ amendments: { id: string }[] }>("GET", "/amendments");
  await ortiz.call("POST", `/amendments/${amendments[0]!.id}/answers`, { id: anId(), kind: "refused", words: upTo(19, 2000), lang: "en" });
  await reyes.call("POST", "/incidents", { id: anId(), what: upTo(20, 4000) });
  return [`/queue/${moment}`, `/worries/${worry}`];
}

/** Everything that somebody can write at school is one of them: words, quotes, notes, names, places, roles. */
async function write(school: School): Promise<{ circle: string; beside: string[] }> {
  const desks = Object.fromEntries(
    await Promise.all(["Maya", "Ms. Ortiz", "Ms. Reyes"].map(async (name) => [name, await Desk.of(school, school.person(name))])),
  ) as Record<string, Desk>;
  const [maya, ortiz, reyes] = [desks["Maya"]!, desks["Ms. Ortiz"]!, desks["Ms. Reyes"]!];
  const { circle, ids } = await reyes.members("The Drum Room");
  await reyes.call("PATCH", "/school", { name: short(0), holdSeconds: 0, roleLabels: { tutor: short(1), companion: short(5) } });
  await reyes.call("PATCH", `/circles/${circle}`, { name: short(6), place: short(7) });
  await reyes.call("PATCH", `/people/${ids["Sam"]}`, { name: short(10) });
  await reyes.call("POST", `/people/${ids["Maya"]}/families`, { name: short(11) });
  const moments = new Map<string, string>();
  for (const [n, words] of hostile.entries()) {
    const [moment, revision] = [anId(), anId()];
    moments.set(moment, revision);
    const quotes = [{ words: `${mark(n)}${words}`, made: "own", speaker: ids["Maya"], support: short(n) }];
    await maya.act("keep_revision", { moment, revision, circle, words: `${mark(n)}${words}`, lang: "en", quotes });
  }
  let sent = 0;
  for (let cursor = "", more = true; more;) {
    const told = await ortiz.call<Told>("POST", "/sync", { device: anId(), build: 1, schema: 1, ops: [], cursor });
    for (const { moment } of told.changes) {
      if (moment?.form !== "staff" || moments.get(moment.id) !== moment.revision) continue;
      const about = { moment: moment.id, revision: moment.revision, seen: moment.hash };
      // Links and the like are not let through; those go back with a note that is no better.
      await ortiz
        .act("decide", { ...about, kind: "approve", audience: "families" })
        .catch(() => ortiz.act("decide", { ...about, kind: "send_back", note: `${mark(sent)}${hostile[sent]}` }));
      sent++;
    }
    ({ cursor, more } = told);
  }
  expect(sent).toBe(hostile.length);
  return { circle, beside: await writeBeside(school, circle, ids) };
}

/** All that a page says: what is read, what stands in its fields, and what is said for who cannot see. */
const said = async (page: Page): Promise<string> =>
  await page.evaluate(() => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")].map(({ value }) => value);
    const alts = [...document.querySelectorAll("[alt]")].map((drawn) => drawn.getAttribute("alt"));
    return [document.body.innerText, ...fields, ...alts].join("\n");
  });

/** Opens a page and waits until something hostile stands on it, as text: so much of it, or these. */
async function reads(page: Page, at: string, least: number | number[]): Promise<void> {
  await page.goto(at);
  if (typeof least === "number") {
    const text = page.getByText(/nr\d+\./);
    await expect.poll(async () => await text.count(), { message: `${at} shows what was written` }).toBeGreaterThanOrEqual(least);
  } else {
    const missing = async () => {
      const all = await said(page);
      return least.filter((n) => !all.includes(mark(n)));
    };
    await expect.poll(missing, { message: `${at} shows what was written` }).toEqual([]);
  }
  const drawn = await page.evaluate(() => document.querySelectorAll("main script, main iframe, main object, main embed, main [onerror], main [onload], main [onfocus]").length);
  expect(drawn, `${at} drew what was written`).toBe(0);
}

test("nothing that anybody writes is run, wherever it is read", async ({ browser }) => {
  const school = await School.open("demo");
  const dialogs: string[] = [];
  try {
    const { circle, beside } = await write(school);
    const [review = "", worry = ""] = beside;
    const told = review.replace("queue", "moments");
    for (const [name, pages] of [
      ["Maya", { "/moments": hostile.length, "/circles": 1, "/me": 1, [told]: [14, 15], "/tell": [12, 13], "/me/told": [16] }],
      ["Ms. Ortiz", { "/queue": 1, [review]: [14, 15], [worry]: [16, 17], "/amendments": [18, 19], "/circles": 1, "/people": 1 }],
      ["Ms. Reyes", { "/today": 1, "/people": 1, "/circles": 1, "/school": [0, 12, 13], "/incidents": [20] }],
      ["Rosa", { "/highlights": 5, "/settings": 1, "/not-right": [18, 19] }],
      ["Sam", { [`/circles/${circle}`]: 5 }],
    ] as [string, Record<string, number | number[]>][]) {
      const phone = await Phone.of(browser, school, name);
      phone.page.on("dialog", (dialog) => {
        dialogs.push(`${name} at ${phone.page.url()}: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await phone.open(school.person(name).link);
      await expect(phone.page).toHaveURL(/\/(circles|queue|today|highlights)$/);
      for (const [at, least] of Object.entries(pages)) await reads(phone.page, at, least);
      await phone.close();
    }
    expect(dialogs).toEqual([]);
  } finally {
    await school.close();
  }
});

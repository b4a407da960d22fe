import { expect, test, type Page } from "@playwright/test";
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

/** Everything that somebody can write at school is one of them: words, quotes, notes, names, places, roles. */
async function write(school: School): Promise<string> {
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
  return circle;
}

/** Opens a page and waits until something hostile stands on it, as text. */
async function reads(page: Page, at: string, least: number): Promise<void> {
  await page.goto(at);
  const text = page.getByText(/nr\d+\./);
  await expect.poll(async () => await text.count(), { message: `${at} shows what was written` }).toBeGreaterThanOrEqual(least);
  const drawn = await page.evaluate(() => document.querySelectorAll("main script, main iframe, main object, main embed, main [onerror], main [onload], main [onfocus]").length);
  expect(drawn, `${at} drew what was written`).toBe(0);
}

test("nothing that anybody writes is run, wherever it is read", async ({ browser }) => {
  const school = await School.open("demo");
  const dialogs: string[] = [];
  try {
    const circle = await write(school);
    for (const [name, pages] of [
      ["Maya", { "/moments": hostile.length, "/circles": 1, "/me": 1 }],
      ["Ms. Ortiz", { "/queue": 1, "/circles": 1, "/people": 1 }],
      ["Ms. Reyes", { "/today": 1, "/people": 1, "/circles": 1 }],
      ["Rosa", { "/highlights": 5, "/settings": 1 }],
      ["Sam", { [`/circles/${circle}`]: 5 }],
    ] as [string, Record<string, number>][]) {
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

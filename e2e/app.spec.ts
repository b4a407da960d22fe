import { expect, test, type Page } from "@playwright/test";
import { Phone } from "./phone";
import { School } from "./school";
import { coordinators, facilitators, families, students } from "./screens";
import { ready } from "./worker";

let school: School;

test.beforeAll(async () => {
  school = await School.open("demo");
});

test.afterAll(async () => {
  await school.close();
});

test("the app can be put on a home screen", async ({ browser }) => {
  const phone = await Phone.of(browser, school, "Maya");
  try {
    await phone.page.goto("/");
    await ready(phone.page);
    const devtools = await phone.context.newCDPSession(phone.page);
    const { url, data, errors } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? "{}") as {
      name: string;
      display: string;
      start_url: string;
      icons: { src: string }[];
    };
    expect(manifest).toMatchObject({ name: "Kith", display: "standalone" });
    for (const { src } of manifest.icons) {
      const icon = await phone.page.request.get(new URL(src, url).href);
      expect(icon.headers()["content-type"], src).toMatch(/^image\//);
    }
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    // A test's profile is a private one, where no browser installs anything: that is the one thing it may say.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  } finally {
    await phone.close();
  }
});

test("from the second visit on the app opens with the wire cut, with all it had", async ({ browser }) => {
  const phone = await Phone.of(browser, school, "Maya");
  const { page, wire } = phone;
  try {
    await phone.open(school.person("Maya").link);
    await expect(page.getByRole("heading", { name: "The Drum Room" })).toBeVisible();
    await expect(page.locator("main img").first()).toBeVisible();
    await ready(page);
    wire.goDown();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "My circles" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "The Drum Room" })).toBeVisible();
    await expect(page.getByText("Maya got the whole sun in one go.")).toBeVisible();
    await page.getByRole("link", { name: "My moments" }).click();
    await expect(page.getByText("New table, same joke.")).toBeVisible();
    await page.getByRole("link", { name: "New", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "New moment" })).toBeVisible();
  } finally {
    await phone.close();
  }
});

for (const [name, screens, home] of [
  ["Maya", students, /\/circles$/],
  ["Ms. Ortiz", facilitators, /\/queue$/],
  ["Ms. Reyes", [...coordinators, { at: "/incidents" }, { at: "/worries" }, { at: "/amendments" }], /\/today$/],
  ["Rosa", families, /\/highlights$/],
] as [string, readonly { at: string }[], RegExp][]) {
  test(`a walk through the app asks nobody but the school, and leaves no cookie: ${name}`, async ({ browser }) => {
    const phone = await Phone.of(browser, school, name);
    const asked = new Set<string>();
    const cookies: string[] = [];
    phone.context.on("request", (request) => asked.add(new URL(request.url()).origin));
    phone.context.on("response", async (answer) => {
      if ((await answer.allHeaders())["set-cookie"]) cookies.push(answer.url());
    });
    try {
      await phone.open(school.person(name).link);
      await expect(phone.page).toHaveURL(home);
      await ready(phone.page);
      for (const at of new Set(screens.map((screen) => screen.at))) {
        await phone.page.goto(at);
        await expect(phone.page.getByRole("heading", { level: 1, includeHidden: true })).toHaveCount(1);
      }
      const elsewhere = [...asked].filter((origin) => origin !== phone.wire.origin && origin !== "null");
      expect(elsewhere).toEqual([]);
      expect(cookies).toEqual([]);
      expect(await phone.context.cookies()).toEqual([]);
    } finally {
      await phone.close();
    }
  });
}

test("a page that is nothing without the school says so while there is no internet, and opens when there is", async ({ browser }) => {
  const phone = await Phone.of(browser, school, "Ms. Reyes");
  const { page, wire } = phone;
  try {
    await phone.open(school.person("Ms. Reyes").link);
    await expect(page).toHaveURL(/\/today$/);
    await ready(page);
    wire.goDown();
    await page.goto("/incidents");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page needs the internet");
    wire.comeBack();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("When something has gone wrong");
  } finally {
    await phone.close();
  }
});

import { expect, test } from "@playwright/test";
import { Phone } from "./phone";
import { School } from "./school";

/** What no page of ours may do. */
const acts: Record<string, () => void> = {
  "a text becomes a page": () => void (document.body.innerHTML = "<p>drawn</p>"),
  "a text becomes a program": () => void setTimeout("1"),
  "a script without a file": () => {
    document.body.append(Object.assign(document.createElement("script"), { innerText: "1" }));
  },
  "a picture from elsewhere": () => {
    document.body.append(Object.assign(document.createElement("img"), { src: "https://elsewhere.example/x.png" }));
  },
  "a call to elsewhere": () => void fetch("https://elsewhere.example").catch(() => undefined),
};

for (const [what, act] of Object.entries(acts)) {
  test(`${what}: the browser refuses it, and the test of that phone fails`, async ({ browser }) => {
    const school = await School.open("demo");
    try {
      const phone = await Phone.of(browser, school, "Maya");
      await phone.page.goto("/");
      const told = phone.page.waitForEvent("console");
      await phone.page.evaluate(act).catch(() => undefined); // it throws where the browser refuses at once
      await told;
      await expect(phone.close()).rejects.toThrow("Maya's browser refused");
    } finally {
      await school.close();
    }
  });
}

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { refusalsOf } from "./refusals";
import type { School } from "./school";
import { Wire } from "./wire";

/** Somebody's phone: a browser profile of its own behind a wire of its own. */
export class Phone {
  page!: Page;

  private constructor(
    readonly name: string,
    readonly wire: Wire,
    readonly context: BrowserContext,
    private readonly refused: string[],
  ) {}

  static async of(browser: Browser, school: School, name: string, width = 390): Promise<Phone> {
    const wire = await Wire.to(school.port);
    const context = await browser.newContext({
      viewport: { width, height: width > 800 ? 800 : 844 },
      baseURL: wire.origin,
      reducedMotion: "reduce",
    });
    const phone = new Phone(name, wire, context, refusalsOf(context));
    phone.page = await context.newPage();
    return phone;
  }

  /** Opens a link of the school on this phone's own wire. */
  async open(link: string): Promise<void> {
    const { pathname, hash } = new URL(link);
    await this.page.goto(pathname + hash);
  }

  /** The tab is killed, as the system does it, and the app is opened again. */
  async killTab(): Promise<void> {
    const devtools = await this.context.newCDPSession(this.page);
    const crashed = this.page.waitForEvent("crash");
    devtools.send("Page.crash").catch(() => undefined); // the tab dies before it can answer
    await crashed;
    await this.page.close();
    this.page = await this.context.newPage();
  }

  /** @throws when anything on this phone went against the content policy or its Trusted Types */
  async close(): Promise<void> {
    await this.context.close().catch(() => undefined); // it may have gone with the browser
    await this.wire.close();
    if (this.refused.length) throw new Error(`${this.name}'s browser refused: ${this.refused.join("; ")}`);
  }
}

import { fileOf, gatherUnsent, wordsUnsent } from "../store/outfile";
import { lettersWaiting } from "../store/letterbox";
import type { Unsent } from "../store/look";
import { classOfFailure } from "../sync/classes";
import { sendOnce } from "../sync/once";
import { saveFile } from "../ui/saveFile";
import { say } from "../words/rescue";
import { findSeats, type Found } from "./found";
import { takeNewest } from "./newest";

/** Draws the page: what waits on this phone, and what can be done with it while the app cannot open. */
export async function drawRescue(into: HTMLElement): Promise<void> {
  const [found, sealed] = await Promise.all([
    findSeats().catch(() => undefined),
    lettersWaiting().then(
      ({ count }) => count,
      () => 0,
    ),
  ]);
  const again = button(say("rescue.open"), async () => {
    await takeNewest();
    location.assign("/");
  });
  again.className = "button main";
  const here = [...(found ?? []).map(cardOf), ...(sealed ? [sealedCard(sealed)] : [])];
  if (!here.length) here.push(element("p", {}, say(found ? "rescue.none" : "rescue.no_store")));
  into.replaceChildren(element("h1", {}, say("rescue.title")), element("p", {}, say("rescue.line")), ...here, again);
}

function cardOf(found: Found): HTMLElement {
  if (found.is === "open") return openCard(found);
  if (found.is === "shut") return card(found.name ?? say("rescue.locked"), element("p", {}, say("rescue.shut")));
  return card(say("rescue.locked"), ...counts(found.unsent), element("p", {}, say("rescue.locked_line")));
}

/** What lies in this device's letterbox: nobody here can open it, this page neither, and it goes by a session that it has not. */
function sealedCard(count: number): HTMLElement {
  const lines = [say("rescue.sealed", { count }), say("rescue.sealed_line")];
  return card(say("rescue.sealed_title"), ...lines.map((line) => element("p", {}, line)));
}

function openCard({ name, seat, unsent }: Found & { is: "open" }): HTMLElement {
  if (!unsent.any) return card(name, element("p", {}, say("rescue.all_sent")));
  const said = element("p", { role: "status" });
  const tell = (sentence: string) => (said.textContent = sentence);
  const send = button(say("rescue.send"), async () => {
    tell(say("rescue.sending"));
    tell(
      await sendOnce(seat).then(
        ({ left }) => (left ? say("rescue.some_sent", { count: left }) : say("rescue.sent")),
        whyNot,
      ),
    );
  });
  const save = button(say("rescue.save"), async () => {
    const { name: fileName, file } = fileOf(await gatherUnsent(seat, name));
    saveFile(fileName, file);
    tell(say("rescue.saved"));
  });
  const words = element("details", {}, element("summary", {}, say("rescue.words")));
  words.addEventListener("toggle", () => void showWords(words, () => wordsUnsent(seat)), { once: true });
  return card(name, ...counts(unsent), words, element("div", { className: "stack" }, send, save), said);
}

function whyNot(error: unknown): string {
  return say(classOfFailure(error) === "auth" ? "rescue.ended" : "rescue.not_sent");
}

async function showWords(into: HTMLElement, read: () => Promise<string[]>): Promise<void> {
  const texts = await read();
  const quotes = texts.map((text) => element("blockquote", { className: "soft", dir: "auto" }, text));
  into.append(...(quotes.length ? quotes : [element("p", {}, say("rescue.no_words"))]));
}

function counts({ moments, photos, acts, drafts }: Unsent): HTMLElement[] {
  const lines = [
    moments.length && say("rescue.moments", { count: moments.length }),
    photos && say("rescue.photos", { count: photos }),
    acts && say("rescue.acts", { count: acts }),
    drafts && say("rescue.drafts", { count: drafts }),
  ];
  return lines.filter((line) => typeof line === "string").map((line) => element("p", {}, line));
}

function card(title: string, ...inside: HTMLElement[]): HTMLElement {
  return element("section", { className: "card" }, element("h2", {}, title), ...inside);
}

/** A button that is pressed once at a time. */
function button(label: string, act: () => Promise<void>): HTMLElement {
  const made = element("button", { className: "button wide", type: "button" }, label);
  made.addEventListener("click", () => {
    made.disabled = true;
    void act().finally(() => (made.disabled = false));
  });
  return made;
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  about: Partial<HTMLElementTagNameMap[K]>,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), about);
  made.append(...inside);
  return made;
}

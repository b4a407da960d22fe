import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { applyNews } from "../../src/store/apply";
import { outbox, park } from "../../src/store/outbox";
import { change } from "../../src/store/people.testing";
import { keepPicture } from "../../src/store/pictures";
import type { Seat } from "../../src/store/seat";
import { chooseWay, likes } from "../../src/store/ways";
import { heading, openApp, until } from "./phone";
import { aPhoto, askTold, fifteen, isTold, maya, mayasPhone, meRow, part, sam, sharedTold, theo } from "./student";
import { kept, keptBodies, spoken } from "./teacher";

const card = part("Is this OK with you?");
const answer = (name: string) => card.getByRole("button", { name, exact: true });
const id = fifteen("soup");
const quote = { words: "Maya burned the toast.", made: "own", speaker: theo } as const;

/** Theo's moment with Maya in it waits for her yes. Each test asks about another: what was put off stays so till the app is opened anew. */
async function asked(...rows: Parameters<typeof mayasPhone>): Promise<Seat> {
  const seat = await mayasPhone(...(rows.length ? rows : [askTold("soup", { quotes: [quote] })]));
  await openApp("/circles");
  await expect.element(card).toBeVisible();
  return seat;
}

describe("a moment that shows Maya", () => {
  test("is put before her whole: who made it, what was said, who is in it, and that she chooses", async () => {
    const pictures = [{ media: "mediaoftoast001", rendition: "renditiontoast1", alt: "Black toast", kept: true }];
    const people = [maya, sam];
    const seat = await asked(
      askTold("soup", { quotes: [quote], people, pictures, words: "Sorry, Maya", feeling: "funny" }),
    );
    await expect.element(card.getByRole("blockquote")).toHaveTextContent("Maya burned the toast.");
    await expect.element(card.getByText("Theo, own words. With Sam and you. Lunch circle.")).toBeVisible();
    await expect.element(card.getByText("Sorry, Maya")).toBeVisible();
    await expect.element(card.getByText("You are in it. Your teacher says it is fine. You choose.")).toBeVisible();
    await keepPicture(seat, "renditiontoast1", 800, await (await aPhoto()).arrayBuffer());
    await expect.element(card.getByRole("img", { name: "Black toast" })).toBeVisible();
  });

  test.each([
    ["Yes, share", "yes", "You said yes."],
    ["Not this one", "no", "You said no. It stays private."],
    ["Ask me later", "later", "We ask you later."],
  ])("%s is kept for the school also without internet, said, and the question goes", async (name, how, says) => {
    const which = `toast${how}`;
    const seat = await asked(askTold(which, { quotes: [quote] }));
    await answer(name).click();
    await expect.element(card).not.toBeInTheDocument();
    await expect.element(spoken()).toHaveTextContent(says);
    await expect.element(page.getByRole("main")).toHaveFocus();
    expect(await kept(seat)).toMatchObject([{ kind: "give_answer", body: { moment: fifteen(which), answer: how } }]);
    await openApp("/moments");
    await expect.element(heading("My moments")).toBeVisible();
    await expect.element(card).not.toBeInTheDocument();
  });

  test("yes and no weigh the same: as large, as bold, one beside the other", async () => {
    await asked();
    const [yes, no] = ["Yes, share", "Not this one"].map((name) => {
      const button = answer(name).element();
      const { width, height, top } = button.getBoundingClientRect();
      const { fontSize, fontWeight, borderTopWidth, boxShadow, backgroundColor } = getComputedStyle(button);
      const solid = backgroundColor !== "rgba(0, 0, 0, 0)";
      return { width, height, top, fontSize, fontWeight, borderTopWidth, thick: boxShadow !== "none", solid };
    });
    expect(yes).toEqual(no);
    expect(yes!.height).toBeGreaterThanOrEqual(44);
    expect(answer("Ask me later").element().getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
  });

  test("is answered by keys alone, in the order in which it is read", async () => {
    const seat = await asked();
    (await answer("Yes, share").findElement()).focus();
    await userEvent.keyboard("{Tab}");
    await expect.element(answer("Not this one")).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(await keptBodies(seat, 1)).toEqual([{ moment: id, answer: "no" }]);
  });

  test("is asked on My moments too", async () => {
    await mayasPhone(askTold("soup", { quotes: [quote] }));
    await openApp("/moments");
    await expect.element(card.getByRole("blockquote")).toHaveTextContent("Maya burned the toast.");
  });
});

describe("several questions", () => {
  const two = [
    askTold("newer", { words: "Newer", at: "2026-11-17T12:00:00Z" }),
    askTold("older", { words: "Older", at: "2026-11-16T12:00:00Z" }),
  ];

  test("come one at a time, the longest waiting first", async () => {
    const seat = await asked(...two);
    await expect.element(card.getByText("Older")).toBeVisible();
    expect(card.elements()).toHaveLength(1);
    await answer("Not this one").click();
    await expect.element(card.getByText("Newer")).toBeVisible();
    await expect.element(card.getByText("Older")).not.toBeInTheDocument();
    await answer("Yes, share").click();
    await expect.element(card).not.toBeInTheDocument();
    expect((await kept(seat)).map(({ body }) => [body["moment"], body["answer"]])).toEqual([
      [fifteen("older"), "no"],
      [fifteen("newer"), "yes"],
    ]);
  });

  test("one that was put off makes way for the next", async () => {
    const [newer] = two;
    await asked(newer!, askTold("putoff", { words: "Put off", at: "2026-11-15T12:00:00Z" }));
    await answer("Ask me later").click();
    await expect.element(card.getByText("Newer")).toBeVisible();
  });
});

describe("somebody who likes to hear what they are asked", () => {
  test("is read it at once, and anybody else only when they ask for it", async () => {
    const spokenAloud: string[] = [];
    vi.spyOn(speechSynthesis, "getVoices").mockReturnValue([
      { lang: "en-GB", localService: true } as SpeechSynthesisVoice,
    ]);
    vi.spyOn(globalThis, "SpeechSynthesisUtterance").mockImplementation(function (words?: string) {
      spokenAloud.push(words ?? "");
      return {} as SpeechSynthesisUtterance;
    });
    vi.spyOn(speechSynthesis, "speak").mockReturnValue(undefined);
    speechSynthesis.dispatchEvent(new Event("voiceschanged"));
    const question = askTold("hears", { quotes: [quote], lang: "en" });
    const seat = await asked(question);
    await expect.element(answer("Read it to me")).toBeVisible();
    expect(spokenAloud).toEqual([]);
    await answer("Read it to me").click();
    const inOrder = [
      "Is this OK with you?",
      "Maya burned the toast.",
      "You are in it. Your teacher says it is fine. You choose.",
      "Yes, share. Not this one. Ask me later",
    ];
    expect(spokenAloud).toEqual(inOrder);
    await isTold(seat, meRow({ ways: ["aloud"] }));
    await until(() => spokenAloud.length === 8);
    await chooseWay(seat, "maya", "aloud", false);
    await until(async () => !(await likes(seat, "aloud")));
    await isTold(seat, askTold("quiet", { quotes: [quote], lang: "en", at: "2026-11-01T12:00:00Z" }));
    await expect.element(answer("Read it to me")).toBeVisible();
    expect(spokenAloud).toHaveLength(8);
    vi.restoreAllMocks();
  });
});

describe("a question", () => {
  test("that was put off is not put again at once when the school tells it anew", async () => {
    const row = askTold("evening", { words: "This evening" });
    const seat = await asked(row);
    await answer("Ask me later").click();
    await expect.element(card).not.toBeInTheDocument();
    const { op } = (await outbox(seat))[0]!;
    const news = { changes: [{ does: "put" as const, row: { ...row, seq: row.seq + 10 } }], facts: {}, rewound: false };
    await applyNews(seat, { ...news, verdicts: [{ op, is: "accepted", seq: row.seq + 1 }], now: Date.now() });
    await isTold(seat, askTold("other", { words: "Another one", at: "2026-11-18T12:00:00Z" }));
    await expect.element(card.getByText("Another one")).toBeVisible();
    await expect.element(card.getByText("This evening")).not.toBeInTheDocument();
    expect(await outbox(seat)).toEqual([]);
  });

  test("whose answer the school did not take stands again: silence is not a yes", async () => {
    const seat = await asked(askTold("again", { words: "Once more" }));
    await answer("Yes, share").click();
    await expect.element(card).not.toBeInTheDocument();
    await until(async () => (await outbox(seat)).length === 1);
    await park(seat, (await outbox(seat))[0]!.n, "changed_since_seen", "");
    await expect.element(card.getByText("Once more")).toBeVisible();
  });

  test("that the school takes back goes from the screen, and nothing is answered", async () => {
    const seat = await asked();
    await change(seat, { does: "gone", key: "seat:maya", kind: "ask", id });
    await expect.element(card).not.toBeInTheDocument();
    expect(await outbox(seat)).toEqual([]);
  });

  test("that comes while she reads her circles appears there", async () => {
    const seat = await mayasPhone();
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(card).not.toBeInTheDocument();
    await isTold(seat, askTold("comes", { words: "Just now" }));
    await expect.element(card.getByText("Just now")).toBeVisible();
  });

  test("is never asked about what is shared already", async () => {
    await mayasPhone(sharedTold("soup", { people: [maya], words: "Shared" }));
    await openApp("/circles");
    await expect.element(heading("My circles")).toBeVisible();
    await expect.element(page.getByRole("link", { name: /^Lunch circle/ })).toBeVisible();
    await expect.element(card).not.toBeInTheDocument();
  });
});

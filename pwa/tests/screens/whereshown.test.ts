import { describe, expect, test } from "vitest";
import { page } from "vitest/browser";
import { heading, link, openApp } from "./phone";
import { ana, fifteen, mayasPhone, mineTold, sharedTold, theo, maya } from "./student";
import { kept, spoken } from "./teacher";

const line = (words: string) => page.getByRole("listitem").filter({ hasText: words });
const no = (words: string) => page.getByRole("button", { name: `Not this one any more: ${words}` });
const quote = (words: string, speaker: typeof theo = theo) => ({ words, made: "own", speaker }) as const;

describe("where Maya is shown", () => {
  test("is every shared moment with her in it and who sees it, and none that she is not in", async () => {
    await mayasPhone(
      sharedTold("soup", { quotes: [quote("Soup for three.")], people: [maya, theo], audience: "families" }),
      sharedTold("bus", { quotes: [quote("Late again.", maya)], audience: "circle" }),
      sharedTold("tree", { quotes: [quote("Ana climbed it.")], people: [ana] }),
      mineTold("toast", { words: "My toast.", state: "shared", authors: [maya], audience: "school" }),
      mineTold("draft", { words: "Not yet.", state: "with_teacher", authors: [maya] }),
    );
    await openApp("/me");
    await link("Where I am shown").click();
    await expect.element(heading("Where I am shown")).toBeVisible();
    await expect.element(line("Soup for three.")).toHaveTextContent("Your circle and families see it.");
    await expect.element(line("Late again.")).toHaveTextContent("Your circle sees it.");
    await expect.element(line("My toast.")).toHaveTextContent("The whole school sees it.");
    await expect.element(line("Ana climbed it.")).not.toBeInTheDocument();
    await expect.element(line("Not yet.")).not.toBeInTheDocument();
  });

  test("ends for one in one tap, also without internet: a no where she is shown, taken down where she is the author", async () => {
    const seat = await mayasPhone(
      sharedTold("soup", { quotes: [quote("Soup for three.")], people: [maya, theo] }),
      mineTold("toast", { words: "My toast.", state: "shared", authors: [maya] }),
    );
    await openApp("/me/shown");
    await no("Soup for three.").click();
    await expect.element(spoken()).toHaveTextContent("You said no. It hides at once when you have internet.");
    await expect.element(no("Soup for three.")).not.toBeInTheDocument();
    await no("My toast.").click();
    await expect.element(no("My toast.")).not.toBeInTheDocument();
    expect(await kept(seat)).toMatchObject([
      { kind: "give_answer", body: { moment: fifteen("soup"), answer: "no" } },
      { kind: "take_down", body: { moment: fifteen("toast"), action: "ask" } },
    ]);
  });

  test("says so when it is nothing", async () => {
    await mayasPhone();
    await openApp("/me/shown");
    await expect.element(page.getByText("You are in nothing that is shared now.")).toBeVisible();
  });
});

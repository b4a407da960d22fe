import { beforeEach, expect, test, vi } from "vitest";
import { newDraft } from "../../moment/draft";
import { newId } from "../../moment/ids";
import { drafts } from "../../store/drafts";
import { lunch, mayasSeat } from "../../store/people.testing";
import type { Seat } from "../../store/seat";
import { t } from "../../words/words.svelte";
import { keepIt } from "./keep.svelte";
import { Maker } from "./maker.svelte";

let seat: Seat;
let maker: Maker;

beforeEach(async () => {
  seat = await mayasSeat(newId());
  maker = new Maker(seat, { draft: newDraft(newId(), lunch), known: [] });
  vi.stubGlobal("history", { state: {}, replaceState: () => undefined });
  vi.stubGlobal("navigator", {});
});

test("saving nothing says what is missing and leaves no draft behind", async () => {
  const keeping = keepIt(() => ({ maker, oriented: true }));
  await keeping.save();
  expect(keeping.wrong).toBe(t("compose.empty"));
  expect(await drafts(seat)).toEqual([]);
});

test("before the orientation what was made stays as a draft", async () => {
  await maker.change((draft) => draft.did.push("music"));
  const keeping = keepIt(() => ({ maker, oriented: false }));
  await keeping.save();
  expect((await drafts(seat)).map(({ did }) => did)).toEqual([["music"]]);
  expect(keeping.saved).toBeUndefined();
});

test("what was missing is no longer said once it is there, and saving keeps the moment", async () => {
  const keeping = keepIt(() => ({ maker, oriented: true }));
  await keeping.save();
  await maker.change((draft) => draft.did.push("music"));
  expect(keeping.wrong).toBeUndefined();
  await keeping.save();
  expect(keeping.saved?.kept).toBe("all");
  expect(await drafts(seat)).toEqual([]);
});

import { expect, test } from "vitest";
import { mayasSeat, lunchDraft } from "./people.testing";
import { myMoments } from "./own";
import { saveRevision } from "./save";
import { closeSeat, openSeat, tellStatus } from "./seat";
import { watch, watchStatus } from "./watch";

/** Waits for what a live answer says, and no longer. */
function until<T>(live: { subscribe(run: (value: T) => void): () => void }, good: (value: T) => boolean): Promise<T> {
  return new Promise((found) => {
    let stop = () => {};
    stop = live.subscribe((value) => {
      if (!good(value)) return;
      queueMicrotask(() => stop());
      found(value);
    });
  });
}

test("a screen hears of a moment that was kept", async () => {
  const seat = await mayasSeat();
  const live = watch(seat, ["own"], () => myMoments(seat));
  const heard = until(live, (moments) => moments?.length === 1);
  await saveRevision(seat, lunchDraft());
  expect((await heard)![0]!.moment.words).toBe("We shared soup.");
});

test("a screen in another tab hears of it too", async () => {
  const seat = await mayasSeat();
  const other = openSeat(seat.id, seat.name);
  const heard = until(
    watch(other, ["own"], () => myMoments(other)),
    (moments) => moments?.length === 1,
  );
  await saveRevision(seat, lunchDraft());
  await heard;
  await closeSeat(other);
  await closeSeat(seat);
});

test("a screen does not ask about what it does not show", async () => {
  const seat = await mayasSeat();
  let asked = 0;
  const live = watch(seat, ["pictures"], () => Promise.resolve(++asked));
  await until(live, (answer) => answer === 1);
  const stop = live.subscribe(() => {});
  await saveRevision(seat, lunchDraft());
  expect(asked).toBe(2);
  stop();
});

test("a screen that closed is told nothing more, and a question that fails is spoken of", async () => {
  const seat = await mayasSeat();
  const said: unknown[] = [];
  const failed = await new Promise((tell) => {
    watch(seat, ["own"], () => Promise.reject(new Error("the store is gone")), tell).subscribe((value) =>
      said.push(value),
    );
  });
  expect(failed).toMatchObject({ message: "the store is gone" });
  expect(said).toEqual([undefined]);
});

test("every screen hears how phone and school stand", async () => {
  const seat = await mayasSeat();
  const heard = until(watchStatus(seat), (status) => status.portal);
  tellStatus(seat, { portal: true });
  expect(await heard).toMatchObject({ portal: true, signInAgain: false });
});

import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Elsewhere, Refusal, Unreachable } from "../api/answers";
import { lunch, mayasRows, momentRow, tell, told } from "../store/people.testing";
import { pictureUrl, wantedPictures } from "../store/pictures";
import { circles } from "../store/rows";
import { readFact, writeFact } from "../store/seat";
import { heldRows } from "../store/told";
import { faults } from "./faults.testing";
import { fetchPictures } from "./pictures";
import { Pokes } from "./pokes";
import { whoIsThere, type Found } from "./portal";
import { changesOf, isReconcileDue, reconcile } from "./pull";
import { go, line, onMayasPhone, school, seat } from "./phone.testing";

onMayasPhone();

const json = (body: object, status = 200) =>
  ((_go, res) =>
    void res
      .writeHead(status, { "Content-Type": "application/json" })
      .end(JSON.stringify(body))) as typeof faults.portal;

describe("who answers", () => {
  const hello = { app: "kith", now: "", epoch: "epoch1", minBuild: 1, schemas: [1] };
  test.each<[string, typeof faults.portal, Found]>([
    ["the school", json(hello), { is: "school", reload: false }],
    ["a school that wants a newer app", json({ ...hello, minBuild: 2 }), { is: "school", reload: true }],
    ["a printer with a page of its own", json({ app: "printer", epoch: "1" }), { is: "portal" }],
    ["somebody who says kith and nothing else", json({ app: "kith" }), { is: "portal" }],
    ["a wifi that leads elsewhere", faults.elsewhere, { is: "portal" }],
    ["a school that is starting", faults.says(503, "busy"), { is: "nobody" }],
    ["an answer that was cut", faults.cutHalfway, { is: "nobody" }],
  ])("is %s", async (_, fault, found) => {
    school.once(/hello/, fault);
    expect(await whoIsThere()).toEqual(found);
  });
});

describe("the school's changes", () => {
  const moment = told("theosmoment0001", { form: "circle" });
  const about = { key: `circle:${lunch}`, kind: "moment", id: moment.id } as const;

  test.each<[string, Parameters<typeof changesOf>[0][number], string[]]>([
    ["a row", { ...about, seq: 4, mark: "m4", moment }, ["put"]],
    ["a row that is gone", { ...about, gone: true }, ["gone"]],
    ["a key that was left, whatever else stands there", { ...about, left: true, gone: true }, ["left"]],
    ["a row without a word in it", about, []],
    ["a row of a kind that has no name", { key: about.key, id: "x" } as never, []],
  ])("%s", (_, change, does) => {
    expect(changesOf([change]).map((each) => each.does)).toEqual(does);
  });

  test("keep their place and mark, by which they are compared later", () => {
    expect(changesOf([{ ...about, seq: 4, mark: "m4", moment }])).toMatchObject([{ row: { seq: 4, mark: "m4" } }]);
  });
});

describe("the weekly comparison", () => {
  const week = 7 * 24 * 3600_000;

  test("is over for another week once it was made", async () => {
    await writeFact(seat, "reconciled", Date.now() - 2 * week);
    await go();
    expect(school.calls.filter((call) => call === "POST /reconcile")).toHaveLength(1);
    expect(await isReconcileDue(seat)).toBe(false);
    await go();
    expect(school.calls.filter((call) => call === "POST /reconcile")).toHaveLength(1);
  });

  test(
    "of more rows than one call takes is made in parts, and drops nothing of another part",
    { timeout: 60_000 },
    async () => {
      const many = Array.from({ length: 2_001 }, (_, n) => `m${String(n).padStart(14, "0")}`);
      await tell(
        seat,
        many.map((id) => momentRow(`circle:${lunch}`, told(id, { form: "circle" }))),
      );
      for (const { key, kind, id, mark } of await heldRows(seat)) school.tell({ key, kind, id, mark });
      const held = new Map((await heldRows(seat)).map((row) => [row.id, row.mark]));
      await reconcile(seat, line);
      expect(school.calls.filter((call) => call === "POST /reconcile")).toHaveLength(2);
      expect(new Map((await heldRows(seat)).map((row) => [row.id, row.mark]))).toEqual(held);
    },
  );

  test("that is cut in its middle drops nothing, and is made again at the next round", async () => {
    await tell(seat, mayasRows, { facts: {} });
    await writeFact(seat, "reconciled", 1);
    school.once(/reconcile/, faults.cutHalfway);
    await expect(go()).rejects.toBeInstanceOf(Unreachable);
    expect(await circles(seat)).toHaveLength(1);
    expect(await readFact(seat, "reconciled")).toBe(1);
    // The school of this test never told them: now they go.
    await go();
    expect(await circles(seat)).toEqual([]);
  });
});

describe("a picture that is fetched", () => {
  beforeEach(async () => {
    const pictures = [{ media: "m", rendition: "rendition1", alt: "", kept: true }];
    await tell(seat, [momentRow(`circle:${lunch}`, told("theosmoment0001", { form: "circle", pictures }))]);
    school.pictures.set("rendition1", Buffer.from("a picture"));
  });

  const page = ((_go, res) =>
    void res.writeHead(200, { "Content-Type": "text/html" }).end("hi")) as typeof faults.portal;
  test.each<[string, typeof faults.portal, unknown]>([
    ["a page of the wifi came instead", page, Elsewhere],
    ["the school is starting", faults.says(503, "busy"), Refusal],
    ["the school asks for patience", faults.says(429, "wait"), Refusal],
    ["the line broke", faults.cutBefore, Unreachable],
  ])("is still wanted when %s, and nothing false is shown", async (_, fault, error) => {
    school.once(/rendition1/, fault);
    await expect(fetchPictures(seat, line)).rejects.toBeInstanceOf(error);
    expect(await wantedPictures(seat)).toMatchObject([{ rendition: "rendition1" }]);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toBeUndefined();
    await fetchPictures(seat, line);
    expect(await pictureUrl(seat, { rendition: "rendition1" })).toMatch(/^blob:/);
  });

  test.each([403, 404, 410])("is not asked for again once the school says no (%i)", async (status) => {
    school.once(/rendition1/, faults.says(status, "not_found"));
    await fetchPictures(seat, line);
    expect(await wantedPictures(seat)).toEqual([]);
    await fetchPictures(seat, line);
    expect(school.calls.filter((call) => call.includes("rendition1"))).toHaveLength(1);
  });

  test("comes small before it comes large, for whoever looks at a list", async () => {
    await pictureUrl(seat, { rendition: "rendition1" }, 1600);
    expect((await wantedPictures(seat)).map(({ size }) => size)).toEqual([400, 1600]);
    await fetchPictures(seat, line);
    // Two go at once.
    expect(school.calls.toSorted()).toEqual(["GET /media/rendition1/1600", "GET /media/rendition1/400"]);
  });
});

describe("pokes", () => {
  const asked = () => school.calls.filter((call) => call === "GET /pokes").length;
  let pokes: Pokes | undefined;
  afterEach(() => pokes?.close());

  /** Opens the stream on a school that says just this, and the next ones that say what follows. */
  async function hears(...speak: ((res: ServerResponse) => void)[]): Promise<() => number> {
    let heard = 0;
    for (const says of speak) {
      school.once(/pokes/, (_go, res) => {
        res.writeHead(200, { "Content-Type": "text/event-stream" });
        says(res);
      });
    }
    pokes = new Pokes(line, () => heard++);
    pokes.ensure(0);
    await vi.waitUntil(() => asked() === 1);
    return () => heard;
  }

  test("are heard although the line cuts them into pieces", async () => {
    const heard = await hears((res) => {
      res.write("da");
      setTimeout(() => res.write("ta: {}\r\n\r\n"), 20);
    });
    await vi.waitUntil(() => heard() === 1);
  });

  test("are not what only keeps the stream awake", async () => {
    const heard = await hears(
      (res) => {
        res.write(": still here\n\n");
        setTimeout(() => res.end("data: {}\n\n"), 20);
      },
      (res) => void res.write(": here again\n\n"),
    );
    // The stream has ended, and all of it was read, once another one is asked for.
    await vi.waitUntil(() => {
      pokes!.ensure(5_000);
      return asked() === 2;
    });
    expect(heard()).toBe(1);
  });

  test("that end are listened for again after the next good round, and not in a circle", async () => {
    await hears((res) => res.end());
    for (let turn = 0; turn < 50; turn++) {
      await new Promise((next) => setImmediate(next));
      pokes!.ensure(4_999);
    }
    expect(asked()).toBe(1);
    await vi.waitUntil(() => {
      pokes!.ensure(5_000);
      return asked() === 2;
    });
  });

  test.each<[string, typeof faults.portal]>([
    ["refuses", faults.says(503, "busy")],
    ["is a page of the wifi", faults.portal],
    ["breaks off", faults.cutBefore],
  ])("that %s trouble nobody: the round that notices speaks of it", async (_, fault) => {
    school.once(/pokes/, fault);
    let heard = 0;
    pokes = new Pokes(line, () => heard++);
    pokes.ensure(0);
    await vi.waitUntil(() => {
      pokes!.ensure(6_000);
      return asked() === 2;
    });
    await vi.waitUntil(() => {
      school.poke();
      return heard > 0;
    });
  });
});

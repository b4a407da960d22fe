import { describe, expect, test } from "vitest";
import type { FamilyLink, Person } from "../../online/shapes";
import { firstChoice, linksOf } from "./making";
import { qrPath } from "./qr";

const edge = 21;
const blank = "0".repeat(edge);
const code = (first: string) => [first, ...Array.from({ length: edge - 1 }, () => blank)].join("/");

describe("a printed code", () => {
  test("is drawn run by run, from its own rows", () => {
    const drawn = qrPath(code(`110${"0".repeat(17)}1`));
    expect(drawn).toEqual({ edge, path: "M0 0h2v1h-2zM20 0h1v1h-1z" });
  });

  test("covers as many modules as the school sent", () => {
    const rows = Array.from({ length: edge }, (_, y) => (y % 2 ? "10".repeat(10) + "1" : blank)).join("/");
    const widths = [...(qrPath(rows)?.path.matchAll(/h(\d+)v/g) ?? [])].map((run) => Number(run[1]));
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe([...rows].filter((sign) => sign === "1").length);
  });

  test.each([
    ["nothing", ""],
    ["a cut code", Array.from({ length: edge - 1 }, () => blank).join("/")],
    ["rows of another length", code("1".repeat(edge + 1))],
    ["other signs", code(`x${"0".repeat(edge - 1)}`)],
    ["one too small to be a code", "10/01"],
  ])("is not drawn from %s", (_, rows) => {
    expect(qrPath(rows)).toBeUndefined();
  });
});

describe("who gets one", () => {
  const link = (id: string, more: Partial<FamilyLink> = {}): FamilyLink => ({
    id,
    person: `p${id}`,
    name: "Rosa",
    student: "samperson000001",
    restricted: false,
    opened: false,
    ...more,
  });
  const person = (id: string, badge: boolean, families: FamilyLink[] = []): Person => ({
    id,
    name: id,
    kind: "student",
    badge,
    pin: false,
    families,
  });

  test("nobody's working badge is ended unless somebody chooses it", () => {
    expect(firstChoice([person("maya", true), person("sam", false)]).badges).toEqual(["sam"]);
  });

  test("nobody who has opened a letter gets another one by default", () => {
    const families = [link("joan"), link("rosa", { opened: true })];
    expect(firstChoice([person("sam", true, families)]).letters).toEqual(["joan"]);
  });

  test("a restricted family member is never offered a letter", () => {
    expect(linksOf([person("sam", true, [link("vera", { restricted: true }), link("joan")])])).toHaveLength(1);
  });
});

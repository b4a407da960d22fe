import { expect, test } from "vitest";
import { newDraft } from "../../moment/draft";
import type { Circle, Me } from "../../store/shapes";
import { altFrom } from "./alt";
import { altOf } from "./shownalt";

test("a photo's words begin with who is in it, what was done and where", () => {
  expect(altFrom(["Dre", "Theo"], ["Building"], "Bench 4")).toBe("Dre and Theo, building, Bench 4");
});

test("what nobody has tapped yet is left out", () => {
  expect(altFrom([], [], "Bench 4")).toBe("Bench 4");
  expect(altFrom(["Dre"], [], "")).toBe("Dre");
});

test("names and tiles come from the draft, in the reader's words", () => {
  const members = [
    { id: "dre", name: "Dre" },
    { id: "maya", name: "Maya" },
  ];
  const circle: Circle = { id: "c", form: "circle", name: "Bench 4", kind: "peer_network", glaze: "moss", members };
  const me = { person: "maya", name: "Maya" } as Me;
  const draft = {
    ...newDraft("aaaaaaaaaaaaaaa", "c"),
    people: ["dre", "maya", "left"],
    did: ["music", "art", "unknown"],
  };
  expect(altOf(draft, circle, me)).toBe("Dre and Maya, music and art, Bench 4");
});

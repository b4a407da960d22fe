import { expect, test } from "vitest";
import { t } from "../../words/words.svelte";
import { nameOf, reasonOf } from "./reason";

test.each(["stale_base", "field_invalid", "media_too_large", "quota", "not_member", "op_reused", "erased", "lost"])(
  "%s is told on the phone, in the reader's language",
  (code) => {
    const reason = reasonOf({ code, sentence: "The school's words." });
    expect("key" in reason && t(reason.key)).toMatch(/^[A-Z].+\.$/);
  },
);

test("a reason that only the school knows is told in the school's words", () => {
  expect(reasonOf({ code: "new_rule", sentence: "The school is on holiday." })).toEqual({
    sentence: "The school is on holiday.",
  });
});

test("no reason at all is still a next step", () => {
  expect(reasonOf({ code: "", sentence: "" })).toEqual({ key: "trouble.why_other" });
});

test("what it is about is named", () => {
  expect(nameOf({ kind: "photo" })).toBe("trouble.photo");
  expect(nameOf({ kind: "keep_revision" })).toBe("trouble.moment");
  expect(nameOf({ kind: "give_answer" })).toBe("trouble.answer");
});

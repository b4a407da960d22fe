import { createRawSnippet, type Component } from "svelte";
import { render } from "svelte/server";
import { describe, expect, test } from "vitest";
import Beads from "../src/ui/Beads.svelte";
import Button from "../src/ui/Button.svelte";
import Card from "../src/ui/Card.svelte";
import Chip from "../src/ui/Chip.svelte";
import Face from "../src/ui/Face.svelte";
import Faces from "../src/ui/Faces.svelte";
import { faces, initialOf } from "../src/ui/faces";
import Field from "../src/ui/Field.svelte";
import Icon from "../src/ui/Icon.svelte";
import Note from "../src/ui/Note.svelte";
import Pick from "../src/ui/Pick.svelte";
import Pocket from "../src/ui/Pocket.svelte";
import Print from "../src/ui/Print.svelte";
import Shelf from "../src/ui/Shelf.svelte";
import Thread from "../src/ui/Thread.svelte";
import Ticket from "../src/ui/Ticket.svelte";
import Tile from "../src/ui/Tile.svelte";
import Top from "../src/ui/Top.svelte";
import Words from "../src/ui/Words.svelte";

const says = (words: string) => createRawSnippet(() => ({ render: () => `<span>${words}</span>` }));

/** The markup of a part, without the marks Svelte leaves for itself. */
function drawn<Part extends Component<never>>(part: Part, props: Parameters<Part>[1]): string {
  return render(part as unknown as Component, { props }).body.replace(/<!--.*?-->/g, "");
}

describe("what is pressed", () => {
  test("a button does not send a form by accident", () => {
    expect(drawn(Button, { children: says("Save") })).toMatch(/^<button type="button" class="button">/);
  });

  test("a button with an address is a link and looks the same", () => {
    expect(drawn(Button, { href: "/new", kind: "main", children: says("Add a moment") })).toMatch(
      /^<a href="\/new" class="button main">/,
    );
  });

  test("yes and no weigh the same", () => {
    const yes = drawn(Button, { kind: "main", children: says("Yes, share") });
    const no = drawn(Button, { kind: "no", children: says("Not this one") });
    expect(no.replace("main no", "main").replace("Not this one", "Yes, share")).toBe(yes);
  });

  test("a chosen tile says so, and one that only opens something says nothing", () => {
    const symbol = says("");
    expect(drawn(Tile, { word: "Music", symbol, chosen: true })).toContain('aria-pressed="true"');
    expect(drawn(Tile, { word: "Music", symbol, chosen: false })).toContain('aria-pressed="false"');
    expect(drawn(Tile, { word: "More", symbol })).not.toContain("aria-pressed");
  });

  test("a filter is pressed, a way to go is current", () => {
    expect(drawn(Pick, { chosen: true, children: says("All") })).toContain('aria-pressed="true"');
    expect(drawn(Pick, { chosen: true, href: "/x", children: says("All") })).toContain('aria-current="page"');
  });
});

describe("where a moment is", () => {
  test("beads fill up to the place it has truly reached", () => {
    const full = (reached: 0 | 1 | 2 | 3) => drawn(Beads, { reached }).match(/data-done/g)?.length ?? 0;
    expect([full(0), full(1), full(2), full(3)]).toEqual([0, 1, 2, 3]);
  });

  test("a chip says it in words beside the icon", () => {
    const chip = drawn(Chip, { state: "waiting", icon: "cloudoff", children: says("Waiting for internet") });
    expect(chip).toContain('data-state="waiting"');
    expect(chip).toContain("Waiting for internet");
    expect(chip).toContain('aria-hidden="true"');
  });

  test("a print lies as it was told, shared when nothing is said", () => {
    expect(drawn(Print, { src: "/p", alt: "The mural", lies: "loose" })).toContain('data-lies="loose"');
    expect(drawn(Print, { src: "/p", alt: "The mural" })).toContain('data-lies="kept"');
  });

  test("the thread names each place and marks only those reached", () => {
    const thread = drawn(Thread, {
      places: [
        { icon: "phone", name: "Saved on this phone", line: "12:31", reached: true },
        { icon: "house", name: "Families", line: "Not yet.", reached: false },
      ],
    });
    expect(thread.match(/data-done/g)).toHaveLength(1);
    expect(thread.indexOf("Saved on this phone")).toBeLessThan(thread.indexOf("Families"));
  });
});

describe("people and their words", () => {
  test("Maya has a drawn face, and it is named only where her name is not beside it", () => {
    expect(drawn(Face, { name: "Maya", face: "maya", named: true })).toContain('alt="Maya"');
    expect(drawn(Face, { name: "Maya", face: "maya" })).toContain('alt=""');
  });

  test("someone without a drawn face is the first letter of the name", () => {
    expect(drawn(Face, { name: "Theo" })).toMatch(/aria-hidden="true".*>T<\/span>/);
    expect(drawn(Face, { name: "Theo", face: "gone", named: true })).toMatch(/role="img" aria-label="Theo".*>T</);
  });

  test.each([
    ["élodie", "É"],
    ["نور", "ن"],
    ["𝒜na", "𝒜"],
    ["  (Sam)", "S"],
    ["", "·"],
  ])("the first letter of %s is %s", (name, letter) => {
    expect(initialOf(name)).toBe(letter);
  });

  test("all nine faces are drawn", () => {
    expect(Object.keys(faces).sort()).toEqual("ana dre ivy leo maya noor ortiz sam theo".split(" "));
  });

  test("faces beside written names are not read twice", () => {
    expect(drawn(Faces, { people: [{ name: "Sam" }], named: false })).toMatch(/^<ul class="faces" aria-hidden="true">/);
    expect(drawn(Faces, { people: [{ name: "Sam" }] })).not.toMatch(/^<ul[^>]*aria-hidden/);
  });

  test("someone's words keep their own language and direction, and are text and nothing else", () => {
    const words = drawn(Words, { text: "<b>مرحبا</b>", lang: "ar" });
    expect(words).toContain('lang="ar" dir="auto"');
    expect(words).toContain("&lt;b>مرحبا&lt;/b>");
  });

  test("a teacher's note says who wrote it before what it says", () => {
    const note = drawn(Note, { from: "Ms. Ortiz wrote to you", text: "Who fixed the wheel?" });
    expect(note.indexOf("Ms. Ortiz")).toBeLessThan(note.indexOf("Who fixed"));
  });
});

describe("pages", () => {
  test("a page has one h1, seen or only heard, and a title with the app's name", () => {
    for (const props of [
      { title: "My moments" },
      { title: "Bench 4", back: { href: "/", label: "Back" }, unseen: true },
    ]) {
      const { head, body } = render(Top, { props });
      expect(body.match(/<h1/g)).toHaveLength(1);
      expect(head).toContain(`<title>${props.title} · Kith</title>`);
    }
  });

  test("a card with a title is named by it", () => {
    const card = drawn(Card, { title: "Where it is now", children: says("") });
    const id = /aria-labelledby="([^"]+)"/.exec(card)?.[1];
    expect(card).toContain(`<h2 id="${id}">Where it is now</h2>`);
    expect(drawn(Card, { children: says("") })).not.toContain("aria-labelledby");
  });

  test("the shelf marks where you are and leads to the other three", () => {
    const shelf = drawn(Shelf, {
      label: "Main",
      current: "/moments",
      ways: [
        { href: "/circles", icon: "circles", label: "Circles" },
        { href: "/moments", icon: "notebook", label: "My moments" },
      ],
      action: says("Add a moment"),
    });
    expect(shelf).toMatch(/<a href="\/moments" aria-current="page">/);
    expect(shelf).not.toMatch(/<a href="\/circles" aria-current/);
    expect(shelf.indexOf("Add a moment")).toBeLessThan(shelf.indexOf("<nav"));
  });

  test("a pocket is one link over the whole card", () => {
    const pocket = drawn(Pocket, {
      href: "/circles/1",
      name: "The Drum Room",
      glaze: "clay",
      people: [{ name: "Sam" }],
    });
    expect(pocket.match(/<a /g)).toHaveLength(1);
    expect(pocket).not.toMatch(/<button|<img/);
  });

  test("a ticket's time can be read by a machine too", () => {
    const ticket = drawn(Ticket, {
      place: "Music room",
      day: "Today",
      time: "12:10",
      datetime: "2026-09-17T12:10",
      children: says("with Sam"),
    });
    expect(ticket).toContain('<time datetime="2026-09-17T12:10">12:10</time>');
  });

  test("a field is tied to its label, its hint and what is wrong with it", () => {
    const field = drawn(Field, { label: "My code", value: "", hint: "Six numbers.", wrong: "Try again." });
    const id = /<label for="([^"]+)"/.exec(field)?.[1];
    expect(field).toContain(`id="${id}"`);
    expect(field).toContain(`aria-describedby="${id}-hint ${id}-wrong"`);
    expect(field).toContain('aria-invalid="true"');
  });

  test("an icon is decoration, and arrows turn round with the writing", () => {
    expect(drawn(Icon, { name: "left" })).toMatch(/aria-hidden="true" data-turn/);
    expect(drawn(Icon, { name: "check" })).not.toContain("data-turn");
  });
});

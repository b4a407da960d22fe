import type { IconName } from "../../ui/icons";
import type { Key } from "../../words/words.svelte";

interface Way {
  href: string;
  icon: IconName;
  key: Key;
}

/** The four ways to go for each kind of seat, in the same order for ever: hands remember. */
export const ways = {
  student: [
    { href: "/circles", icon: "circles", key: "ways.circles" },
    { href: "/new", icon: "plus", key: "ways.new" },
    { href: "/moments", icon: "notebook", key: "ways.moments" },
    { href: "/me", icon: "me", key: "ways.me" },
  ],
  facilitator: [
    { href: "/queue", icon: "tray", key: "ways.queue" },
    { href: "/circles", icon: "circles", key: "ways.circles" },
    { href: "/people", icon: "people", key: "ways.people" },
    { href: "/insights", icon: "chart", key: "ways.insights" },
  ],
  coordinator: [
    { href: "/today", icon: "house", key: "ways.today" },
    { href: "/circles", icon: "circles", key: "ways.circles" },
    { href: "/people", icon: "people", key: "ways.people" },
    { href: "/reports", icon: "chart", key: "ways.reports" },
  ],
  family: [
    { href: "/highlights", icon: "picture", key: "ways.highlights" },
    { href: "/about", icon: "info", key: "ways.about" },
    { href: "/settings", icon: "gear", key: "ways.settings" },
  ],
} as const satisfies Record<string, readonly Way[]>;

export type Frame = keyof typeof ways;

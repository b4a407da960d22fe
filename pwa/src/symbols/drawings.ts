/** What kind of word a symbol stands for. The colour of the patch says it, as on printed symbol boards. */
export type Patch = "people" | "doing" | "describing" | "no" | "other";

/** A symbol is an ink line over one printed patch, on a 48 px square. */
export interface Drawing {
  patch: Patch;
  wash: string;
  line: string;
}

/** Our own two-ink set. A key, once kept in a moment, stays: drawings may change, keys may not. */
export const drawings = {
  scared: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM15 34l3-3 3 3 3-3 3 3 3-3 3 3M15.5 20a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0ZM27.5 20a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0ZM14 14l5-2M34 14l-5-2",
  },
  hurt: {
    patch: "describing",
    wash: "M10 36l26-26 8 8-26 26z",
    line: "M8.5 30.5l22-22a5.6 5.6 0 0 1 8 0l1 1a5.6 5.6 0 0 1 0 8l-22 22a5.6 5.6 0 0 1-8 0l-1-1a5.6 5.6 0 0 1 0-8zM19 20l9 9M22 24h.1M24 22h.1M24 26h.1M26 24h.1",
  },
  tummy: {
    patch: "other",
    wash: "M15 20h22v20H15z",
    line: "M19.5 9a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0ZM16 17h16l3 12-4 2M16 17l-3 12 4 2M17 31v11M31 31v11M19 28a5 4 0 0 0 10 0a5 4 0 0 0 -10 0Z",
  },
  alone: {
    patch: "describing",
    wash: "M6 32h38v10H6z",
    line: "M8.5 17a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0ZM6 38v-6a7 7 0 0 1 14 0v6M31 38v-3a5 5 0 0 1 10 0v3M33 25a3 3 0 1 0 6 0a3 3 0 1 0 -6 0ZM25 10v30",
  },
  loud: {
    patch: "describing",
    wash: "M10 18h14v16H10z",
    line: "M22 10L13 18H6v12h7l9 8zM28 19a7 7 0 0 1 0 10M33 14a14 14 0 0 1 0 20M38 9a21 21 0 0 1 0 30",
  },
  bus: {
    patch: "other",
    wash: "M10 14h32v22H10z",
    line: "M9 8h28a4 4 0 0 1 4 4v24H7V12a2 2 0 0 1 2-4ZM7 24h34M18 8v16M30 8v16M11 36a4 4 0 1 0 8 0a4 4 0 1 0 -8 0ZM29 36a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
  },
  lunch: {
    patch: "other",
    wash: "M12 27a15 15 0 1 0 30 0a15 15 0 1 0 -30 0Z",
    line: "M11 25a14 14 0 1 0 28 0a14 14 0 1 0 -28 0ZM17 25a8 8 0 1 0 16 0a8 8 0 1 0 -16 0ZM5 8v9a3 3 0 0 0 6 0V8M8 8v32M44 8v32M44 8c-4 4-5 9-4 16h4",
  },
  music: {
    patch: "doing",
    wash: "M11 30h30v12H11z",
    line: "M9 22v15c0 4 28 4 28 0V22M9 22a14 5 0 1 0 28 0a14 5 0 1 0 -28 0ZM20 20L7 8M27 20L43 9",
  },
  art: {
    patch: "doing",
    wash: "M14 12h28v26H14z",
    line: "M24 8C13 8 6 15 6 24s7 16 15 16c4 0 4-3 3-5s0-5 4-5h6c5 0 8-3 8-8 0-8-8-14-18-14zM15 22h.1M21 15h.1M31 16h.1M36 23h.1",
  },
  ball: {
    patch: "doing",
    wash: "M10 27a17 17 0 1 0 34 0a17 17 0 1 0 -34 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM7 24h34M24 7v34M12 12c6 7 6 17 0 24M36 12c-6 7-6 17 0 24",
  },
  build: {
    patch: "doing",
    wash: "M12 22h30v18H12z",
    line: "M11 18h24a3 3 0 0 1 3 3v11a3 3 0 0 1 -3 3h-24a3 3 0 0 1 -3 -3v-11a3 3 0 0 1 3 -3ZM11 37a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM26 37a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM23 18V9M19 9h8M15 26h6M27 26h4",
  },
  walk: {
    patch: "doing",
    wash: "M6 34h36v8H6z",
    line: "M21.5 9a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0ZM24 17l-5 11 8 5 2 9M19 28l-6 13M24 17c4 2 5 6 11 7M24 17l-9 6",
  },
  read: {
    patch: "doing",
    wash: "M26 14l18-3v26l-18 4z",
    line: "M24 14v26M5 11c8-2 14-1 19 3 5-4 11-5 19-3v25c-8-2-14-1-19 4-5-5-11-6-19-4z",
  },
  hang: {
    patch: "doing",
    wash: "M22 12h22v18H22z",
    line: "M5 8h25v17H17l-7 7v-7H5zM34 17h9v17h-4v6l-7-6H20v-4",
  },
  others: {
    patch: "other",
    wash: "M11 26a15 15 0 1 0 30 0a15 15 0 1 0 -30 0Z",
    line: "M10.6 24a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0 -2.8 0ZM22.6 24a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0 -2.8 0ZM34.6 24a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0 -2.8 0Z",
  },
  happy: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM16 28c3 6 13 6 16 0M17 18v2M31 18v2",
  },
  proud: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM17 29c4 4 10 4 14 0M14 20c2-2 5-2 6 0M28 20c2-2 5-2 6 0M14 13l4-1M34 13l-4-1",
  },
  calm: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM18 30h12M14 20c2 2 5 2 6 0M28 20c2 2 5 2 6 0",
  },
  mixed: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM15 30c3-4 6-4 9 0s6 4 9 0M17 18v2M31 18v2",
  },
  tired: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM20 31c2-2 6-2 8 0M14 21h6M28 21h6M32 5h8l-8 8h8",
  },
  upset: {
    patch: "describing",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM16 33c3-6 13-6 16 0M17 21v2M31 21v2M13 15l6 3M35 15l-6 3",
  },
  i_showed: {
    patch: "people",
    wash: "M5 26h18v16H5z",
    line: "M8 14a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM5 36c0-9 3-13 8-13s8 4 8 13M23 17h16M33 11l6 6-6 6M40 34a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z",
  },
  they_showed: {
    patch: "people",
    wash: "M27 26h18v16H27z",
    line: "M30 14a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM27 36c0-9 3-13 8-13s8 4 8 13M25 17H9M15 11l-6 6 6 6M4 34a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z",
  },
  together: {
    patch: "people",
    wash: "M6 28h38v14H6z",
    line: "M10 14a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM7 36c0-9 3-13 8-13s8 4 8 13M28 14a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM25 36c0-9 3-13 8-13s8 4 8 13",
  },
  i: {
    patch: "people",
    wash: "M9 27a17 17 0 1 0 34 0a17 17 0 1 0 -34 0Z",
    line: "M19 15a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM16 37c0-9 3-13 8-13s8 4 8 13M24 47v-8M20 42l4-4 4 4",
  },
  we: {
    patch: "people",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M11 15a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM8 37c0-9 3-13 8-13s8 4 8 13M27 15a5 5 0 1 0 10 0a5 5 0 1 0 -10 0ZM24 37c0-9 3-13 8-13s8 4 8 13",
  },
  like: {
    patch: "doing",
    wash: "M11 26a16 16 0 1 0 32 0a16 16 0 1 0 -32 0Z",
    line: "M24 40S8 31 8 19a8.5 8.5 0 0 1 16-4 8.5 8.5 0 0 1 16 4c0 12-16 21-16 21z",
  },
  not: {
    patch: "no",
    wash: "M11 27a16 16 0 1 0 32 0a16 16 0 1 0 -32 0Z",
    line: "M8 24a16 16 0 1 0 32 0a16 16 0 1 0 -32 0ZM13 13l22 22",
  },
  more: {
    patch: "describing",
    wash: "M11 27a16 16 0 1 0 32 0a16 16 0 1 0 -32 0Z",
    line: "M24 9v30M9 24h30",
  },
  again: {
    patch: "describing",
    wash: "M9 26a17 17 0 1 0 34 0a17 17 0 1 0 -34 0Z",
    line: "M40 24a16 16 0 1 1-5-11.500M36 5v8h-8",
  },
  different: {
    patch: "describing",
    wash: "M26 18h18v20H26z",
    line: "M6 16h15v15h-15ZM27 24a8 8 0 1 0 16 0a8 8 0 1 0 -16 0Z",
  },
  finished: {
    patch: "doing",
    wash: "M13 12h28v28H13z",
    line: "M10 8h24a2 2 0 0 1 2 2v26a2 2 0 0 1 -2 2h-24a2 2 0 0 1 -2 -2v-26a2 2 0 0 1 2 -2ZM14 23l6 7 12-14",
  },
  want: {
    patch: "doing",
    wash: "M12 22a15 15 0 1 0 30 0a15 15 0 1 0 -30 0Z",
    line: "M8 30c6-3 9-2 12 1h7c4 0 4 5 0 5h-7M27 33l9-5c4-2 6 2 3 4L27 41H14l-6 2M24 8v13M18 15l6 6 6-6",
  },
  drums: {
    patch: "doing",
    wash: "M10 26h30v12H10z",
    line: "M9 20v15c0 5 28 5 28 0V20M9 20a14 5 0 1 0 28 0a14 5 0 1 0 -28 0ZM16 24v14M30 24v14M22 18L8 6M28 18L42 7",
  },
  headphones: {
    patch: "other",
    wash: "M11 27a15 15 0 1 0 30 0a15 15 0 1 0 -30 0Z",
    line: "M8 30v-5a16 16 0 0 1 32 0v5M9 28h2a3 3 0 0 1 3 3v7a3 3 0 0 1 -3 3h-2a3 3 0 0 1 -3 -3v-7a3 3 0 0 1 3 -3ZM37 28h2a3 3 0 0 1 3 3v7a3 3 0 0 1 -3 3h-2a3 3 0 0 1 -3 -3v-7a3 3 0 0 1 3 -3Z",
  },
  wait: {
    patch: "doing",
    wash: "M9 26a17 17 0 1 0 34 0a17 17 0 1 0 -34 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM24 13v11l8 5",
  },
  tablet: {
    patch: "other",
    wash: "M13 10h30v32H13z",
    line: "M10 7h24a3 3 0 0 1 3 3v28a3 3 0 0 1 -3 3h-24a3 3 0 0 1 -3 -3v-28a3 3 0 0 1 3 -3ZM13 13h7v7h-7zM24 13h7v7h-7zM13 25h7v7h-7zM24 25h7v7h-7zM20 37h4",
  },
  face: {
    patch: "people",
    wash: "M8 26a18 18 0 1 0 36 0a18 18 0 1 0 -36 0Z",
    line: "M7 24a17 17 0 1 0 34 0a17 17 0 1 0 -34 0ZM16 27c4 5 12 5 16 0M17 18v2M31 18v2",
  },
  yes: {
    patch: "other",
    wash: "M11 27a16 16 0 1 0 32 0a16 16 0 1 0 -32 0Z",
    line: "M9 25l10 11L39 12",
  },
  no: {
    patch: "no",
    wash: "M11 27a16 16 0 1 0 32 0a16 16 0 1 0 -32 0Z",
    line: "M11 11l26 26M37 11L11 37",
  },
  rest: {
    patch: "doing",
    wash: "M8 26h34v12H8z",
    line: "M6 22v18M6 34h36v6M42 34v-5a5 5 0 0 0-5-5H18v10M9 27a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z",
  },
  film: {
    patch: "other",
    wash: "M9 14h34v26H9z",
    line: "M8 10h30a2 2 0 0 1 2 2v22a2 2 0 0 1 -2 2h-30a2 2 0 0 1 -2 -2v-22a2 2 0 0 1 2 -2ZM14 10v26M32 10v26M6 19h8M6 27h8M32 19h8M32 27h8",
  },
} as const satisfies Record<string, Drawing>;

export type DrawingKey = keyof typeof drawings;

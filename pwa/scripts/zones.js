/**
 * Which room of the phone app may import which. A room that is not listed may not be imported at all.
 * `photo` and `voice` ask `ui` for one thing: the policy that lets a worker of ours start.
 * Only `sync` and `online` reach the network; `ui` knows no data. `rescue` is a page of its own, which nothing may import.
 *
 * @type {Record<string, readonly string[]>}
 */
export const zones = {
  boot: ["screens", "sync", "online", "moment", "store", "symbols", "ui", "words"],
  rescue: ["sync", "store", "words", "ui"],
  screens: ["online", "moment", "store", "photo", "voice", "symbols", "ui", "words"],
  sync: ["moment", "store", "api"],
  online: ["store", "api"],
  moment: ["symbols", "words"],
  store: ["moment"],
  photo: ["ui"],
  voice: ["ui"],
  symbols: ["words"],
  ui: [],
  words: [],
  api: [],
};

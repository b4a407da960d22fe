/**
 * Which room of the phone app may import which. A room that is not listed may not be imported at all.
 * Only `sync` and `online` reach the network; `ui` knows no data.
 *
 * @type {Record<string, readonly string[]>}
 */
export const zones = {
  boot: ["screens", "sync", "online", "moment", "store", "symbols", "ui", "words"],
  screens: ["online", "moment", "store", "photo", "voice", "symbols", "ui", "words"],
  sync: ["moment", "store", "api"],
  online: ["store", "api"],
  moment: ["symbols", "words"],
  store: ["moment"],
  photo: [],
  voice: [],
  symbols: ["words"],
  ui: [],
  words: [],
  api: [],
};

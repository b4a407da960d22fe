/** Measures one thing in Chromium: what to measure comes as JSON on the standard input, rows of the report go out the same way. */
import { text } from "node:stream/consumers";
import { buildPhone, openChromium, openPeer, openPeerPhone, openPhone } from "./house.js";

const visit = JSON.parse(await text(process.stdin));
const { school, guests, moments, photos, bits } = visit;
const script = await buildPhone();
const browser = await openChromium();
const pouch = "PouchDB 9 to express-pouchdb in memory, same Chromium";

/** Opens a fresh phone, does something on it, and closes it. */
async function onPhone(guest, act) {
  const page = await openPhone(browser, school, script, guest);
  try {
    return await act(page);
  } finally {
    await page.context().close();
  }
}

/** The same on a phone of the peer. */
async function onPeer(peer, act) {
  const page = await openPeerPhone(browser, peer);
  try {
    return await act(page);
  } finally {
    await page.context().close();
  }
}

/** Everything that waits goes up, in seconds, with the bytes that had to. */
async function drain(guest, pictures) {
  return await onPhone(guest, async (page) => {
    const bytes = await page.evaluate(([m, p]) => globalThis.phone.fill(m, p), [moments, pictures]);
    return { bytes, seconds: (await page.evaluate((p) => globalThis.phone.drain(p), pictures)) / 1000 };
  });
}

/** The same on a phone of the peer, in seconds. */
async function drainPeer(peer, name, pictures) {
  return await onPeer(peer, async (page) => {
    await page.evaluate(([n, m, p]) => globalThis.peer.fill(n, m, p), [name, moments, pictures]);
    return (await page.evaluate(([n, m]) => globalThis.peer.drain(n, m), [name, moments])) / 1000;
  });
}

const measurements = {
  /** Over a slow line, against the bytes that have to go up at its full pace. */
  async slow() {
    const row = {
      what: `${moments} waiting moments with ${photos} photos over emulated 3G`,
      unit: "s",
      peerName: `bytes / bandwidth at ${bits / 1000} kbit/s up`,
      must: { most: 1.15 },
      kith: [],
      peer: [],
    };
    for (const guest of guests) {
      const { bytes, seconds } = await drain(guest, photos);
      row.kith.push(seconds);
      row.peer.push((bytes * 8) / bits);
    }
    return [row];
  },

  /** Over a clean link, against PouchDB: with photos, which is what is asked, and without. */
  async clean() {
    const about = { unit: "s", peerName: pouch };
    const rows = [
      {
        ...about,
        what: `the same ${moments} moments with ${photos} photos over a clean link`,
        must: { least: 3 },
        kith: [],
        peer: [],
      },
      { ...about, what: `${moments} moments without photos over a clean link`, kith: [], peer: [] },
    ];
    const peer = await openPeer();
    for (const [n, guest] of guests.entries()) {
      const row = rows[n % 2];
      const pictures = n % 2 ? 0 : photos;
      row.kith.push((await drain(guest, pictures)).seconds);
      row.peer.push(await drainPeer(peer, `drain-${n}`, pictures));
    }
    await peer.close();
    return rows;
  },

  /** A new phone hears of everything, against PouchDB. */
  async pull() {
    const what = `first pull of ${moments} moments`;
    const row = { what, unit: "ms", peerName: pouch, must: { least: 5 }, kith: [], peer: [] };
    const peer = await openPeer();
    for (const [round, guest] of guests.entries()) {
      row.kith.push(await onPhone(guest, (page) => page.evaluate((m) => globalThis.phone.pull(m), moments)));
      const name = `pull-${round}`;
      await onPeer(peer, (page) => page.evaluate(([n, m]) => globalThis.peer.offer(n, m), [name, moments]));
      row.peer.push(await onPeer(peer, (page) => page.evaluate(([n, m]) => globalThis.peer.pull(n, m), [name, moments])));
    }
    await peer.close();
    return [row];
  },

  /** From the tap on Save to the end of the transaction, on a quarter of the processor, against one plain strict write. */
  async save() {
    const rows = [false, true].map((photo) => ({
      what: `tap on Save to durable, CPU x4, ${photo ? "with a photo" : "words"}`,
      unit: "ms",
      peerName: "one strict IndexedDB write of the same bytes",
      must: { most: 1.3, cap: 100 },
      kith: [],
      peer: [],
    }));
    for (const guest of guests) await onPhone(guest, (page) => saveRound(page, rows));
    return rows;
  },
};

/** The median of so many saves of each kind, side by side. */
async function saveRound(page, rows) {
  await page.evaluate(() => globalThis.phone.showButton());
  await page.evaluate(() => globalThis.phone.prepare("plain", true)); // while the processor is quick
  const tools = await page.context().newCDPSession(page);
  await tools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  for (const [kind, row] of rows.entries()) {
    const took = { kith: [], plain: [] };
    for (let n = -1; n < moments; n++) {
      for (const side of ["kith", "plain"]) {
        await page.evaluate(([s, p]) => globalThis.phone.prepare(s, p), [side, kind === 1]);
        await page.getByRole("button").click();
        const milliseconds = await page.evaluate(() => globalThis.phone.took());
        if (n >= 0) took[side].push(milliseconds); // the first of each opens what stays open
      }
    }
    row.kith.push(median(took.kith));
    row.peer.push(median(took.plain));
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

try {
  console.log(JSON.stringify(await measurements[visit.measure]()));
} finally {
  await browser.close();
}
process.exit(0); // express-pouchdb keeps a watch on its own files

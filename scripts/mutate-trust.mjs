/**
 * Flips each rule of who may do what, and runs the tests until one notices it: the matrix first, then those of the rooms. At least 95 of a
 * hundred have to be noticed. `node mutate-trust.mjs [part of a file or a name]`
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { flips } from "../backend/server/flips.mjs";
import { plantAll } from "./planting.mjs";

const matrix = ["./backend/server", "-run", "TestWhoMayDoWhatToWhom"];

/**
 * What is run, in this order, until something is red: the matrix, the room of the rule, and all others.
 *
 * @param {string} room
 */
const testsFor = (room) => [
  matrix,
  [`./${room}`],
  ["./backend/circle", "./backend/account", "./backend/consent", "./backend/keeping", "./backend/programme/...", "./backend/moment"],
  ["./backend/feed", "./backend/inbox", "./backend/review", "./backend/media", "./backend/server"],
];

const chosen = flips.filter(({ file, name }) => `${file} ${name}`.includes(process.argv[2] ?? ""));
const survived = await plantAll(
  chosen,
  "noticed by",
  async (copy, { room }) => {
    for (const some of testsFor(room)) {
      const red = await firstRed(copy, some);
      if (red) return { seen: true, how: red };
    }
    return { seen: false, how: "survived" };
  },
  (copy) => firstRed(copy, matrix),
);
process.exit(survived.length > chosen.length / 20 ? 1 : 0);

/**
 * The first test that fails, or nothing.
 *
 * @param {string} copy
 * @param {string[]} some
 */
async function firstRed(copy, some) {
  try {
    await promisify(execFile)("go", ["test", "-failfast", "-vet=off", ...some], { cwd: copy, maxBuffer: 1 << 28 });
    return "";
  } catch (error) {
    const told = String(/** @type {{ stdout?: string }} */ (error).stdout);
    const [, test] = /^\s*--- FAIL: (\S+)/m.exec(told) ?? [];
    if (!test) throw new Error(told.slice(0, 300), { cause: error });
    return `\`${test}\``;
  }
}

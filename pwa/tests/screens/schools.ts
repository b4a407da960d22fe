import { request } from "node:http";
import type { Plugin } from "vite";
import type { BrowserCommand } from "vitest/node";
import { School, type SignIn } from "../../../e2e/school.ts";

/** The real binary for screens that ask the school. A page may reach its own origin only, so every school stands behind it. */
const open: { school: School; file: string | undefined }[] = [];

/** Opens a fictional school, or one that is still empty, and tells under which address of the page's own origin it answers. */
export const openSchool: BrowserCommand<["demo" | "serve"]> = async ({ testPath }, command) => {
  const school = await School.open(command);
  open.push({ school, file: testPath });
  const setup = command === "serve" ? await school.run("setup") : "";
  return { address: `/schools/${school.port}`, people: school.people, setup } satisfies OpenSchool;
};

const at = (address: string) => open.find(({ school }) => address.endsWith(`/${school.port}`))!.school;

/** Backs the school at an address up, and tells where the backup lies. */
export const backUpSchool: BrowserCommand<[string]> = async (_, address) => await at(address).backUp();

/** Puts the school at an address back from a backup, or else from one of just now, without its journal. Its demo then has new ways in. */
export const restoreSchool: BrowserCommand<[string, string?]> = async (_, address, archive) => {
  const school = at(address);
  await school.putBack(archive ?? (await school.backUp()));
  return school.people;
};

/** Ends every school that this file has opened. Another file is at work at the same time. */
export const closeSchools: BrowserCommand<[]> = async ({ testPath }) => {
  const mine = open.filter(({ file }) => file === testPath);
  for (const one of mine) {
    open.splice(open.indexOf(one), 1);
    await one.school.close();
  }
};

export interface OpenSchool {
  address: string;
  people: SignIn[];
  /** What `kith setup` printed, for an empty school. */
  setup: string;
}

/** Hands `/schools/PORT/...` on to the school at that port, byte for byte. */
export function schoolsBehind(): Plugin {
  return {
    name: "schools-behind",
    configureServer({ middlewares }) {
      middlewares.use("/schools", (asked, answer) => {
        const [, port = "", path = "/"] = /^\/(\d+)(\/.*)$/.exec(asked.url ?? "") ?? [];
        const { method, headers } = asked;
        const through = request({ host: "127.0.0.1", port, path, method, headers }, (told) => {
          answer.writeHead(told.statusCode ?? 502, told.headers);
          told.pipe(answer);
        });
        through.on("error", () => answer.destroy());
        asked.pipe(through);
      });
    },
  };
}

declare module "vitest/browser" {
  interface BrowserCommands {
    openSchool(command: "demo" | "serve"): Promise<OpenSchool>;
    backUpSchool(address: string): Promise<string>;
    restoreSchool(address: string, archive?: string): Promise<SignIn[]>;
    closeSchools(): Promise<void>;
  }
}

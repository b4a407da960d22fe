import type { Chance } from "./chance";
import type { School } from "./school";
import type { Answer, Fault } from "./wire";

const html = { "content-type": "text/html" };

/** What a wire, a proxy, a hotel's wifi or a dying server do to one call. */
export function faultsOf(school: School, chance: Chance): Record<string, Fault> {
  return {
    cut: ({ cut }) => cut(),
    loseReply: async ({ pass, cut }) => {
      await pass();
      cut();
    },
    truncate: async ({ pass, begin, cut }) => {
      const answer = await pass();
      if (answer) begin(answer, Math.floor(answer.body.length * 0.6));
      else cut();
    },
    shorten: async ({ pass, give }) => {
      const answer = await pass();
      give(answer && shorter(answer));
    },
    twice: async ({ pass, give }) => {
      await pass();
      give(await pass());
    },
    twiceAtOnce: async ({ pass, give }) => {
      const [first] = await Promise.all([pass(), pass()]);
      give(first);
    },
    // The phone hears nothing and gives up; the call arrives later, behind everything that it sends meanwhile.
    late: async ({ pass, cut, hold }) => {
      const go = hold();
      cut();
      await go;
      await pass();
    },
    badGateway: ({ give }) => give({ status: 502, headers: html, body: Buffer.from("<h1>Bad gateway</h1>") }),
    portal: ({ give }) => give({ status: 200, headers: html, body: Buffer.from("<h1>Welcome to the wifi</h1>") }),
    patience: ({ give }) =>
      give({ status: 429, headers: { ...html, "retry-after": "120" }, body: Buffer.from("later") }),
    // The bearer is not believed: the session is renewed on the way.
    strangeBearer: async ({ call, pass, give }) => {
      give(await pass({ ...call, headers: { ...call.headers, authorization: "Bearer nobody" } }));
    },
    garble: async ({ call, pass, give }) => {
      const body = Buffer.from(call.body);
      if (call.method === "PATCH" && body.length) body[body.length >> 1]! ^= 255;
      give(await pass({ ...call, body }));
    },
    // The server dies with the call in its hands, at whatever point it has reached.
    killServer: async ({ pass, give }) => {
      const answer = pass();
      await new Promise((later) => setTimeout(later, chance.below(6)));
      await school.restart();
      give(await answer);
    },
  };
}

function shorter(answer: Answer): Answer {
  const body = answer.body.subarray(0, answer.body.length >> 1);
  return { ...answer, headers: { ...answer.headers, "content-length": body.length }, body };
}

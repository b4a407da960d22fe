import type { Moment } from "../../src/store/shapes";
import type { Phone } from "./phone";
import { looks, type Step } from "./step";
import { canariesIn } from "./canary";
import { students } from "./template";
import type { World } from "./world";

/** What the facilitator decides, what people shown answer, and what narrows who may read. */
export const deciding: Step[] = [
  { name: "approve", weight: 16, act: (world) => withTeacher(world, approve) },
  { name: "send back", weight: 2, act: (world) => withTeacher(world, (...on) => away(...on, "send_back")) },
  { name: "keep private", weight: 4, act: (world) => withTeacher(world, (...on) => away(...on, "keep_private")) },
  { name: "undo", weight: 7, act: (world) => withTeacher(world, undo) },
  { name: "settle a take-down", weight: 2, act: (world) => withTeacher(world, settle) },
  { name: "consent", weight: 4, act: (world) => withTeacher(world, consent) },
  { name: "answer", weight: 9, act: answer },
  { name: "answer face to face", weight: 3, act: (world) => withTeacher(world, faceToFace) },
  { name: "answer once for all", weight: 2, act: onceForAll },
  { name: "leave or join the circle", weight: 2, act: leaveOrJoin },
];

type Act = (world: World, phone: Phone) => Promise<string | undefined>;

async function withTeacher(world: World, act: Act): Promise<string | undefined> {
  const phone = world.phone("Ms. Ortiz");
  return (await looks(world, phone)) ? await act(world, phone) : undefined;
}

async function oneOf(world: World, phone: Phone, found: Promise<Moment[]>): Promise<Moment | undefined> {
  const moments = ((await phone.untilDead(found)) ?? []).filter(({ id }) => world.story.moments.has(id));
  return moments.length ? world.chance.one(moments) : undefined;
}

async function approve(world: World, phone: Phone): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const moment = await oneOf(world, phone, app.queue(seat));
  if (!moment) return undefined;
  const audience = world.chance.one(["circle", "families", "families"] as const);
  const canaries = [...canariesIn(moment.words ?? "")];
  for (const canary of canaries) world.story.approved.add(canary);
  await phone.untilDead(app.decide(seat, moment, "approve", { audience, why: "Nobody's face is seen." }));
  await phone.quiet();
  return `Ms. Ortiz approves ${canaries} of ${moment.id} for ${audience}`;
}

async function away(world: World, phone: Phone, kind: "send_back" | "keep_private"): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const moment = await oneOf(world, phone, app.queue(seat));
  if (!moment) return undefined;
  await phone.untilDead(app.decide(seat, moment, kind, kind === "send_back" ? { note: "Who was there?" } : {}));
  await phone.quiet();
  return `Ms. Ortiz decides ${kind} about ${moment.id}`;
}

async function undo(world: World, phone: Phone): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const decided = async () => (await app.staffMoments(seat)).filter(({ state }) => state !== "with_teacher");
  const moment = await oneOf(world, phone, decided());
  if (!moment) return undefined;
  await phone.untilDead(app.undo(seat, moment));
  await phone.quiet();
  return `Ms. Ortiz undoes what she decided about ${moment.id}`;
}

async function settle(world: World, phone: Phone): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const down = async () => (await app.staffMoments(seat)).filter(({ state }) => state === "taken_down");
  const moment = await oneOf(world, phone, down());
  if (!moment) return undefined;
  const action = world.chance.one(["confirm", "restore"] as const);
  await phone.untilDead(app.takeDown(seat, moment.id, action));
  await phone.quiet();
  return `Ms. Ortiz answers ${action} to the take-down of ${moment.id}`;
}

async function consent(world: World, phone: Phone): Promise<string> {
  const { app, seat } = phone.here;
  const name = world.chance.one(students);
  const kind = world.chance.one(["words", "photo"] as const);
  const widest = world.chance.one(["none", "circle", "families", "families"] as const);
  const person = world.template.ids[name] ?? "";
  await phone.untilDead(app.recordConsent(seat, { person, kind, widest, how: "paper" }, "en"));
  await phone.quiet();
  return `Ms. Ortiz records that ${name}'s ${kind} may go to ${widest}`;
}

async function answer(world: World): Promise<string | undefined> {
  const phone = world.phone(world.chance.one(students));
  if (!(await looks(world, phone))) return undefined;
  const { app, seat } = phone.here;
  const moment = await oneOf(world, phone, app.asks(seat));
  if (!moment) return undefined;
  const said = world.chance.percent(75) ? "yes" : "no";
  const body = { moment: moment.id, answer: said };
  await phone.untilDead(app.keepAct(seat, { kind: "give_answer", subject: moment.id, body }));
  await phone.quiet();
  return `${phone.name} says ${said} to ${moment.id}`;
}

/** Somebody shown tells the teacher, also after all has been shared. */
async function faceToFace(world: World, phone: Phone): Promise<string | undefined> {
  const { app, seat } = phone.here;
  const withOthers = async () => (await app.staffMoments(seat)).filter(({ people }) => people.length > 0);
  const moment = await oneOf(world, phone, withOthers());
  if (!moment) return undefined;
  const { id = "", name } = world.chance.one(moment.people);
  const said = world.chance.one(["yes", "no"] as const);
  await phone.untilDead(app.recordAnswer(seat, moment.id, id, said));
  await phone.quiet();
  return `Ms. Ortiz records that ${name} says ${said} to ${moment.id}`;
}

async function onceForAll(world: World): Promise<string | undefined> {
  const phone = world.phone(world.chance.one(students));
  if (!phone.awake) return undefined;
  const { app, seat } = phone.here;
  const said = world.chance.one(["yes", "ask", "no"] as const);
  const subject = world.template.ids[phone.name] ?? "";
  await phone.untilDead(app.keepAct(seat, { kind: "give_answer", subject, body: { answer: said } }));
  await phone.quiet();
  return `${phone.name} says ${said} to everything`;
}

async function leaveOrJoin(world: World): Promise<string> {
  const name = world.chance.one(students);
  const person = world.template.ids[name] ?? "";
  const members = `/circles/${world.template.circle}/members`;
  const gone = (await world.members()).every(({ id }) => id !== person);
  if (!gone) world.story.left.add(name);
  if (gone) await world.desk("POST", members, { person, role: "companion", focus: name === "Sam" });
  else await world.desk("DELETE", `${members}/${person}`);
  return `${name} ${gone ? "joins" : "leaves"} the circle`;
}

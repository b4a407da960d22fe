import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { page } from "vitest/browser";
import { addFamily, issueBadge, issuePin, listPeople } from "../../src/online/people";
import { qrPath } from "../../src/screens/print/qr";
import { seatsHere } from "../../src/store/device";
import type { Seat } from "../../src/store/seat";
import { anotherPhone, field } from "./office";
import { button, comeBack, heading, link, openApp, schoolOpens, signInAs, storeHere, until } from "./phone";
import type { OpenSchool } from "./schools";

let school: OpenSchool;
let stream: MediaStream | undefined;
let show: (rows: string) => void = () => undefined;
let painting = 0;

beforeAll(async () => {
  school = await schoolOpens();
});

beforeEach(async () => {
  comeBack(school);
  await anotherPhone();
});

afterEach(() => clearInterval(painting));

/** A camera that looks at a printed code, in the place of the one that this machine does not have. */
function cameraAt(first: string): void {
  let rows = first;
  show = (next) => (rows = next);
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d")!;
  painting = window.setInterval(() => {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, 640, 480);
    const code = qrPath(rows);
    if (!code) return;
    const scale = Math.floor(400 / code.edge);
    pen.setTransform(scale, 0, 0, scale, 120, 40);
    pen.fillStyle = "black";
    pen.fill(new Path2D(code.path));
    pen.resetTransform();
  }, 50);
  stream = canvas.captureStream(20);
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockResolvedValue(stream);
}

const cameraIsOff = () => stream?.getTracks().every(({ readyState }) => readyState === "ended") ?? false;

/** What a teacher made for a student meanwhile. */
async function made<T>(name: string, make: (teacher: Seat, student: string) => Promise<T>): Promise<T> {
  await signInAs(school, "Ms. Ortiz");
  const teacher = await storeHere();
  const { people } = await listPeople(teacher, { kind: "student" });
  const answer = await make(teacher, people.find((person) => person.name === name)!.id);
  await anotherPhone();
  return answer;
}

describe("a badge before the camera", () => {
  test("opens the phone of its student, and the camera is off", async () => {
    const badge = await made("Leo", issueBadge);
    cameraAt(badge.qr);
    await openApp("/scan");
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Leo" }]);
    await until(cameraIsOff);
  });

  test("is looked for until it is there: a family's letter is no badge, and says so", async () => {
    const letter = await made("Theo", (teacher, id) => addFamily(teacher, id, { name: "Theo's mother" }));
    const badge = await made("Theo", issueBadge);
    cameraAt(letter.qr);
    await openApp("/scan");
    await expect.element(page.getByText("That is not a badge from Kith. Try your badge.")).toBeVisible();
    expect(await seatsHere()).toEqual([]);
    show(badge.qr);
    await expect.element(heading("My circles")).toBeVisible();
    expect(await seatsHere()).toMatchObject([{ name: "Theo" }]);
  });

  test("with a PIN asks for it, with the camera off", async () => {
    const badge = await made("Ivy", issueBadge);
    const { pin } = await made("Ivy", issuePin);
    cameraAt(badge.qr);
    await openApp("/scan");
    await field("My PIN").fill(pin);
    await until(cameraIsOff);
    await button("Open").click();
    await expect.element(heading("My circles")).toBeVisible();
  });

  test("is not looked for any more by whoever goes back: the camera is off", async () => {
    cameraAt("");
    await openApp("/scan");
    await expect.element(heading("Hold your badge here")).toBeVisible();
    await until(() => page.getByRole("main").element().querySelector("video")?.srcObject === stream);
    await link("Back").click();
    await expect.element(heading("Hi. Who's here?")).toBeVisible();
    await until(cameraIsOff);
  });
});

test("a camera that was forbidden says what to do instead", async () => {
  vi.spyOn(navigator.mediaDevices, "getUserMedia").mockRejectedValue(new DOMException("no", "NotAllowedError"));
  await openApp("/scan");
  await expect
    .element(page.getByRole("main").getByText("The camera is off for Kith. Type your code instead."))
    .toBeVisible();
  await link("Type my code").click();
  await expect.element(heading("Type your code")).toBeVisible();
});

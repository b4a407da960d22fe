import type { Filed, Filing, PhoneLine, PhoneList, SetAside, SetAsideList } from "../api/contract";
import { soundBlob } from "../store/pictures";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

export type { PhoneLine, SetAside } from "../api/contract";

/** A picture that something set aside names. */
export type AsidePicture = SetAside["pictures"][number];

/** A voice note that it names. */
export type AsideNote = NonNullable<SetAside["voice"]>[number];

/** What came in sealed, or out of a file, and could not be filed: of the students whom this adult looks after. */
export async function readSetAside(seat: Seat): Promise<SetAside[]> {
  return (await lineOf(seat).ask<SetAsideList>({ method: "GET", path: "/set-aside" }, ["items"])).items;
}

/**
 * Files a story as its author's after all, in one of its circles. It waits for a teacher like any other; twice is once.
 *
 * @throws Refusal `already_here`, `not_filed`, and what `ask` throws.
 */
export async function fileSetAside(seat: Seat, item: SetAside, circle: string): Promise<void> {
  const json: Filing = { circle };
  await lineOf(seat).ask<Filed>({ method: "POST", path: pathOf(item), json }, ["moment"]);
}

/** This adult has done what there was to do: it leaves the list for good. */
export function clearSetAside(seat: Seat, item: SetAside): Promise<void> {
  return lineOf(seat).ask<void>({ method: "DELETE", path: pathOf(item) });
}

/** A picture of it, small. Undefined where the school does not give it now. */
export async function readPicture(seat: Seat, { rendition }: AsidePicture): Promise<Blob | undefined> {
  const body = await readMedia(seat, `${rendition}/400`, "image/");
  return body && new Blob([body], { type: "image/jpeg" });
}

/** A voice note of it. Undefined where the school does not give it now. */
export async function readSound(seat: Seat, { rendition }: AsideNote): Promise<Blob | undefined> {
  const body = await readMedia(seat, `${rendition}/sound`, "audio/");
  return body && soundBlob(body);
}

async function readMedia(seat: Seat, path: string, type: string): Promise<ArrayBuffer | undefined> {
  const answer = await lineOf(seat)
    .send({ method: "GET", path: `/media/${path}`, timeout: 60_000 })
    .catch(() => undefined);
  const isMeant = answer?.status === 200 && answer.headers.get("Content-Type")?.startsWith(type);
  return isMeant ? answer.body : undefined;
}

function pathOf({ op, person }: SetAside): string {
  return `/set-aside/${encodeURIComponent(op)}?person=${encodeURIComponent(person)}`;
}

/** The phones of students that hold something which has not come in, by their own word. */
export async function readPhones(seat: Seat): Promise<PhoneLine[]> {
  return (await lineOf(seat).ask<PhoneList>({ method: "GET", path: "/phones" }, ["phones"])).phones;
}

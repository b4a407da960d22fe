import type { PhoneLine, PhoneList, SetAside, SetAsideList } from "../api/contract";
import type { Seat } from "../store/seat";
import { lineOf } from "./line";

export type { PhoneLine, SetAside } from "../api/contract";

/** What came in sealed, or out of a file, and could not be filed: of the students whom this adult looks after. */
export async function readSetAside(seat: Seat): Promise<SetAside[]> {
  return (await lineOf(seat).ask<SetAsideList>({ method: "GET", path: "/set-aside" }, ["items"])).items;
}

/** This adult has looked at it: it leaves the list. */
export function clearSetAside(seat: Seat, { op, person }: SetAside): Promise<void> {
  return lineOf(seat).ask<void>({
    method: "DELETE",
    path: `/set-aside/${encodeURIComponent(op)}?person=${encodeURIComponent(person)}`,
  });
}

/** The phones of students that hold something which has not come in, by their own word. */
export async function readPhones(seat: Seat): Promise<PhoneLine[]> {
  return (await lineOf(seat).ask<PhoneList>({ method: "GET", path: "/phones" }, ["phones"])).phones;
}

import type { Change, SyncAnswer } from "../../src/api/contract";
import { call } from "./template";
import type { World } from "./world";

/** What a seat may read now, as a phone without a cursor is told it. */
export async function pullAfresh(world: World, access: string, device: string): Promise<Change[]> {
  const rows: Change[] = [];
  for (let cursor: string | undefined; ;) {
    const body = { device, build: 1, schema: 1, ops: [], ...(cursor && { cursor }) };
    const { school } = world;
    const answer = await school.alone(() => call<SyncAnswer>(school.origin, access, "POST", "/sync", body));
    rows.push(...answer.changes);
    if (!answer.more) return rows;
    cursor = answer.cursor;
  }
}

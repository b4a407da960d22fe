import { Elsewhere, Refusal } from "../api/answers";
import { refusalOf } from "../api/client";
import type { Line } from "../api/line";
import { keepPicture, sound, unwantPicture, wantedPictures } from "../store/pictures";
import type { PictureRecord } from "../store/schema";
import type { Seat } from "../store/seat";
import { inLanes } from "./lanes";

/** Fetches the pictures and voice notes that rows list and screens want, small ones first, two at once. */
export async function fetchPictures(seat: Seat, line: Line): Promise<void> {
  await inLanes(2, await wantedPictures(seat), (picture) => fetchOne(seat, line, picture));
}

async function fetchOne(seat: Seat, line: Line, { rendition, size }: PictureRecord): Promise<void> {
  const answer = await line.send({
    method: "GET",
    path: `/media/${rendition}/${size === sound ? "sound" : size}`,
    timeout: 60_000,
  });
  if (answer.status === 200) {
    if (!answer.headers.get("Content-Type")?.startsWith(size === sound ? "audio/" : "image/"))
      throw new Elsewhere(answer.status);
    return await keepPicture(seat, rendition, size, answer.body);
  }
  const refusal = refusalOf(answer);
  // Not ours to see any more: the pull will say what became of the row.
  if (refusal instanceof Refusal && refusal.status < 500 && refusal.status !== 429) {
    return await unwantPicture(seat, rendition, size);
  }
  throw refusal;
}

import { expect, test } from "@playwright/test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Upload } from "tus-js-client";
import { anId, Desk } from "./online";
import { School } from "./school";

const scene = readFileSync(join(import.meta.dirname, "../backend/cmd/kith/demo/photos/court.jpg"));

test("the official tus client uploads a photo unchanged: whole, in pieces, and again after it stopped in the middle", async () => {
  const school = await School.open("demo");
  try {
    const maya = await Desk.of(school, school.person("Maya"));
    for (const way of [{}, { chunkSize: 64 * 1024 }, { uploadDataDuringCreation: true }]) {
      expect(await upload(maya, school, way)).toBe("kept");
    }
    const media = anId();
    const moment = anId();
    const stopped = await upload(maya, school, { chunkSize: 64 * 1024 }, { media, moment, stopAfter: 100_000 });
    expect(stopped).toBe("stopped");
    const url = `${school.origin}/kith/v1/media/${media}`;
    expect(await upload(maya, school, { chunkSize: 64 * 1024, uploadUrl: url }, { media, moment })).toBe("kept");
  } finally {
    await school.close();
  }
});

interface Which {
  media: string;
  moment: string;
  stopAfter?: number;
}

/** Uploads the scene, and answers what the school said of the picture at the end. */
async function upload(
  desk: Desk,
  school: School,
  way: Record<string, unknown>,
  which: Which = { media: anId(), moment: anId() },
): Promise<string> {
  return await new Promise((done, fail) => {
    let said = "";
    const going = new Upload(scene, {
      endpoint: `${school.origin}/kith/v1/media`,
      headers: desk.headers,
      retryDelays: null,
      metadata: {
        id: which.media,
        moment: which.moment,
        kind: "photo",
        sha256: createHash("sha256").update(scene).digest("hex"),
        filename: "IMG_0042.jpg",
      },
      ...way,
      onAfterResponse: (_, answer) => {
        said = answer.getHeader("Kith-Media") ?? said;
      },
      onProgress: (sent) => {
        if (which.stopAfter && sent > which.stopAfter) {
          void going.abort();
          done("stopped");
        }
      },
      onSuccess: () => done(said),
      onError: fail,
    });
    going.start();
  });
}

import encodeQR from "qr";
import { afterEach, describe, expect, test } from "vitest";
import { PictureRefused } from "../../src/photo/refusal";
import { scan } from "../../src/photo/scan";
import { sha256, shrink } from "../../src/photo/shrink";
import { until } from "./phone";

type Paint = (pen: CanvasRenderingContext2D) => void;

/** A picture as a camera or a painting program hands it over. */
async function pictureOf(width: number, height: number, paint: Paint, kind = "image/jpeg"): Promise<Blob> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  paint(canvas.getContext("2d")!);
  return await new Promise((made) => canvas.toBlob((blob) => made(blob!), kind, 0.95));
}

/** Red on its left half, blue on its right. */
const redAndBlue =
  (width: number, height: number): Paint =>
  (pen) => {
    for (const [colour, left] of [
      ["red", 0],
      ["blue", width / 2],
    ] as const) {
      pen.fillStyle = colour;
      pen.fillRect(left, 0, width / 2, height);
    }
  };

/** What a phone writes into its photos: which way up it was held, its maker and a place. */
function withHiddenData(jpeg: ArrayBuffer, upright: number): Blob {
  const place = "GPS 53.5511 N 9.9937 E Snapper 3000";
  const tiff = new Uint8Array(26 + place.length);
  const view = new DataView(tiff.buffer);
  // "MM", the fixed number, where the one list begins, and its one entry: the orientation.
  tiff.set([0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1]);
  view.setUint16(18, upright);
  tiff.set(new TextEncoder().encode(place), 26);
  const head = new TextEncoder().encode("Exif\0\0");
  const length = 2 + head.length + tiff.length;
  return new Blob([
    jpeg.slice(0, 2),
    new Uint8Array([0xff, 0xe1, length >> 8, length & 255]),
    head,
    tiff,
    jpeg.slice(2),
  ]);
}

/** The colour at a place of a kept picture. */
async function colourAt(bytes: ArrayBuffer, x: number, y: number): Promise<string> {
  const picture = await createImageBitmap(new Blob([bytes]));
  const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
  const pen = canvas.getContext("2d")!;
  pen.drawImage(picture, 0, 0);
  const [red = 0, green = 0, blue = 0] = pen.getImageData(x, y, 1, 1).data;
  if (red > 200 && green > 200 && blue > 200) return "white";
  return red > blue ? (red > 100 ? "red" : "black") : blue > 100 ? "blue" : "black";
}

describe("a photo as it is kept", () => {
  test.each([
    ["a large one", 2400, 1800, 1600, 1200],
    ["one held upright", 1800, 2400, 1200, 1600],
    ["a small one, which is not blown up", 320, 240, 320, 240],
    ["a very wide one", 4000, 40, 1600, 16],
  ])("%s (%i by %i) is %i by %i", async (_, width, height, kept, high) => {
    const picture = await shrink(await pictureOf(width, height, redAndBlue(width, height)));
    expect([picture.width, picture.height]).toEqual([kept, high]);
    const drawn = await createImageBitmap(new Blob([picture.bytes]));
    expect([drawn.width, drawn.height]).toEqual([kept, high]);
    expect(await colourAt(picture.bytes, Math.round(kept / 4), Math.round(high / 2))).toBe("red");
    expect(picture.sha256).toBe(await sha256(picture.bytes));
  });

  test("holds no place, no maker and nothing else that its phone wrote into it", async () => {
    const plain = await (await pictureOf(400, 300, redAndBlue(400, 300))).arrayBuffer();
    const taken = withHiddenData(plain, 1);
    expect(await taken.text()).toContain("GPS 53.5511");
    const { bytes } = await shrink(taken);
    const kept = await new Blob([bytes]).text();
    for (const hidden of ["Exif", "GPS", "Snapper"]) expect(kept).not.toContain(hidden);
  });

  test("stands upright, whichever way the phone was held", async () => {
    const plain = await (await pictureOf(400, 300, redAndBlue(400, 300))).arrayBuffer();
    const picture = await shrink(withHiddenData(plain, 6));
    expect([picture.width, picture.height]).toEqual([300, 400]);
    // A quarter to the right: what was left is above.
    expect(await colourAt(picture.bytes, 150, 50)).toBe("red");
    expect(await colourAt(picture.bytes, 150, 350)).toBe("blue");
  });

  test.each(["image/png", "image/webp"])("of %s is a JPEG, with paper where it was see-through", async (kind) => {
    const drawing = await pictureOf(80, 60, (pen) => pen.fillRect(0, 0, 40, 60), kind);
    const { bytes } = await shrink(drawing);
    expect(Array.from(new Uint8Array(bytes.slice(0, 3)))).toEqual([0xff, 0xd8, 0xff]);
    expect(await colourAt(bytes, 60, 30)).toBe("white");
    expect(await colourAt(bytes, 20, 30)).toBe("black");
  });

  test.each<[string, () => Promise<Blob>, string]>([
    ["that was cut off after its first bytes", cut, "broken"],
    ["that is something else under a photo's name", () => Promise.resolve(new Blob(["hello"])), "not_a_picture"],
  ])("%s is refused, and the next one is taken all the same", async (_, file, reason) => {
    const refused = await shrink(await file()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PictureRefused);
    expect(refused).toMatchObject({ reason });
    expect((await shrink(await pictureOf(40, 30, redAndBlue(40, 30)))).width).toBe(40);
  });

  test("several at once are each themselves", async () => {
    const sizes = [100, 200, 300];
    const made = await Promise.all(sizes.map((size) => pictureOf(size, size, redAndBlue(size, size))));
    const kept = await Promise.all(made.map(shrink));
    expect(kept.map(({ width }) => width)).toEqual(sizes);
    expect(new Set(kept.map((each) => each.sha256)).size).toBe(3);
  });
});

async function cut(): Promise<Blob> {
  return (await pictureOf(400, 300, redAndBlue(400, 300))).slice(0, 40);
}

describe("a badge that is held before the camera", () => {
  let shown: MediaStream | undefined;
  const video = () => document.body.appendChild(document.createElement("video"));
  const tracks = () => shown!.getTracks().map(({ readyState }) => readyState);

  afterEach(() => {
    Reflect.deleteProperty(navigator.mediaDevices, "getUserMedia");
    for (const element of document.querySelectorAll("body > video, body > canvas")) element.remove();
    shown = undefined;
  });

  /** A camera that sees this text as a square of dots, or what `instead` paints. */
  function cameraSees(text: string): void {
    const dots = encodeQR(text, "raw");
    const canvas = document.body.appendChild(
      Object.assign(document.createElement("canvas"), { width: 400, height: 400 }),
    );
    const pen = canvas.getContext("2d")!;
    const size = 400 / (dots.length + 8);
    const paint = () => {
      pen.fillStyle = "white";
      pen.fillRect(0, 0, 400, 400);
      pen.fillStyle = "black";
      dots.forEach((row, y) =>
        row.forEach((dark, x) => dark && pen.fillRect((x + 4) * size, (y + 4) * size, size + 0.5, size + 0.5)),
      );
      if (canvas.isConnected) requestAnimationFrame(paint);
    };
    paint();
    shown = canvas.captureStream(30);
    camera(() => Promise.resolve(shown!));
  }

  function camera(open: () => Promise<MediaStream>): void {
    Object.defineProperty(navigator.mediaDevices, "getUserMedia", { configurable: true, value: open });
  }

  test("is read, and the camera is free as soon as it was the right one", async () => {
    cameraSees("https://kith.example/b#mayasbadge");
    const read: string[] = [];
    const element = video();
    await scan(element, (text) => read.push(text) > 0, new AbortController().signal);
    expect(read).toEqual(["https://kith.example/b#mayasbadge"]);
    expect(tracks()).toEqual(["ended"]);
    expect(element.srcObject).toBeNull();
  });

  test("that is another school's is looked past, until its person gives up; then the camera is free too", async () => {
    cameraSees("https://elsewhere.example/");
    const giveUp = new AbortController();
    let read = 0;
    const over = scan(video(), () => ++read < 0, giveUp.signal);
    await until(() => read > 1);
    expect(tracks()).toEqual(["live"]);
    giveUp.abort();
    await over;
    expect(tracks()).toEqual(["ended"]);
  });

  test.each([
    ["denied", new DOMException("", "NotAllowedError")],
    ["missing", new DOMException("", "NotFoundError")],
    ["missing", new DOMException("", "NotReadableError")],
  ])("a camera that is %s is told apart, so that the door can say what to do", async (reason, error) => {
    camera(() => Promise.reject(error));
    const refused = scan(video(), () => true, new AbortController().signal);
    await expect(refused).rejects.toMatchObject({ name: "CameraRefused", reason });
  });
});

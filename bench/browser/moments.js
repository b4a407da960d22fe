/** What both sides keep and send, the same bytes for the same numbers. Runs on the pages. */

export const words = "We drummed until the bell, and then once more because nobody wanted to stop.";

/** Numbers between 0 and 1 that are the same at each run. */
function chance(seed) {
  let at = seed * 2654435761 + 1;
  return () => {
    at = (Math.imul(at ^ (at >>> 15), 2246822519) + 374761393) >>> 0;
    return at / 2 ** 32;
  };
}

/** A photo as the app stores them: a JPEG of 1600 x 1200 and some 155 KB, with edges, gradients and grain. */
export async function photoOf(number) {
  const [width, height] = [1600, 1200];
  const next = chance(number + 1);
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, width, height);
  for (const stop of [0, 0.3, 0.7, 1]) sky.addColorStop(stop, `hsl(${next() * 360} 50% ${30 + next() * 40}%)`);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, width, height);
  for (let n = 0; n < 1400; n++) {
    pen.fillStyle = `hsl(${next() * 360} 40% ${20 + next() * 60}% / 0.6)`;
    pen.beginPath();
    pen.ellipse(next() * width, next() * height, 4 + next() * 60, 4 + next() * 30, next() * 3, 0, 7);
    pen.fill();
  }
  const file = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.6 });
  return { bytes: await file.arrayBuffer(), width, height };
}

/** True for every second moment until all photos are spread, so that neither side sends them in one lump. */
export const hasPhoto = (n, moments, photos) => Math.floor((n * photos) / moments) < Math.floor(((n + 1) * photos) / moments);

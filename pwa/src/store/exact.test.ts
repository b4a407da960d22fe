import { expect, test } from "vitest";
import { isExact } from "./exact";
import { keepPicture, unwantPicture } from "./pictures";
import { lunch, mayasSeat, momentRow, tell, told } from "./people.testing";

test("a picture is exact once this phone holds it in the size that is shown", async () => {
  const seat = await mayasSeat();
  const picture = { media: "soupphoto000001", rendition: "souprendition01", alt: "Soup", kept: true };
  await tell(seat, [momentRow(`staff:${lunch}`, told("soupmoment00001", { form: "staff", pictures: [picture] }))]);
  expect(await isExact(seat, picture.rendition, 800)).toBe(false);
  await keepPicture(seat, picture.rendition, 400, new ArrayBuffer(8));
  expect(await isExact(seat, picture.rendition, 800)).toBe(false);
  await keepPicture(seat, picture.rendition, 800, new ArrayBuffer(8));
  expect(await isExact(seat, picture.rendition, 800)).toBe(true);
});

test("a picture that the school does not give is not exact", async () => {
  const seat = await mayasSeat();
  await unwantPicture(seat, "souprendition01", 800);
  expect(await isExact(seat, "souprendition01", 800)).toBe(false);
});

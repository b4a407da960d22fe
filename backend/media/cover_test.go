package media_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"kith/backend/media"
)

// ours is a picture as the school keeps it, and what it shows.
func ours(t *testing.T, m image.Image) ([]byte, image.Image) {
	t.Helper()
	large := rebuild(t, jpegOf(t, m)).Large
	return large, decoded(t, large)
}

func cover(t *testing.T, large []byte, crop image.Rectangle, boxes ...image.Rectangle) media.Sizes {
	t.Helper()
	sizes, err := media.Cover(t.Context(), bytes.NewReader(large), boxes, crop)
	if err != nil {
		t.Fatal(err)
	}
	return sizes
}

// inSizes is each size with a box of the large one in its own pixels, and a pixel less on each side where it was shrunk.
func inSizes(t *testing.T, sizes media.Sizes, box image.Rectangle, look func(m image.Image, box image.Rectangle)) {
	t.Helper()
	for _, file := range [][]byte{sizes.Large, sizes.Medium, sizes.Small} {
		m := decoded(t, file)
		scale := float64(m.Bounds().Dx()) / float64(sizes.Width)
		at := func(v int) int { return int(float64(v) * scale) }
		look(m, image.Rect(at(box.Min.X), at(box.Min.Y), at(box.Max.X), at(box.Max.Y)).Intersect(m.Bounds()))
	}
}

func far(a, b color.Color) int {
	most := 0
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	for _, pair := range [][2]uint32{{ar, br}, {ag, bg}, {ab, bb}} {
		most = max(most, abs(int(pair[0]>>8)-int(pair[1]>>8)))
	}
	return most
}

var ink = color.RGBA{R: 0x3a, G: 0x34, B: 0x2c, A: 255}

// Boxes anywhere: within, at each edge, of a pixel, across another, and beyond the picture.
var faces = []image.Rectangle{
	image.Rect(203, 117, 287, 221), image.Rect(0, 0, 40, 40), image.Rect(1180, 860, 1200, 900), image.Rect(600, 400, 601, 401),
	image.Rect(640, 380, 760, 520), image.Rect(700, 450, 900, 560), image.Rect(-500, 300, 20, 340), image.Rect(1150, -40, 5000, 60),
}

func TestWhatIsCoveredIsOneColourInEverySize(t *testing.T) {
	large, _ := ours(t, photo(1200, 900))
	sizes := cover(t, large, image.Rectangle{}, faces...)
	for _, box := range faces {
		inSizes(t, sizes, box, func(m image.Image, box image.Rectangle) {
			for y := box.Min.Y; y < box.Max.Y; y++ {
				for x := box.Min.X; x < box.Max.X; x++ {
					if d := far(m.At(x, y), ink); d > 12 {
						t.Fatalf("%v of %v: the pixel %d,%d is %d away from the covering", box, m.Bounds(), x, y, d)
					}
				}
			}
		})
	}
}

func TestWhatIsCoveredSaysNothingOfWhatWasThere(t *testing.T) {
	one, _ := ours(t, photo(1200, 900))
	other := image.NewRGBA(image.Rect(0, 0, 1200, 900))
	draw.Draw(other, other.Rect, image.NewUniform(color.RGBA{R: 250, G: 240, B: 20, A: 255}), image.Point{}, draw.Src)
	another, _ := ours(t, other)
	for _, box := range faces {
		var seen [][]color.Color
		for _, large := range [][]byte{one, another} {
			var pixels []color.Color
			inSizes(t, cover(t, large, image.Rectangle{}, box), box, func(m image.Image, box image.Rectangle) {
				for y := box.Min.Y; y < box.Max.Y; y++ {
					for x := box.Min.X; x < box.Max.X; x++ {
						pixels = append(pixels, m.At(x, y))
					}
				}
			})
			seen = append(seen, pixels)
		}
		for i := range seen[0] {
			if far(seen[0][i], seen[1][i]) > 0 {
				t.Fatalf("%v: a covered pixel is %v over one picture and %v over another", box, seen[0][i], seen[1][i])
			}
		}
	}
}

func TestAroundWhatIsCoveredThePictureStays(t *testing.T) {
	large, before := ours(t, photo(1200, 900))
	box := image.Rect(203, 117, 287, 221)
	after := decoded(t, cover(t, large, image.Rectangle{}, box).Large)
	painted := image.Rect(176, 80, 320, 256) // grown by three tenths on each side, out to the next sixteen
	worst, n, sum := 0, 0, 0.0
	for y := range 900 {
		for x := range 1200 {
			d := far(before.At(x, y), after.At(x, y))
			if image.Pt(x, y).In(painted) {
				continue
			}
			worst, n, sum = max(worst, d), n+1, sum+float64(d*d)
		}
	}
	if rms := math.Sqrt(sum / float64(n)); rms > 4 {
		t.Errorf("outside of it the picture changed by %.1f on the whole, %d at worst", rms, worst)
	}
	for _, corner := range []image.Point{{176, 80}, {319, 255}} {
		if d := far(after.At(corner.X, corner.Y), ink); d > 12 {
			t.Errorf("%v is not covered", corner)
		}
	}
}

func TestWhatIsCutOffIsInNoSize(t *testing.T) {
	m := photo(1200, 900)
	red := image.NewUniform(color.RGBA{R: 255, A: 255})
	draw.Draw(m, image.Rect(0, 0, 300, 900), red, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(1000, 0, 1200, 900), red, image.Point{}, draw.Src)
	large, _ := ours(t, m)
	sizes := cover(t, large, image.Rect(300, 30, 1000, 900), image.Rect(400, 200, 440, 240))
	if sizes.Width != 688 || sizes.Height != 868 { // 304 to 992 and 32 to 900
		t.Errorf("it is %dx%d", sizes.Width, sizes.Height)
	}
	for _, file := range [][]byte{sizes.Large, sizes.Medium, sizes.Small} {
		part := decoded(t, file)
		for y := part.Bounds().Min.Y; y < part.Bounds().Max.Y; y++ {
			for x := part.Bounds().Min.X; x < part.Bounds().Max.X; x++ {
				if far(part.At(x, y), color.RGBA{R: 255, A: 255}) < 60 {
					t.Fatalf("%v: the pixel %d,%d is of what was cut off", part.Bounds(), x, y)
				}
			}
		}
	}
	if d := far(decoded(t, sizes.Large).At(420-304, 220-32), ink); d > 12 {
		t.Error("what was covered moved with the cut")
	}
}

func TestACoveredPictureIsAPictureAndNothingElse(t *testing.T) {
	large, _ := ours(t, photo(320, 240))
	for _, file := range [][]byte{cover(t, large, image.Rectangle{}, faces[0]).Large, cover(t, large, image.Rect(16, 16, 160, 160)).Small} {
		if bytes.Contains(file, []byte("Exif")) || !bytes.HasSuffix(file, []byte{0xff, 0xd9}) || bytes.Index(file, []byte{0xff, 0xd9}) != len(file)-2 {
			t.Error("something besides the picture is in the file")
		}
		if again := rebuild(t, file); len(again.Large) == 0 {
			t.Error("it is no picture that we would take")
		}
	}
}

func TestWhatIsNoPictureOfOursIsNotCovered(t *testing.T) {
	large, _ := ours(t, photo(64, 64))
	for what, file := range map[string][]byte{"nothing": nil, "text": []byte("a face"), "half a picture": large[:len(large)/2], "a PNG": pngOf(t, photo(8, 8))} {
		if sizes, err := media.Cover(t.Context(), bytes.NewReader(file), faces[:1], image.Rectangle{}); err == nil {
			t.Errorf("%s was covered: %dx%d", what, sizes.Width, sizes.Height)
		}
	}
	if _, err := media.Cover(t.Context(), bytes.NewReader(large), nil, image.Rect(3, 3, 9, 9)); err == nil {
		t.Error("a picture was cut to less than a unit")
	}
}

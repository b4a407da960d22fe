package faces_test

import (
	"image"
	"image/color"
	"math"
	"testing"

	"kith/backend/faces"
)

// level is the byte that a number of the input stands for.
func level(v float32, channel int) float64 {
	return float64(v)*255 + []float64{117.001, 114.697, 97.404}[channel]
}

func TestAColourStaysWhatItIsAtEverySize(t *testing.T) {
	skin := rgb(214, 160, 124)
	picture := each(90, 70, func(int, int) color.RGBA { return skin })
	for _, size := range []image.Point{{X: 90, Y: 70}, {X: 31, Y: 17}, {X: 1, Y: 1}, {X: 180, Y: 140}} {
		for y, line := range faces.Input(picture, size) {
			for i, v := range line {
				if want := []uint8{skin.R, skin.G, skin.B}[i%3]; math.Abs(level(v, i%3)-float64(want)) > .01 {
					t.Fatalf("%v, line %d, number %d: %g instead of %d", size, y, i, level(v, i%3), want)
				}
			}
		}
	}
}

func TestAPictureAtItsOwnSizeIsCopied(t *testing.T) {
	picture := painted(60, 50, somebody(0, 30, 25, 30))
	for y, line := range faces.Input(picture, image.Pt(60, 50)) {
		for i, v := range line {
			if at := picture.Pix[y*picture.Stride+i/3*4+i%3]; math.Abs(level(v, i%3)-float64(at)) > .01 {
				t.Fatalf("line %d, number %d: %g instead of %d", y, i, level(v, i%3), at)
			}
		}
	}
}

// Every pixel counts when a picture shrinks: a thin line does not vanish between the samples.
func TestAThinLineIsStillThereWhenAPictureShrinks(t *testing.T) {
	red := map[bool]color.RGBA{true: rgb(255, 0, 0), false: rgb(0, 0, 0)}
	for at := range 40 {
		upright := each(80, 8, func(x, _ int) color.RGBA { return red[x == 20+at] })
		across := each(8, 80, func(_, y int) color.RGBA { return red[y == 20+at] })
		for name, lines := range map[string][][]float32{
			"upright": faces.Input(upright, image.Pt(10, 1)), "across": faces.Input(across, image.Pt(1, 10)),
		} {
			sum := 0.0
			for _, line := range lines {
				for i := 0; i < len(line); i += 3 {
					sum += level(line[i], 0)
				}
			}
			if math.Abs(sum-255./8) > 1 {
				t.Errorf("%s line at %d: %g is left of %g", name, 20+at, sum, 255./8)
			}
		}
	}
}

func TestTransparentPlacesAreWhite(t *testing.T) {
	picture := image.NewNRGBA(image.Rect(3, 4, 13, 14))
	picture.SetNRGBA(5, 6, color.NRGBA{200, 100, 50, 128})
	lines := faces.Input(picture, image.Pt(10, 10))
	for c, want := range []float64{227, 177, 152} {
		if got := level(lines[2][3*2+c], c); math.Abs(got-want) > 1 {
			t.Errorf("half of a colour on white is %g instead of %g", got, want)
		}
		if got := level(lines[0][c], c); math.Abs(got-255) > .01 {
			t.Errorf("nothing is %g", got)
		}
	}
}

package media_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/draw"

	"kith/backend/media"
)

func even(m *image.YCbCr, luma, cb, cr uint8) *image.YCbCr {
	for i := range m.Y {
		m.Y[i] = luma
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = cb, cr
	}
	return m
}

var ratios = []image.YCbCrSubsampleRatio{
	image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
	image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
}

func Test_an_even_picture_stays_even_to_the_last_bit(t *testing.T) {
	sides := [][4]int{{1009, 757, 400, 300}, {1601, 3, 1600, 3}, {37, 23, 5, 3}, {7, 7, 7, 7}, {1, 9, 1, 4}, {8192, 1, 1600, 1}, {8191, 2, 1600, 1}}
	for _, ratio := range ratios {
		for _, s := range sides {
			for _, v := range []uint8{0, 127, 255} {
				from := even(image.NewYCbCr(image.Rect(0, 0, s[0], s[1]), ratio), v, 255-v, v)
				to := media.Scaled(from, s[2], s[3])
				for i, got := range to.Y {
					if got != v {
						t.Fatalf("%v %v: brightness %d became %d at %d", ratio, s, v, got, i)
					}
				}
				for i := range to.Cb {
					if to.Cb[i] != 255-v || to.Cr[i] != v {
						t.Fatalf("%v %v: colour %d became %d/%d", ratio, s, v, to.Cb[i], to.Cr[i])
					}
				}
			}
		}
	}
}

func Test_a_picture_keeps_its_brightness_and_colour_on_the_whole(t *testing.T) {
	from := image.NewYCbCr(image.Rect(0, 0, 900, 600), image.YCbCrSubsampleRatio444)
	dice := rand.New(rand.NewPCG(3, 4))
	for _, channel := range [][]uint8{from.Y, from.Cb, from.Cr} {
		for i := range channel {
			channel[i] = uint8(dice.IntN(256))
		}
	}
	to := media.Scaled(from, 400, 267)
	for name, c := range map[string][2][]uint8{"brightness": {from.Y, to.Y}, "blue": {from.Cb, to.Cb}, "red": {from.Cr, to.Cr}} {
		if before, after := mean(c[0]), mean(c[1]); after-before > 0.2 || before-after > 0.2 {
			t.Errorf("%s: %.2f became %.2f", name, before, after)
		}
	}
}

func mean(channel []uint8) float64 {
	sum := 0
	for _, v := range channel {
		sum += int(v)
	}
	return float64(sum) / float64(len(channel))
}

func Test_a_picture_of_the_same_size_is_copied(t *testing.T) {
	from := image.NewGray(image.Rect(0, 0, 61, 47))
	dice := rand.New(rand.NewPCG(1, 2))
	for i := range from.Pix {
		from.Pix[i] = uint8(dice.IntN(256))
	}
	to := media.Scaled(from, 61, 47)
	for y := range 47 {
		for x := range 61 {
			if to.YCbCrAt(x, y).Y != from.GrayAt(x, y).Y {
				t.Fatalf("%d,%d changed", x, y)
			}
		}
	}
}

func Test_a_picture_stays_where_it_is_when_it_shrinks(t *testing.T) {
	for _, ratio := range ratios {
		from := image.NewYCbCr(image.Rect(0, 0, 600, 400), ratio)
		for y := range 400 {
			for x := range 600 {
				from.Y[from.YOffset(x, y)] = uint8(x * 255 / 599)
				from.Cb[from.COffset(x, y)] = uint8(y * 255 / 399)
				from.Cr[from.COffset(x, y)] = uint8(x * 255 / 599)
			}
		}
		to := media.Scaled(from, 251, 167) // odd on purpose
		for _, at := range []image.Point{{60, 40}, {125, 83}, {200, 120}} {
			got := to.YCbCrAt(at.X, at.Y)
			x, y := (float64(at.X)+.5)/251*255, (float64(at.Y)+.5)/167*255
			if off(got.Y, x) > 2 || off(got.Cb, y) > 3 || off(got.Cr, x) > 3 {
				t.Errorf("%v at %v: %v, want about %.0f %.0f", ratio, at, got, x, y)
			}
		}
	}
}

func off(got uint8, want float64) float64 { return max(float64(got)-want, want-float64(got)) }

func Test_every_kind_of_decoded_picture_shrinks_to_the_same_colours(t *testing.T) {
	source := photo(640, 480)
	want := image.NewRGBA(image.Rect(0, 0, 200, 150))
	draw.CatmullRom.Scale(want, want.Bounds(), source, source.Bounds(), draw.Src, nil)
	for name, m := range map[string]draw.Image{
		"NRGBA": image.NewNRGBA(source.Rect), "NRGBA64": image.NewNRGBA64(source.Rect), "RGBA64": image.NewRGBA64(source.Rect),
		"CMYK": image.NewCMYK(source.Rect), "an unknown one": onlyAt{image.NewNRGBA(source.Rect)}, "RGBA": image.NewRGBA(source.Rect),
	} {
		draw.Draw(m, source.Rect, source, image.Point{}, draw.Src)
		if near := psnr(t, want, media.Scaled(m, 200, 150)); near < 33 {
			t.Errorf("%s: %.1f dB", name, near)
		}
	}
}

type onlyAt struct{ draw.Image }

func Test_what_is_transparent_becomes_white(t *testing.T) {
	glass := image.NewNRGBA(image.Rect(0, 0, 90, 60))
	half := image.NewNRGBA(glass.Rect)
	half64 := image.NewNRGBA64(glass.Rect)
	draw.Draw(half, half.Rect, image.NewUniform(color.NRGBA{0, 0, 0, 128}), image.Point{}, draw.Src)
	draw.Draw(half64, half.Rect, image.NewUniform(color.NRGBA{0, 0, 0, 128}), image.Point{}, draw.Src)
	premultiplied := image.NewRGBA(glass.Rect)
	draw.Draw(premultiplied, half.Rect, image.NewUniform(color.NRGBA{0, 0, 0, 128}), image.Point{}, draw.Src)
	for name, c := range map[string]struct {
		m    image.Image
		want uint8
	}{"clear": {glass, 255}, "half": {half, 127}, "half, 16 bits": {half64, 127}, "half, premultiplied": {premultiplied, 127}} {
		got := media.Scaled(c.m, 30, 20).YCbCrAt(11, 7)
		if off(got.Y, float64(c.want)) > 1 || got.Cb != 128 || got.Cr != 128 {
			t.Errorf("%s: %v, want %d", name, got, c.want)
		}
	}
}

package faces_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"kith/backend/faces"
	"kith/backend/faces/portrait"
)

// each is a picture made pixel by pixel.
func each(width, height int, colour func(x, y int) color.RGBA) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetRGBA(x, y, colour(x, y))
		}
	}
	return m
}

func TestNobodyIsFoundWhereNobodyIs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	grain := func() uint8 { return uint8(random.UintN(256)) }
	for name, picture := range map[string]image.Image{
		"black":          each(160, 120, func(int, int) color.RGBA { return rgb(0, 0, 0) }),
		"white":          each(160, 120, func(int, int) color.RGBA { return rgb(255, 255, 255) }),
		"a skin":         each(160, 120, func(int, int) color.RGBA { return rgb(214, 160, 124) }),
		"a wall":         wall(160, 120),
		"noise":          each(160, 120, func(int, int) color.RGBA { return rgb(grain(), grain(), grain()) }),
		"grey noise":     each(160, 120, func(int, int) color.RGBA { g := grain(); return rgb(g, g, g) }),
		"stripes":        each(160, 120, func(x, _ int) color.RGBA { return rgb(uint8(x/8%2*255), 90, 60) }),
		"lines":          each(160, 120, func(_, y int) color.RGBA { return rgb(200, uint8(y/3%2*200), 60) }),
		"a board":        each(160, 120, func(x, y int) color.RGBA { return rgb(uint8((x/10+y/10)%2*255), 180, 140) }),
		"transparency":   image.NewRGBA(image.Rect(0, 0, 160, 120)),
		"a ball":         balls(1),
		"a pair of eyes": balls(2),
	} {
		if found := find(t, picture); len(found) != 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// balls are dark and round, and nothing but that.
func balls(count int) *image.RGBA {
	m := wall(160, 120)
	for i := range count {
		portrait.Blob{X: 50 + 50*float64(i), Y: 60, Across: 10, Down: 10, Fade: .1, Colour: rgb(20, 20, 20), Strength: 1}.Paint(m)
	}
	return m
}

func TestPicturesOfOddSizesHoldNobodyAndBreakNothing(t *testing.T) {
	for _, size := range []image.Point{
		{X: 0, Y: 0},
		{X: 0, Y: 9},
		{X: 9, Y: 0},
		{X: 1, Y: 1},
		{X: 2, Y: 1},
		{X: 15, Y: 16},
		{X: 17, Y: 33},
		{X: 1, Y: 800},
		{X: 16000, Y: 1},
		{X: 1, Y: 16000},
		{X: 2, Y: faces.MaxSide},
	} {
		if found := find(t, image.NewGray(image.Rectangle{Max: size})); len(found) != 0 {
			t.Errorf("%v: %v", size, found)
		}
	}
	turned := &image.RGBA{Rect: image.Rectangle{Min: image.Pt(5, 5)}}
	if found := find(t, turned); len(found) != 0 {
		t.Errorf("a picture that ends before it begins: %v", found)
	}
}

func TestAPictureThatIsTooLargeIsNotLookedAt(t *testing.T) {
	for _, picture := range []image.Image{
		image.NewUniform(color.White), // a thousand million pixels to all sides
		image.NewGray(image.Rect(0, 0, faces.MaxSide+1, 1)),
		image.NewGray(image.Rect(0, 0, 1, faces.MaxSide+1)),
	} {
		if found, err := faces.Find(context.Background(), picture); !errors.Is(err, faces.ErrTooLarge) || found != nil {
			t.Errorf("%v: %v, %v", picture.Bounds(), found, err)
		}
	}
}

func TestNoPassEnlargesAPictureMoreThanTwice(t *testing.T) {
	for longer, want := range map[int][]int{
		1: {32}, 100: {224}, 300: {608}, 400: {608}, 799: {608}, 800: {800, 608}, 1000: {992, 608}, 1600: {1408, 608}, 16000: {1408, 608},
	} {
		if got := faces.Passes(longer); !slices.Equal(got, want) {
			t.Errorf("%d pixels: %v", longer, got)
		}
	}
}

// watched is a picture that tells when one of its lines is read.
type watched struct {
	*image.Gray
	line func(y int)
}

func (w watched) At(x, y int) color.Color {
	if x == 0 {
		w.line(y)
	}
	return w.Gray.At(x, y)
}

func (w watched) RGBA64At(x, y int) color.RGBA64 {
	if x == 0 {
		w.line(y)
	}
	return w.Gray.RGBA64At(x, y)
}

func TestALookThatIsCancelledEndsWithTheLine(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	last := 0
	picture := watched{image.NewGray(image.Rect(0, 0, 608, 608)), func(y int) {
		if last = y; y == 200 {
			cancel()
		}
	}}
	found, err := faces.Find(ctx, picture)
	if !errors.Is(err, context.Canceled) || found != nil {
		t.Errorf("%v, %v", found, err)
	}
	if last < 200 || last > 202 {
		t.Errorf("cancelled in line 200, read up to line %d", last)
	}
	for _, size := range []int{0, 100} {
		if _, err := faces.Find(ctx, image.NewGray(image.Rect(0, 0, size, size))); !errors.Is(err, context.Canceled) {
			t.Errorf("begun after its end: %v", err)
		}
	}
}

// Memory is counted as all that was ever asked for, so that no timing of the collector can hide any.
func TestALookAtAMasterTakesLittleMemory(t *testing.T) {
	master := image.NewYCbCr(image.Rect(0, 0, 1600, 1200), image.YCbCrSubsampleRatio420)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	found := find(t, master)
	runtime.ReadMemStats(&after)
	if len(found) != 0 {
		t.Errorf("in nothing at all: %v", found)
	}
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 5<<20 {
		t.Errorf("%d bytes", bytes)
	}
	if times := after.Mallocs - before.Mallocs; times > 200 {
		t.Errorf("memory was asked for %d times", times)
	}
}

func BenchmarkFind(b *testing.B) {
	for name, picture := range map[string]image.Image{"1600 pixels": wall(1600, 1200), "600 pixels": wall(600, 450)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := faces.Find(context.Background(), picture); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package faces_test

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"image/jpeg"
	"slices"
	"sync"
	"testing"

	"kith/backend/faces"
	"kith/backend/faces/portrait"
)

func find(t *testing.T, picture image.Image) []faces.Face {
	t.Helper()
	found, err := faces.Find(context.Background(), picture)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// overlap is the shared part of two boxes by their union.
func overlap(a, b image.Rectangle) float64 {
	area := func(r image.Rectangle) float64 { return float64(r.Dx() * r.Dy()) }
	shared := area(a.Intersect(b))
	return shared / (area(a) + area(b) - shared)
}

// finds fails unless everybody is found once, where they are, and nobody else is.
func finds(t *testing.T, found []faces.Face, people ...drawn) {
	t.Helper()
	if len(found) != len(people) {
		t.Errorf("%d faces were found, %d are there: %v", len(found), len(people), found)
	}
	for _, d := range people {
		if !slices.ContainsFunc(found, func(f faces.Face) bool { return overlap(f.Box, d.Box()) >= .5 }) {
			t.Errorf("the face at %v was not found there: %v", d.Box(), found)
		}
	}
	if !slices.IsSortedFunc(found, func(a, b faces.Face) int { return int(1000*b.Score) - int(1000*a.Score) }) {
		t.Errorf("the surest is not the first: %v", found)
	}
	for _, f := range found {
		if f.Score < faces.Sure || f.Score > 1 {
			t.Errorf("a face with a score of %g counts", f.Score)
		}
	}
}

func TestFacesOfFiveComplexionsAndThreeSizesAreFoundWhereTheyAre(t *testing.T) {
	var people []drawn
	for c := range portrait.Complexions {
		x := 200 + 300*float64(c)
		people = append(people, somebody(c, x, 250, 160), somebody(c, x, 600, 80), somebody(c, x, 850, 40))
	}
	finds(t, find(t, painted(1600, 1000, people...)), people...)
}

func TestASmallFaceIsFoundByTheSecondPassAlone(t *testing.T) {
	people := []drawn{somebody(1, 220, 150, 45), somebody(2, 800, 150, 45), somebody(4, 1370, 150, 45)}
	picture := painted(1600, 320, people...)
	first, err := faces.Seen(picture, 608)
	if err != nil || len(first) != 0 {
		t.Errorf("the first pass found %v (%v)", first, err)
	}
	finds(t, find(t, picture), people...)
}

func TestAFaceThatBothPassesSeeIsOneFace(t *testing.T) {
	people := []drawn{somebody(2, 250, 150, 75), somebody(3, 650, 150, 75)}
	picture := painted(900, 300, people...)
	for _, side := range faces.Passes(900) {
		alone, err := faces.Seen(picture, side)
		if err != nil {
			t.Fatal(err)
		}
		finds(t, alone, people...)
	}
	finds(t, find(t, picture), people...)
}

func TestALargeFaceIsLeftToTheFirstPass(t *testing.T) {
	d := somebody(1, 450, 260, 190)
	picture := painted(900, 520, d)
	first, err := faces.Seen(picture, 608)
	if err != nil {
		t.Fatal(err)
	}
	second, err := faces.Seen(picture, 896)
	if err != nil || len(second) == 0 || slices.Equal(first, second) {
		t.Fatalf("the second pass shows nothing here: %v (%v)", second, err)
	}
	finds(t, first, d)
	if got := find(t, picture); !slices.Equal(got, first) {
		t.Errorf("the first pass finds %v, the second %v, both %v", first, second, got)
	}
}

func TestASmallPictureIsLookedAtToo(t *testing.T) {
	for _, side := range []float64{100, 200, 400} {
		d := somebody(1, side*.55, side*.5, side*.4)
		finds(t, find(t, painted(int(side), int(side), d)), d)
	}
}

// The picture fills only part of the square that is looked at: what is beside it must move no box.
func TestFacesInCornersOfWideAndTallPicturesAreWhereTheyAre(t *testing.T) {
	for _, size := range []image.Point{{X: 790, Y: 260}, {X: 260, Y: 790}} {
		width, height := float64(size.X), float64(size.Y)
		people := []drawn{somebody(0, 70, 80, 70), somebody(2, width-75, height-55, 70)}
		finds(t, find(t, painted(size.X, size.Y, people...)), people...)
	}
}

func TestBoxesAreInPixelsOfThePictureWhereverItBegins(t *testing.T) {
	d := somebody(1, 400, 150, 100)
	whole := painted(700, 300, d)
	whole = whole.SubImage(image.Rect(250, 20, 650, 280)).(*image.RGBA)
	finds(t, find(t, whole), d)
}

func TestABoxEndsWithThePicture(t *testing.T) {
	picture := painted(400, 300, somebody(1, 55, 150, 130))
	found := find(t, picture)
	if len(found) != 1 || found[0].Box.Min.X != 0 || !found[0].Box.In(picture.Rect) {
		t.Errorf("found %v", found)
	}
}

// What a master is in memory: YCbCr with colours at half the size. Other kinds of image give the same faces.
func TestEveryKindOfImageIsRead(t *testing.T) {
	d := somebody(2, 210, 160, 120)
	picture := painted(400, 320, d)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	master, err := jpeg.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	if _, planes := master.(*image.YCbCr); !planes {
		t.Fatalf("a master is %T", master)
	}
	finds(t, find(t, master), d)
	clear := image.NewNRGBA64(picture.Rect)
	draw.Draw(clear, picture.Rect, picture, image.Point{}, draw.Src)
	finds(t, find(t, clear), d)
	grey := image.NewGray(picture.Rect)
	draw.Draw(grey, picture.Rect, picture, image.Point{}, draw.Src)
	finds(t, find(t, grey), d)
}

func TestTheSamePictureGivesTheSameFacesAlsoSideBySide(t *testing.T) {
	picture := painted(500, 300, somebody(0, 120, 150, 90), somebody(3, 370, 150, 90))
	want := find(t, picture)
	var all sync.WaitGroup
	got := make([][]faces.Face, 3)
	for i := range got {
		all.Go(func() { got[i], _ = faces.Find(context.Background(), picture) })
	}
	all.Wait()
	for _, faces := range got {
		if len(want) != 2 || !slices.Equal(faces, want) {
			t.Errorf("%v and %v", want, faces)
		}
	}
}

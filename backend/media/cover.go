package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
)

// How an area is covered. Source: design 4, "redaction": a mosaic or a blur leaves a face recognisable; a fill that was not made from the
// pixels below leaves nothing.
const (
	growth = 0.3 // of its side, added on each side: what finds faces stops at brow, chin and ears
	block  = 16  // pixels of a JPEG's coding unit: no unit may hold pixels of before and of after
)

// covering is the colour of what is covered: the ink of our pages.
var covering = color.YCbCrModel.Convert(color.RGBA{R: 0x3a, G: 0x34, B: 0x2c, A: 0xff}).(color.YCbCr) //nolint:forcetypeassert // it is the model's own

// Cover makes a picture from one of ours in which areas are covered for good: each box, in pixels of that picture, grown and filled in one
// colour, in every size. What crop leaves out is cut off; an empty crop leaves out nothing. Boxes beyond the picture cover what of them is in
// it. It waits for its turn as long as ctx allows. An error says that the picture is none of ours.
func Cover(ctx context.Context, ours io.Reader, boxes []image.Rectangle, crop image.Rectangle) (Sizes, error) {
	m, err := opened(ctx, ours)
	if err != nil {
		return Sizes{}, err
	}
	part := m.Rect
	if !crop.Empty() {
		if part = shrunk(crop, m.Rect); part.Empty() {
			return Sizes{}, fmt.Errorf("nothing is left of a picture that is cut to %v", crop)
		}
	}
	var areas []image.Rectangle
	for _, box := range boxes {
		areas = append(areas, grown(box, m.Rect).Sub(part.Min))
	}
	// Each size is filled anew, out to its own coding units: a unit of a smaller size would hold what lies beside the fill of a larger one.
	return encodeSizes(cut(m, part), func(m *image.YCbCr) {
		for _, area := range areas {
			paint(m, within(area, part.Size(), m.Rect))
		}
	})
}

// opened decodes one of our pictures, when its turn has come.
func opened(ctx context.Context, ours io.Reader) (*image.YCbCr, error) {
	select {
	case turnstile <- struct{}{}:
		defer func() { <-turnstile }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	data, err := io.ReadAll(io.LimitReader(ours, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read our picture: %w", err)
	}
	if _, _, err := inspect(data); err != nil {
		return nil, fmt.Errorf("our picture: %w", err)
	}
	decoded, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decode our picture: %w", err)
	}
	m, is := decoded.(*image.YCbCr)
	if !is || m.SubsampleRatio != image.YCbCrSubsampleRatio420 {
		return nil, fmt.Errorf("a picture of ours is %T", decoded)
	}
	return m, nil
}

// grown is what is covered for a box: more than the box, and no more than the picture.
func grown(box, picture image.Rectangle) image.Rectangle {
	box = box.Intersect(picture)
	if box.Empty() {
		return image.Rectangle{}
	}
	across, down := int(growth*float64(box.Dx())+1), int(growth*float64(box.Dy())+1)
	return image.Rect(box.Min.X-across, box.Min.Y-down, box.Max.X+across, box.Max.Y+down).Intersect(picture)
}

// within is an area of a picture of that size in one that was shrunk from it, out to whole coding units.
func within(area image.Rectangle, size image.Point, shrunk image.Rectangle) image.Rectangle {
	area = area.Intersect(image.Rectangle{Max: size})
	if area.Empty() {
		return area
	}
	width, height := shrunk.Dx(), shrunk.Dy()
	return image.Rect(
		area.Min.X*width/size.X/block*block, area.Min.Y*height/size.Y/block*block,
		up((area.Max.X*width+size.X-1)/size.X), up((area.Max.Y*height+size.Y-1)/size.Y),
	).Intersect(shrunk)
}

// shrunk is what is left by a crop: whole coding units, so that none holds anything of what is cut off. The picture's own edges stay.
func shrunk(crop, picture image.Rectangle) image.Rectangle {
	crop = crop.Intersect(picture)
	left := image.Rectangle{Min: image.Pt(up(crop.Min.X), up(crop.Min.Y)), Max: image.Pt(crop.Max.X/block*block, crop.Max.Y/block*block)}
	if crop.Max.X == picture.Max.X {
		left.Max.X = picture.Max.X
	}
	if crop.Max.Y == picture.Max.Y {
		left.Max.Y = picture.Max.Y
	}
	return left.Intersect(picture)
}

func up(v int) int { return (v + block - 1) / block * block }

// paint fills an area that begins at a coding unit.
func paint(m *image.YCbCr, area image.Rectangle) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		fill(m.Y[m.YOffset(area.Min.X, y):][:area.Dx()], covering.Y)
	}
	for y := area.Min.Y; y < area.Max.Y; y += 2 {
		at, long := m.COffset(area.Min.X, y), (area.Dx()+1)/2
		fill(m.Cb[at:][:long], covering.Cb)
		fill(m.Cr[at:][:long], covering.Cr)
	}
}

// cut copies a part, so that nothing beyond it is in the bytes that are encoded.
func cut(m *image.YCbCr, part image.Rectangle) *image.YCbCr {
	if part == m.Rect {
		return m
	}
	to := image.NewYCbCr(image.Rect(0, 0, part.Dx(), part.Dy()), m.SubsampleRatio)
	for y := range part.Dy() {
		copy(to.Y[y*to.YStride:][:part.Dx()], m.Y[m.YOffset(part.Min.X, part.Min.Y+y):])
	}
	for y := 0; y < part.Dy(); y += 2 {
		at, long := m.COffset(part.Min.X, part.Min.Y+y), (part.Dx()+1)/2
		copy(to.Cb[y/2*to.CStride:][:long], m.Cb[at:])
		copy(to.Cr[y/2*to.CStride:][:long], m.Cr[at:])
	}
	return to
}

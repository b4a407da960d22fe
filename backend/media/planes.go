package media

import (
	"image"
	"image/color"
)

// plane is one channel of a picture, a byte a sample.
type plane struct {
	pix           []uint8
	stride        int
	width, height int
}

func newPlane(width, height int) plane {
	return plane{pix: make([]uint8, width*height), stride: width, width: width, height: height}
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.stride:][:p.width] }

// lines hands out one row of a source, a slice for each channel. The slices are good until the next call.
type lines func(y int) [][]uint8

func rowsOf(planes ...plane) lines {
	out := make([][]uint8, len(planes))
	return func(y int) [][]uint8 {
		for c, p := range planes {
			out[c] = p.row(y)
		}
		return out
	}
}

// scaled gives a picture of width x height in YCbCr 4:2:0, from whatever a decoder made. Transparent places become white. Grey and
// YCbCr are shrunk plane by plane; other colours in RGB, row by row, so that no second full-size picture is ever made.
func scaled(from image.Image, width, height int) *image.YCbCr {
	switch from := from.(type) {
	case *image.YCbCr:
		return scaledPlanes(from, width, height)
	case *image.Gray:
		size := from.Rect.Size()
		to := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
		source := plane{from.Pix, from.Stride, size.X, size.Y}
		shrinkTo(rowsOf(source), size, image.Pt(width, height), lumaOf(to))
		fill(to.Cb, 128)
		fill(to.Cr, 128)
		return to
	}
	return scaledRGB(from, width, height)
}

func scaledPlanes(from *image.YCbCr, width, height int) *image.YCbCr {
	size := from.Rect.Size()
	if size == image.Pt(width, height) && from.SubsampleRatio == image.YCbCrSubsampleRatio420 {
		return from
	}
	to := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	shrinkTo(rowsOf(lumaOf(from)), size, image.Pt(width, height), lumaOf(to))

	cb, cr := chromaOf(from)
	toCb, toCr := chromaOf(to)
	wide, tall := subsampling(from.SubsampleRatio)
	stepX := 2 * float64(size.X) / float64(width) / float64(wide)
	stepY := 2 * float64(size.Y) / float64(height) / float64(tall)
	shrink(rowsOf(cb, cr), cb.width, triangle(cb.width, toCb.width, stepX), triangle(cb.height, toCb.height, stepY),
		[]plane{toCb, toCr})
	return to
}

func scaledRGB(from image.Image, width, height int) *image.YCbCr {
	out := []plane{newPlane(width, height), newPlane(width, height), newPlane(width, height)}
	size := from.Bounds().Size()
	shrinkTo(rowsOverWhite(from), size, image.Pt(width, height), out...)
	return toYCbCr(out[0], out[1], out[2])
}

func shrinkTo(read lines, from, to image.Point, out ...plane) {
	across := triangle(from.X, to.X, float64(from.X)/float64(to.X))
	down := triangle(from.Y, to.Y, float64(from.Y)/float64(to.Y))
	shrink(read, from.X, across, down, out)
}

func lumaOf(m *image.YCbCr) plane {
	return plane{m.Y, m.YStride, m.Rect.Dx(), m.Rect.Dy()}
}

func chromaOf(m *image.YCbCr) (cb, cr plane) {
	wide, tall := subsampling(m.SubsampleRatio)
	width, height := (m.Rect.Dx()+wide-1)/wide, (m.Rect.Dy()+tall-1)/tall
	return plane{m.Cb, m.CStride, width, height}, plane{m.Cr, m.CStride, width, height}
}

// subsampling is how many pixels share one colour sample, across and down.
func subsampling(ratio image.YCbCrSubsampleRatio) (wide, tall int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// toYCbCr turns three planes of RGB into YCbCr 4:2:0. A colour sample is the mean of its four pixels (of fewer at an odd edge).
func toYCbCr(r, g, b plane) *image.YCbCr {
	to := image.NewYCbCr(image.Rect(0, 0, r.width, r.height), image.YCbCrSubsampleRatio420)
	for y := 0; y < r.height; y += 2 {
		for x := 0; x < r.width; x += 2 {
			var cb, cr, n int
			for py := y; py < min(y+2, r.height); py++ {
				for px := x; px < min(x+2, r.width); px++ {
					at := py*r.stride + px
					luma, blue, red := color.RGBToYCbCr(r.pix[at], g.pix[at], b.pix[at])
					to.Y[py*to.YStride+px] = luma
					cb, cr, n = cb+int(blue), cr+int(red), n+1
				}
			}
			at := y/2*to.CStride + x/2
			to.Cb[at], to.Cr[at] = uint8((cb+n/2)/n), uint8((cr+n/2)/n)
		}
	}
	return to
}

// turned stands a picture upright. In a 4:2:0 picture with an odd side a mirrored colour plane comes to lie one pixel off its
// brightness, which is half a colour sample.
func turned(m *image.YCbCr, t turn) *image.YCbCr {
	if t == (turn{}) {
		return m
	}
	cb, cr := chromaOf(m)
	luma, blue, red := t.apply(lumaOf(m)), t.apply(cb), t.apply(cr)
	return &image.YCbCr{
		Y: luma.pix, Cb: blue.pix, Cr: red.pix, YStride: luma.stride, CStride: blue.stride,
		SubsampleRatio: m.SubsampleRatio, Rect: image.Rect(0, 0, luma.width, luma.height),
	}
}

func fill(pix []uint8, v uint8) {
	for i := range pix {
		pix[i] = v
	}
}

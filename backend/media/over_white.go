package media

import "image"

// rowsOverWhite reads any picture row by row as red, green and blue, with white behind what is transparent. The two types that large
// PNG files have are read directly; the rest through RGBA64At, which makes no garbage.
func rowsOverWhite(from image.Image) lines {
	bounds := from.Bounds()
	width := bounds.Dx()
	out := [][]uint8{make([]uint8, width), make([]uint8, width), make([]uint8, width)}
	var read func(y int)
	switch from := from.(type) {
	case *image.NRGBA:
		read = func(y int) { overWhiteNRGBA(out, from.Pix[y*from.Stride:]) }
	case *image.RGBA:
		read = func(y int) { overWhiteRGBA(out, from.Pix[y*from.Stride:]) }
	case image.RGBA64Image:
		read = func(y int) {
			for x := range width {
				c := from.RGBA64At(bounds.Min.X+x, bounds.Min.Y+y)
				white := 0xffff - uint32(c.A)
				out[0][x], out[1][x], out[2][x] = byteOf(uint32(c.R)+white), byteOf(uint32(c.G)+white), byteOf(uint32(c.B)+white)
			}
		}
	default:
		read = func(y int) {
			for x := range width {
				r, g, b, a := from.At(bounds.Min.X+x, bounds.Min.Y+y).RGBA()
				white := 0xffff - a
				out[0][x], out[1][x], out[2][x] = byteOf(r+white), byteOf(g+white), byteOf(b+white)
			}
		}
	}
	return func(y int) [][]uint8 {
		read(y)
		return out
	}
}

func byteOf(v uint32) uint8 { return uint8(min(v, 0xffff) >> 8) }

func overWhiteNRGBA(out [][]uint8, pix []uint8) {
	for x := range out[0] {
		p := pix[4*x:][:4]
		a := uint32(p[3])
		white := 255*(255-a) + 127
		for c := range out {
			out[c][x] = uint8((uint32(p[c])*a + white) / 255)
		}
	}
}

func overWhiteRGBA(out [][]uint8, pix []uint8) {
	for x := range out[0] {
		p := pix[4*x:][:4]
		white := 255 - p[3]
		for c := range out {
			out[c][x] = p[c] + white
		}
	}
}

package media_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

// photo is a picture with soft areas, edges and a little noise, the same every time: what a camera gives, without anybody in it.
func photo(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(7, 11))
	for y := range height {
		for x := range width {
			sun := 90 * math.Sin(float64(x)/97) * math.Cos(float64(y)/61)
			tree := 0.0
			if (x/53+y/37)%5 == 0 {
				tree = 60
			}
			grain := float64(noise.IntN(9)) - 4
			m.SetRGBA(x, y, color.RGBA{
				level(128 + sun + grain), level(120 - sun/2 + tree + grain), level(100 + tree - sun/3 + grain), 255,
			})
		}
	}
	return m
}

func level(v float64) uint8 { return uint8(max(0, min(255, v))) }

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// onceJPEG makes one photo when it is first asked for.
func onceJPEG(width, height int) func() []byte {
	return sync.OnceValue(func() []byte {
		var out bytes.Buffer
		if err := jpeg.Encode(&out, photo(width, height), nil); err != nil {
			panic(err) // encoding into memory has no way to fail
		}
		return out.Bytes()
	})
}

// corners is a picture whose four quarters tell which way is up: red, green, blue and white, clockwise from the top left.
func corners(width, height int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{255, 0, 0, 255}
			switch left, top := x < width/2, y < height/2; {
			case !left && top:
				c = color.RGBA{0, 255, 0, 255}
			case !left && !top:
				c = color.RGBA{0, 0, 255, 255}
			case left && !top:
				c = color.RGBA{255, 255, 255, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// quarters reads a picture of corners back: one letter a quarter, clockwise from the top left.
func quarters(m image.Image) string {
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	name := func(x, y int) byte {
		r, g, b, _ := m.At(b.Min.X+x, b.Min.Y+y).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000 && b > 0x8000:
			return 'W'
		case r > 0x8000:
			return 'R'
		case g > 0x8000:
			return 'G'
		case b > 0x8000:
			return 'B'
		}
		return '?'
	}
	return string([]byte{name(w/4, h/4), name(3*w/4, h/4), name(3*w/4, 3*h/4), name(w/4, 3*h/4)})
}

// exifOf is a TIFF block with an orientation, and behind it whatever a camera would tell about its owner.
func exifOf(order binary.AppendByteOrder, orientation uint16, secrets ...string) []byte {
	mark := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM\x00*"
	}
	block := order.AppendUint32([]byte(mark), 8)
	block = order.AppendUint16(block, 1)
	block = order.AppendUint16(block, 0x0112)
	block = order.AppendUint16(block, 3)
	block = order.AppendUint32(block, 1)
	block = order.AppendUint16(block, orientation)
	block = append(block, 0, 0, 0, 0, 0, 0)
	for _, s := range secrets {
		block = append(block, s...)
	}
	return block
}

// segment is one marker segment of a JPEG.
func segment(marker byte, body []byte) []byte {
	out := []byte{0xff, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(out, body...)
}

// inserted puts segments right behind the start of a JPEG, where cameras put theirs.
func inserted(file []byte, segments ...[]byte) []byte {
	out := append([]byte{}, file[:2]...)
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, file[2:]...)
}

func withExif(file, block []byte) []byte {
	return inserted(file, segment(0xe1, append([]byte("Exif\x00\x00"), block...)))
}

// psnr is how near two pictures are, in decibels, from every third pixel of every third row.
func psnr(t *testing.T, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes differ: %v and %v", a.Bounds(), b.Bounds())
	}
	sum, n := 0.0, 0.0
	for y := 0; y < a.Bounds().Dy(); y += 3 {
		for x := 0; x < a.Bounds().Dx(); x += 3 {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range [3]float64{float64(r1>>8) - float64(r2>>8), float64(g1>>8) - float64(g2>>8), float64(b1>>8) - float64(b2>>8)} {
				sum, n = sum+d*d, n+1
			}
		}
	}
	return 10 * math.Log10(255*255/(sum/n))
}

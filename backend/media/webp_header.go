package media

import (
	"bytes"
	"encoding/binary"
	"image"

	"golang.org/x/image/webp"
)

// A tree of a lossless WebP takes up to 384 bytes of memory for one byte of file while it is built, but a picture holds 2,600 groups
// of trees at most (x/image/vp8l: maxHuffImageSize), which is 185 MB.
const (
	treeBytesPerByte = 384
	treeBytesAtMost  = 185_000_000
)

// webpHeader walks the chunks of a WebP file. It refuses chunks that claim more than the file holds (the decoder would make room for
// what is claimed), and pictures that move.
func webpHeader(data []byte) (header, error) {
	var h header
	size := int64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > int64(len(data)) || size < 20 {
		return header{}, errHeader
	}
	for rest := data[12:size]; len(rest) > 0; {
		name, body, after, ok := webpChunk(rest)
		if !ok {
			return header{}, errHeader
		}
		if err := h.readWebP(name, body); err != nil {
			return header{}, err
		}
		rest = after
	}
	return h, nil
}

func webpChunk(rest []byte) (name string, body, after []byte, ok bool) {
	if len(rest) < 8 {
		return "", nil, nil, false
	}
	size := int64(binary.LittleEndian.Uint32(rest[4:]))
	if 8+size > int64(len(rest)) {
		return "", nil, nil, false
	}
	end := min(8+size+size&1, int64(len(rest)))
	return string(rest[:4]), rest[8 : 8+size], rest[end:], true
}

func (h *header) readWebP(name string, body []byte) error {
	switch name {
	case "VP8X":
		if len(body) != 10 {
			return errHeader
		}
		if alpha := body[0]&0x10 != 0; alpha { // decoded as a picture of its own, then copied out
			h.cost += 5 * int64(u24(body[4:])+1) * int64(u24(body[7:])+1)
		}
	case "ANIM", "ANMF":
		return errMoving
	case "ALPH":
		if packed := len(body) > 0 && body[0]&3 != 0; packed {
			h.cost += treeCost(body)
		}
	case "VP8 ", "VP8L":
		if h.width != 0 {
			return errHeader
		}
		return h.readWebPFrame(name, body)
	case "EXIF":
		h.exif = bytes.TrimPrefix(body, []byte(exifPrefix))
	}
	return nil
}

func (h *header) readWebPFrame(name string, body []byte) error {
	if len(body) < 10 {
		return errHeader
	}
	if name == "VP8L" {
		bits := binary.LittleEndian.Uint32(body[1:])
		h.width, h.height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		h.cost += 8*int64(h.width)*int64(h.height) + treeCost(body) // a palette is spread into a second picture
		return nil
	}
	h.width = int(binary.LittleEndian.Uint16(body[6:])) & 0x3fff
	h.height = int(binary.LittleEndian.Uint16(body[8:])) & 0x3fff
	h.cost += 2*int64(h.width+16)*int64(h.height+16) + int64(len(body))
	return nil
}

func treeCost(body []byte) int64 { return min(treeBytesPerByte*int64(len(body)), treeBytesAtMost) }

func u24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// decodeWebP decodes and stretches a lossy picture to the full range. WebP keeps brightness in 16..235 and colour in 16..240 (BT.601),
// and x/image/webp hands those over as they are, in a type that everybody, image/jpeg too, reads as 0..255: black would come out grey.
func decodeWebP(r *leash) (image.Image, error) {
	picture, err := webp.Decode(r)
	switch lossy := picture.(type) {
	case *image.YCbCr:
		stretch(lossy)
	case *image.NYCbCrA:
		stretch(&lossy.YCbCr)
	}
	return picture, err
}

func stretch(m *image.YCbCr) {
	var luma, chroma [256]uint8
	for v := range 256 {
		luma[v] = clamp(((v-16)*255*2 + 219) / (219 * 2))
		chroma[v] = clamp(((v-16)*255*2 + 224) / (224 * 2))
	}
	for i, v := range m.Y {
		m.Y[i] = luma[v]
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = chroma[m.Cb[i]], chroma[m.Cr[i]]
	}
}

func clamp(v int) uint8 { return uint8(max(0, min(255, v))) }

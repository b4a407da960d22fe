package media

import (
	"bytes"
	"encoding/binary"
)

// Markers of a JPEG file (ITU T.81, table B.1).
const (
	markerSOF0  = 0xc0
	markerSOF1  = 0xc1
	markerSOF2  = 0xc2 // progressive
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerAPP1  = 0xe1
	markerAPP14 = 0xee
)

const exifPrefix = "Exif\x00\x00"

// jpegHeader walks the markers of a JPEG up to its end, by the same rules as image/jpeg, so that both see the same file. It counts
// scans and works out what the decoder will hold. What stands behind the end of the picture is not looked at: it is never kept.
func jpegHeader(data []byte) (header, error) {
	var h header
	frame := jpegFrame{}
	for at := 2; ; {
		marker, next := nextMarker(data, at)
		if marker == markerEOI {
			h.cost = frame.cost()
			return h, nil
		}
		if markerRST0 <= marker && marker <= markerRST7 {
			at = next
			continue
		}
		body, after, ok := jpegSegment(data, next)
		if !ok {
			return header{}, errHeader
		}
		at = after
		switch marker {
		case markerSOF0, markerSOF1, markerSOF2:
			if frame.seen || !frame.read(body) {
				return header{}, errHeader
			}
			frame.progressive = marker == markerSOF2
			h.width, h.height = frame.width, frame.height
		case markerSOS:
			h.scans++
		case markerAPP1:
			if tiff, found := bytes.CutPrefix(body, []byte(exifPrefix)); found && h.exif == nil {
				h.exif = tiff
			}
		case markerAPP14:
			frame.plain = frame.plain || len(body) >= 12 && string(body[:5]) == "Adobe" && body[11] == 0
		}
	}
}

// nextMarker finds the next marker from at, and where its segment begins. Stray bytes, stuffed zeros and fill bytes are passed over, as
// the decoder passes over them. At the end of the data it gives marker 0, whose segment is never whole.
func nextMarker(data []byte, at int) (marker byte, next int) {
	for at < len(data) {
		skip := bytes.IndexByte(data[at:], 0xff)
		if skip < 0 {
			break
		}
		at += skip
		for at < len(data) && data[at] == 0xff {
			at++
		}
		if at < len(data) && data[at] != 0 {
			return data[at], at + 1
		}
		at++
	}
	return 0, len(data)
}

func jpegSegment(data []byte, at int) (body []byte, after int, ok bool) {
	if at+2 > len(data) {
		return nil, 0, false
	}
	size := int(binary.BigEndian.Uint16(data[at:]))
	if size < 2 || at+size > len(data) {
		return nil, 0, false
	}
	return data[at+2 : at+size], at + size, true
}

// jpegFrame is what a start-of-frame segment says.
type jpegFrame struct {
	seen          bool
	progressive   bool
	plain         bool // Adobe's mark for RGB or CMYK
	width, height int
	widest        int // the largest horizontal sampling factor
	tallest       int // the largest vertical one
	blocks        int // 8x8 blocks in one unit of widest x tallest
	components    int
	named         [4]byte
}

func (f *jpegFrame) read(body []byte) bool {
	if len(body) < 6 || len(body) != 6+3*int(body[5]) || body[5] < 1 || body[5] > 4 {
		return false
	}
	f.seen = true
	f.height, f.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	f.components = int(body[5])
	for i := range f.components {
		part := body[6+3*i:]
		across, down := int(part[1]>>4), int(part[1]&15)
		if across < 1 || across > 4 || down < 1 || down > 4 {
			return false
		}
		f.named[i] = part[0]
		f.widest, f.tallest = max(f.widest, across), max(f.tallest, down)
		f.blocks += across * down
	}
	if f.components == 1 { // A lone component is never subsampled, whatever it says (T.81 A.2.2).
		f.widest, f.tallest, f.blocks = 1, 1, 1
	}
	return true
}

// cost is the most image/jpeg holds: a byte a sample; four more while the scans of a progressive picture are gathered; and a second,
// four-byte picture when the colours are not YCbCr.
func (f *jpegFrame) cost() int64 {
	if !f.seen {
		return 0
	}
	units := int64((f.width+8*f.widest-1)/(8*f.widest)) * int64((f.height+8*f.tallest-1)/(8*f.tallest))
	samples := units * int64(f.blocks) * 64
	cost := samples
	if f.progressive {
		cost += 4 * samples
	}
	if f.components == 4 || f.components == 3 && (f.plain || string(f.named[:3]) == "RGB") {
		cost += 4 * int64(f.width) * int64(f.height)
	}
	return cost
}

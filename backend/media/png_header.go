package media

import "encoding/binary"

const pngSignature = "\x89PNG\r\n\x1a\n"

// pngHeader reads the size of a PNG and looks through its chunks for EXIF. A moving PNG is taken for its first picture.
func pngHeader(data []byte) (header, error) {
	if len(data) < 33 || string(data[12:16]) != "IHDR" {
		return header{}, errHeader
	}
	h := header{width: pngSide(data[16:]), height: pngSide(data[20:]), exif: pngExif(data)}
	h.cost = int64(h.width) * int64(h.height) * 4
	if depth := data[24]; depth == 16 {
		h.cost *= 2
	}
	if interlaced := data[28] != 0; interlaced { // each pass is a picture of its own; all of them together are one more
		h.cost *= 2
	}
	return h, nil
}

// pngSide reads one side. Anything beyond the limit is as good as one pixel beyond it, and does not overflow.
func pngSide(b []byte) int { return int(min(binary.BigEndian.Uint32(b), MaxSide+1)) }

func pngExif(data []byte) []byte {
	for at := len(pngSignature); at+12 <= len(data); {
		size := int64(binary.BigEndian.Uint32(data[at:]))
		body := int64(at) + 8
		if body+size+4 > int64(len(data)) {
			return nil
		}
		if string(data[at+4:at+8]) == "eXIf" {
			return data[body : body+size]
		}
		at = int(body + size + 4)
	}
	return nil
}

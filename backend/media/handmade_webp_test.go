package media_test

import "encoding/binary"

// riff wraps chunks into a WebP file.
func riff(chunks ...[]byte) []byte {
	body := []byte("WEBP")
	for _, c := range chunks {
		body = append(body, c...)
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body)))
	return append(out, body...)
}

func webpChunk(name string, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// canvas is the VP8X chunk: flags and the size of the canvas.
func canvas(flags byte, width, height int) []byte {
	body := []byte{flags, 0, 0, 0}
	for _, side := range []int{width - 1, height - 1} {
		body = append(body, byte(side), byte(side>>8), byte(side>>16))
	}
	return webpChunk("VP8X", body)
}

const (
	animated  = 0x02
	hasExif   = 0x08
	hasAlpha  = 0x10
	lossyMark = "\x9d\x01\x2a"
)

// lossy is a VP8 key frame of nothing but zeros. To VP8's arithmetic coder that is a "no" to every question, whatever its probability: no
// segments, no filter, every block predicted from its neighbours and nothing added. It shows one even grey.
func lossy(width, height int) []byte {
	blocks := ((width + 15) / 16) * ((height + 15) / 16)
	first := make([]byte, 256+blocks)
	head := uint32(len(first))<<5 | 1<<4
	body := append([]byte{byte(head), byte(head >> 8), byte(head >> 16)}, lossyMark...)
	body = binary.LittleEndian.AppendUint16(body, uint16(width))
	body = binary.LittleEndian.AppendUint16(body, uint16(height))
	body = append(body, first...)
	return webpChunk("VP8 ", append(body, make([]byte, 16+12*blocks)...))
}

// lossless is a VP8L picture of one colour: five trees of one symbol each and not a bit of pixels.
func lossless(width, height int) []byte {
	var bits uint64
	n := 0
	put := func(v uint64, count int) {
		bits |= v << n
		n += count
	}
	put(uint64(width-1), 14)
	put(uint64(height-1), 14)
	put(0, 4) // no alpha, version 0
	put(0, 3) // no transform, no colour cache, one group
	for range 5 {
		put(1, 1) // simple tree
		put(0, 1) // of one symbol
		put(0, 2) // the symbol 0, in one bit
	}
	body := []byte{0x2f}
	body = binary.LittleEndian.AppendUint64(body, bits)
	return webpChunk("VP8L", append(body, 0, 0, 0, 0))
}

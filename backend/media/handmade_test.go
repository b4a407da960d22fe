package media_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"testing"
)

// handmade is a JPEG written bit by bit, so that a test may claim anything: every block is empty, one bit (two in a baseline picture).
type handmade struct {
	width, height int
	progressive   bool
	sampling      []byte // one a component, across<<4 | down
	scans         int
	adobe         bool // marked as RGB or CMYK
	rgb           bool // components named R, G and B
}

func (h handmade) file() []byte {
	out := []byte{0xff, 0xd8}
	if h.adobe {
		out = append(out, segment(0xee, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), 0))...)
	}
	out = append(out, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...))...)
	out = append(out, segment(h.marker(), h.frame())...)
	oneCode := append([]byte{1}, make([]byte, 15)...) // one code of one bit, for symbol 0
	out = append(out, segment(0xc4, append(append([]byte{0x00}, oneCode...), 0))...)
	out = append(out, segment(0xc4, append(append([]byte{0x10}, oneCode...), 0))...)
	for range max(1, h.scans) {
		out = append(out, segment(0xda, h.scan())...)
		out = append(out, make([]byte, h.scanBytes())...)
	}
	return append(out, 0xff, 0xd9)
}

func (h handmade) marker() byte {
	if h.progressive {
		return 0xc2
	}
	return 0xc0
}

func (h handmade) name(i int) byte {
	if h.rgb {
		return "RGB"[i]
	}
	return byte(i + 1)
}

func (h handmade) frame() []byte {
	body := []byte{8}
	body = binary.BigEndian.AppendUint16(body, uint16(h.height))
	body = binary.BigEndian.AppendUint16(body, uint16(h.width))
	body = append(body, byte(len(h.sampling)))
	for i, s := range h.sampling {
		body = append(body, h.name(i), s, 0)
	}
	return body
}

func (h handmade) scan() []byte {
	body := []byte{byte(len(h.sampling))}
	for i := range h.sampling {
		body = append(body, h.name(i), 0)
	}
	if h.progressive {
		return append(body, 0, 0, 0)
	}
	return append(body, 0, 63, 0)
}

func (h handmade) scanBytes() int {
	across, down, blocks := 1, 1, 0
	for _, s := range h.sampling {
		across, down = max(across, int(s>>4)), max(down, int(s&15))
		blocks += int(s>>4) * int(s&15)
	}
	units := ((h.width + 8*across - 1) / (8 * across)) * ((h.height + 8*down - 1) / (8 * down))
	bits := units * blocks
	if !h.progressive {
		bits *= 2
	}
	return (bits + 7) / 8
}

var (
	sampled420 = []byte{0x22, 0x11, 0x11}
	sampled444 = []byte{0x11, 0x11, 0x11}
	fourInks   = []byte{0x11, 0x11, 0x11, 0x11}
)

// blankPNG claims a size and carries as many empty rows as told.
type blankPNG struct {
	width, height, rows int
	depth, colour       byte
	interlaced          bool
	before              [][]byte // chunks between the header and the rows
}

func (p blankPNG) file(t testing.TB) []byte {
	t.Helper()
	head := binary.BigEndian.AppendUint32(nil, uint32(p.width))
	head = binary.BigEndian.AppendUint32(head, uint32(p.height))
	head = append(head, p.depth, p.colour, 0, 0, 0)
	if p.interlaced {
		head[12] = 1
	}
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	for _, c := range p.before {
		out = append(out, c...)
	}
	out = append(out, chunk("IDAT", squeezedZeros(t, p.rawBytes()))...)
	return append(out, chunk("IEND", nil)...)
}

func (p blankPNG) rawBytes() int {
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[p.colour]
	row := func(width int) int { return 1 + (width*samples*int(p.depth)+7)/8 }
	if !p.interlaced {
		return p.rows * row(p.width)
	}
	total := 0
	for _, pass := range [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		width := (p.width - pass[0] + pass[2] - 1) / pass[2]
		height := (p.height - pass[1] + pass[3] - 1) / pass[3]
		total += height * row(width)
	}
	return total
}

func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, name...)
	out = append(out, body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func squeezedZeros(t testing.TB, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<16)
	for ; n > 0; n -= len(zeros) {
		if _, err := z.Write(zeros[:min(n, len(zeros))]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

package voice

import (
	"encoding/binary"
	"slices"
)

// box is one box of ISO BMFF: a name of four bytes and what it holds (ISO 14496-12, 4.2).
type box struct {
	kind   []byte
	header int // bytes before the body, 8 or 16
	body   []byte
}

// nextBox reads the box at the beginning of rest. A box that claims more than there is gets what there is, and over says so.
func nextBox(rest []byte) (b box, after []byte, over bool, err error) {
	if len(rest) < 8 {
		return box{}, nil, true, nil
	}
	size := uint64(binary.BigEndian.Uint32(rest))
	b.kind, b.header = rest[4:8], 8
	switch size {
	case 0: // up to the end
		size = uint64(len(rest))
	case 1:
		if len(rest) < 16 {
			return box{}, nil, true, nil
		}
		size, b.header = binary.BigEndian.Uint64(rest[8:]), 16
	}
	if size < uint64(b.header) {
		return box{}, nil, false, damaged("a box smaller than its own header")
	}
	if size > uint64(len(rest)) {
		b.body = rest[b.header:]
		return b, nil, true, nil
	}
	b.body = rest[b.header:size:size]
	return b, rest[size:], false, nil
}

// boxes shows each box of a body in order, and refuses what does not fill it exactly. What is visited is read by name, one level
// deep, so that boxes in boxes in boxes cost nothing.
func boxes(body []byte, visit func(b box) error) error {
	for len(body) > 0 {
		b, after, over, err := nextBox(body)
		if err != nil {
			return err
		}
		if over || binary.BigEndian.Uint32(body) == 0 { // only the last box of a file may leave its size unsaid
			return damaged("a box beyond the box around it")
		}
		if err := visit(b); err != nil {
			return err
		}
		body = after
	}
	return nil
}

// find gives the bodies of boxes by their names, nil for one that is not there. None of these may come twice: players would differ in
// which one they believe.
func find(body []byte, kinds ...string) ([][]byte, error) {
	found := make([][]byte, len(kinds))
	err := boxes(body, func(b box) error {
		i := slices.Index(kinds, string(b.kind))
		if i < 0 {
			return nil
		}
		if found[i] != nil {
			return damaged("a box that comes twice")
		}
		found[i] = b.body
		return nil
	})
	return found, err
}

// cursor reads numbers from the beginning of bytes. Beyond their end it gives zeros and remembers that it was short.
type cursor struct {
	rest  []byte
	short bool
}

func (c *cursor) take(n int) []byte {
	if n > len(c.rest) {
		c.rest, c.short = nil, true
		return nil
	}
	taken := c.rest[:n]
	c.rest = c.rest[n:]
	return taken
}

func (c *cursor) skip(n int) { c.take(n) }

func (c *cursor) u8() byte {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.take(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

// boxWriter appends boxes. Sizes are set when a box ends.
type boxWriter struct{ out []byte }

func (w *boxWriter) box(kind string, inside func()) {
	at := len(w.out)
	w.u32(0)
	w.out = append(w.out, kind...)
	inside()
	binary.BigEndian.PutUint32(w.out[at:], uint32(len(w.out)-at))
}

// full writes a box of version 0 with flags.
func (w *boxWriter) full(kind string, flags int, inside func()) {
	w.box(kind, func() {
		w.u32(flags)
		inside()
	})
}

func (w *boxWriter) bytes(b ...byte) { w.out = append(w.out, b...) }
func (w *boxWriter) zeros(n int)     { w.out = append(w.out, make([]byte, n)...) }
func (w *boxWriter) u16(numbers ...int) {
	for _, n := range numbers {
		w.out = binary.BigEndian.AppendUint16(w.out, uint16(n))
	}
}

func (w *boxWriter) u32(numbers ...int) {
	for _, n := range numbers {
		w.out = binary.BigEndian.AppendUint32(w.out, uint32(n))
	}
}

package media

import "encoding/binary"

// turn is how a stored picture must be turned to stand upright: the tag 0x0112 of EXIF, taken apart. The three steps are applied when
// reading the stored picture: swap the axes, then mirror x, then mirror y.
type turn struct{ swap, flipX, flipY bool }

// turns are the eight values of the tag. Index 0, which does not exist, stands for "leave it".
var turns = [9]turn{
	2: {flipX: true},
	3: {flipX: true, flipY: true},
	4: {flipY: true},
	5: {swap: true},
	6: {swap: true, flipY: true},
	7: {swap: true, flipX: true, flipY: true},
	8: {swap: true, flipX: true},
}

const (
	orientationTag = 0x0112
	shortType      = 3
)

// readTurn finds the orientation in a TIFF block. It looks at the first directory only, follows no other offset, and takes whatever it
// does not understand for upright, so that a hostile block costs nothing.
func readTurn(tiff []byte) turn {
	order, ok := byteOrder(tiff)
	if !ok {
		return turn{}
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return turn{}
	}
	entries := int(order.Uint16(tiff[at:]))
	for rest := tiff[at+2:]; entries > 0 && len(rest) >= 12; entries, rest = entries-1, rest[12:] {
		if order.Uint16(rest) != orientationTag {
			continue
		}
		value := order.Uint16(rest[8:])
		if order.Uint16(rest[2:]) != shortType || order.Uint32(rest[4:]) != 1 || int(value) >= len(turns) {
			return turn{}
		}
		return turns[value]
	}
	return turn{}
}

func byteOrder(tiff []byte) (binary.ByteOrder, bool) {
	if len(tiff) < 8 {
		return nil, false
	}
	switch string(tiff[:4]) {
	case "II*\x00":
		return binary.LittleEndian, true
	case "MM\x00*":
		return binary.BigEndian, true
	}
	return nil, false
}

// apply gives the plane as it should be seen.
func (t turn) apply(from plane) plane {
	if t == (turn{}) {
		return from
	}
	width, height := from.width, from.height
	right, down := 1, from.stride // the way through the source for one step in the result
	start := 0
	if t.flipX {
		start, right = start+(width-1), -right
	}
	if t.flipY {
		start, down = start+(height-1)*from.stride, -down
	}
	if t.swap {
		width, height, right, down = height, width, down, right
	}
	to := newPlane(width, height)
	for y := range height {
		row, at := to.row(y), start+y*down
		for x := range row {
			row[x] = from.pix[at]
			at += right
		}
	}
	return to
}

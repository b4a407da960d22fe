package voice

import (
	"encoding/binary"
	"slices"
)

// opusRate is the clock of Opus in samples a second, whatever the microphone's was (RFC 7845, 4).
const opusRate = 48000

// preRoll is how much earlier a player starts to decode when it jumps, in samples: 80 ms (RFC 7845, 4.6).
const preRoll = opusRate * 80 / 1000

// Bounds of a packet (RFC 6716, 3.2 and 3.4).
const (
	maxOpusFrame  = 1275                  // bytes of one frame
	maxOpusPacket = opusRate * 120 / 1000 // samples of one packet
	maxOpusFrames = 48                    // of 2.5 ms in one packet
)

// opusTrack is what we keep of an Opus header. Its gain is dropped: no recorder sets one, and it could make a quiet note hurt. The
// rate of the microphone, which nobody needs, is dropped too.
type opusTrack struct {
	channels int
	preSkip  int // samples of 48 kHz
}

func (t opusTrack) rate() int { return opusRate }
func (t opusTrack) skip() int { return t.preSkip }

// earlier covers the pre-roll with the shortest packets that there are.
func (t opusTrack) earlier(packets []packet) int {
	shortest := maxOpusPacket
	for _, p := range packets {
		shortest = min(shortest, p.samples)
	}
	return (preRoll + shortest - 1) / shortest
}

func (t opusTrack) known(family byte) (opusTrack, error) {
	if family != 0 || t.channels != 1 && t.channels != 2 {
		return opusTrack{}, refuse(OtherCodec, "Opus in other than one or two channels")
	}
	return t, nil
}

// readOpusHead reads the header that WebM carries as CodecPrivate (RFC 7845, 5.1).
func readOpusHead(head []byte) (opusTrack, error) {
	if len(head) < 19 || string(head[:8]) != "OpusHead" || head[8]>>4 != 0 {
		return opusTrack{}, damaged("the Opus header")
	}
	return opusTrack{int(head[9]), int(binary.LittleEndian.Uint16(head[10:]))}.known(head[18])
}

// head writes that header: version 1, our fields, the rate of Opus itself, no gain, family 0.
func (t opusTrack) head() []byte {
	b := append([]byte("OpusHead"), 1, byte(t.channels))
	b = binary.LittleEndian.AppendUint16(b, uint16(t.preSkip))
	b = binary.LittleEndian.AppendUint32(b, opusRate)
	return append(b, 0, 0, 0)
}

// readDOps reads the header that MP4 carries in its sample entry (Encapsulation of Opus in ISO Base Media File Format, 4.3.2).
func readDOps(body []byte) (opusTrack, error) {
	if len(body) < 11 || body[0] != 0 {
		return opusTrack{}, damaged("the Opus box")
	}
	return opusTrack{int(body[1]), int(binary.BigEndian.Uint16(body[2:]))}.known(body[10])
}

func (t opusTrack) entry(w *boxWriter, _ uint32) {
	w.audioEntry("Opus", t.channels, opusRate, func() {
		w.box("dOps", func() {
			w.bytes(0, byte(t.channels))
			w.u16(t.preSkip)
			w.u32(opusRate)
			w.bytes(0, 0, 0) // gain, family
		})
	})
}

// frameSamples is how long each frame of a packet is, by the upper five bits of its first byte (RFC 6716, table 2).
func frameSamples(toc byte) int {
	config := int(toc >> 3)
	switch {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		return []int{480, 960, 1920, 2880}[config%4]
	case config < 16: // hybrid: 10, 20 ms
		return []int{480, 960}[config%2]
	default: // CELT: 2.5, 5, 10, 20 ms
		return 120 << (config % 4)
	}
}

// packet takes a packet apart into its frames and puts them together in the shortest form that there is (RFC 6716, 3.2), without
// padding, in which any bytes could stand. A frame of no bytes is honest: nothing was sent for that while.
func (t opusTrack) packet(sample []byte) (packet, error) {
	if len(sample) == 0 {
		return packet{}, damaged("a packet of no bytes")
	}
	toc := sample[0]
	sizes, frames, ok := opusFrames(toc, sample[1:], make([]int, 0, maxOpusFrames))
	if !ok {
		return packet{}, damaged("an Opus packet that contradicts itself")
	}
	samples := len(sizes) * frameSamples(toc)
	if samples > maxOpusPacket || slices.Max(sizes) > maxOpusFrame {
		return packet{}, damaged("an Opus packet over its bounds")
	}
	out := make([]byte, 0, len(sample))
	even := slices.Max(sizes) == slices.Min(sizes)
	switch {
	case len(sizes) == 1:
		out = append(out, toc&^3)
	case len(sizes) == 2 && even:
		out = append(out, toc&^3|1)
	case len(sizes) == 2:
		out = appendFrameSize(append(out, toc&^3|2), sizes[0])
	case even:
		out = append(out, toc|3, byte(len(sizes)))
	default:
		out = append(out, toc|3, 0x80|byte(len(sizes)))
		for _, size := range sizes[:len(sizes)-1] {
			out = appendFrameSize(out, size)
		}
	}
	return packet{append(out, frames...), samples}, nil
}

// opusFrames appends the size of each frame to sizes and gives the bytes in which the frames follow each other.
func opusFrames(toc byte, rest []byte, sizes []int) (found []int, frames []byte, ok bool) {
	count, each := 1, toc&3 == 2 // each: all sizes but the last one are written down
	switch toc & 3 {
	case 1, 2:
		count = 2
	case 3:
		if len(rest) == 0 {
			return nil, nil, false
		}
		how := rest[0]
		count, each = int(how&0x3f), how&0x80 != 0
		if count < 1 { // too many are too long, which is found out by the caller
			return nil, nil, false
		}
		if rest, ok = withoutPadding(rest[1:], how&0x40 != 0); !ok {
			return nil, nil, false
		}
	}
	if !each {
		if len(rest)%count != 0 {
			return nil, nil, false
		}
		return append(sizes, slices.Repeat([]int{len(rest) / count}, count)...), rest, true
	}
	known := 0
	for range count - 1 {
		var size int
		if size, rest, ok = frameSize(rest); !ok {
			return nil, nil, false
		}
		sizes, known = append(sizes, size), known+size
	}
	if known > len(rest) {
		return nil, nil, false
	}
	return append(sizes, len(rest)-known), rest, true
}

// withoutPadding cuts padding off the end. Its length stands in front: 255 means 254 and one more byte of length.
func withoutPadding(rest []byte, padded bool) ([]byte, bool) {
	if !padded {
		return rest, true
	}
	padding := 0
	for i, b := range rest {
		if b == 255 {
			padding += 254
			continue
		}
		padding += int(b)
		rest = rest[i+1:]
		if padding > len(rest) {
			return nil, false
		}
		return rest[:len(rest)-padding], true
	}
	return nil, false
}

// frameSize reads a size of one or two bytes (RFC 6716, 3.2.1).
func frameSize(rest []byte) (size int, after []byte, ok bool) {
	switch {
	case len(rest) > 0 && rest[0] < 252:
		return int(rest[0]), rest[1:], true
	case len(rest) > 1:
		return int(rest[1])*4 + int(rest[0]), rest[2:], true
	}
	return 0, nil, false
}

func appendFrameSize(b []byte, size int) []byte {
	if size < 252 {
		return append(b, byte(size))
	}
	return append(b, byte(252+size%4), byte((size-252)/4))
}

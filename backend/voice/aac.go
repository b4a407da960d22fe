package voice

import "encoding/binary"

// aacSamples is the length of every frame that we take: the longer of the two frame lengths of AAC LC (ISO 14496-3, 4.5.2.1).
const aacSamples = 1024

// maxAACFrame is the most bytes of one frame for one channel: 6144 bits (ISO 14496-3, 4.5.3.1).
const maxAACFrame = 768

// aacRates are the rates by their index in the header, in samples a second (ISO 14496-3, table 1.18).
var aacRates = []int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// aacTrack is what we keep of an AudioSpecificConfig. The object type is always 2, AAC LC.
type aacTrack struct {
	rateIndex int
	channels  int
}

func (t aacTrack) rate() int { return aacRates[t.rateIndex] }
func (t aacTrack) skip() int { return 0 }

func (t aacTrack) earlier([]packet) int { return 0 }

// packet takes one access unit as it is. What it carries is not looked into: see the package comment.
func (t aacTrack) packet(sample []byte) (packet, error) {
	switch {
	case len(sample) == 0:
		return packet{}, damaged("a frame of no bytes")
	case len(sample) > maxAACFrame*t.channels:
		return packet{}, damaged("an AAC frame over its bounds")
	}
	return packet{sample, aacSamples}, nil
}

// Tags of descriptors (ISO 14496-1, table 1).
const (
	tagES      = 3
	tagDecoder = 4
	tagConfig  = 5
	tagSL      = 6
)

const (
	objectAAC   = 0x40 // MPEG-4 audio (ISO 14496-1, table 5)
	streamAudio = 0x15 // stream type 5, upwards 0, and the bit that is always set
	objectLC    = 2    // AAC LC (ISO 14496-3, table 1.17)
)

// readESDS finds the AudioSpecificConfig in an esds box: a descriptor in a descriptor in a descriptor (ISO 14496-14, 5.6).
func readESDS(body []byte) (aacTrack, error) {
	c := cursor{rest: body}
	c.skip(4) // version and flags
	es := cursor{rest: c.descriptor(tagES)}
	es.skip(2) // the number of the stream
	if es.u8()&0xe0 != 0 {
		return aacTrack{}, damaged("a stream that hangs on another")
	}
	decoder := cursor{rest: es.descriptor(tagDecoder)}
	object := decoder.u8()
	decoder.skip(12) // stream type, buffer, bitrates
	config := decoder.descriptor(tagConfig)
	switch {
	case len(config) < 2: // also what is left of anything that was cut before
		return aacTrack{}, damaged("the esds box")
	case object != objectAAC:
		return aacTrack{}, refuse(OtherCodec, "mp4a that is not AAC")
	}
	return readAudioConfig(binary.BigEndian.Uint16(config))
}

// descriptor gives the body of the next descriptor, and nothing if it has another tag or claims more than there is.
func (c *cursor) descriptor(tag byte) []byte {
	found := c.u8()
	length := 0
	for i := 0; ; i++ { // seven bits a byte, four bytes at most
		b := c.u8()
		length = length<<7 | int(b&0x7f)
		if b&0x80 == 0 {
			break
		}
		if i == 3 {
			return nil
		}
	}
	if found != tag {
		return nil
	}
	return c.take(length)
}

// readAudioConfig reads the first 16 bits of an AudioSpecificConfig (ISO 14496-3, 1.6.2.1 and 4.4.1): object type 5, rate 4,
// channels 4, frame length 1, core coder 1, extension 1. What may follow says whether there is a second layer (SBR), which players
// find without being told, or leave.
func readAudioConfig(bits uint16) (aacTrack, error) {
	t := aacTrack{int(bits >> 7 & 15), int(bits >> 3 & 15)}
	switch {
	case bits>>11 != objectLC:
		return aacTrack{}, refuse(OtherCodec, "AAC that is not LC")
	case t.rateIndex >= len(aacRates) || t.channels != 1 && t.channels != 2 || bits&7 != 0:
		return aacTrack{}, refuse(OtherCodec, "AAC in a form that no recorder makes")
	}
	return t, nil
}

func (t aacTrack) entry(w *boxWriter, avgBitrate uint32) {
	config := binary.BigEndian.AppendUint16(nil, uint16(objectLC<<11|t.rateIndex<<7|t.channels<<3))
	w.audioEntry("mp4a", t.channels, t.rate(), func() {
		w.full("esds", 0, func() {
			w.bytes(tagES, 25, 0, 0, 0)
			w.bytes(tagDecoder, 17, objectAAC, streamAudio)
			w.bytes(0)
			w.u16(maxAACFrame * t.channels)
			w.u32(int(avgBitrate)) // at most
			w.u32(int(avgBitrate)) // on average
			w.bytes(tagConfig, 2)
			w.bytes(config...)
			w.bytes(tagSL, 1, 2)
		})
	})
}

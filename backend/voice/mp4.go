package voice

import (
	"encoding/binary"
)

// startsLikeMP4 tells whether a file begins with the box that says its kind (ISO 14496-12, 4.3).
func startsLikeMP4(file []byte) bool { return len(file) >= 8 && string(file[4:8]) == "ftyp" }

// movie is a file while it is read.
type movie struct {
	file  []byte
	media []span // the payloads of its mdat boxes, in order
	head  []byte // the moov box
	track uint32 // the number by which fragments name the track
	size  uint32 // of a sample in a fragment that does not say
	r     *recording

	at  int // in media: where the last sample was found
	end int // in file: where the last sample ended
}

type span struct{ from, to int }

// maxSpans bounds how many mdat boxes are remembered: one for each of the shortest packets in 61 s.
const maxSpans = 24_400

// readMP4 takes the audio out of an MP4 file: one track of sound in its moov box, and the samples that its tables or its fragments
// point at, which have to lie in mdat boxes, in order and apart, so that nothing else of the file can be passed off as sound and
// nothing is taken twice. Times, edits and everything that describes are stepped over.
func readMP4(file []byte) (*recording, error) {
	m := movie{file: file}
	if err := m.survey(); err != nil {
		return nil, err
	}
	if m.head == nil {
		return nil, damaged("no moov box")
	}
	if err := m.readHead(); err != nil {
		return nil, err
	}
	if err := m.readFragments(); err != nil {
		return nil, err
	}
	return m.r, m.r.sound()
}

// top shows each box of the file and where it begins. A box beyond the end is the last one: the recording broke off.
func (m *movie) top(visit func(b box, at int, over bool) error) error {
	for rest := m.file; len(rest) > 0; {
		b, after, over, err := nextBox(rest)
		if err != nil {
			return err
		}
		if err := visit(b, len(m.file)-len(rest), over); err != nil {
			return err
		}
		rest = after
	}
	return nil
}

// survey finds the moov box and what may be sound.
func (m *movie) survey() error {
	return m.top(func(b box, at int, over bool) error {
		switch string(b.kind) {
		case "mdat":
			if len(m.media) == maxSpans {
				return damaged("too many mdat boxes")
			}
			m.media = append(m.media, span{at + b.header, at + b.header + len(b.body)})
		case "moov":
			if over || m.head != nil {
				return damaged("not exactly one moov box")
			}
			m.head = b.body
		}
		return nil
	})
}

// readHead reads the moov box: exactly one track, what it is coded in, and the tables of samples, which are empty if there are
// fragments.
func (m *movie) readHead() error {
	var trak []byte
	err := boxes(m.head, func(b box) error {
		switch string(b.kind) {
		case "trak":
			if trak != nil {
				return refuse(NotAudio, "a second track")
			}
			trak = b.body
		case "mvex":
			return m.readDefaults(b.body)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if trak == nil {
		return refuse(NotAudio, "no track")
	}
	stbl, err := m.readTrack(trak)
	if err != nil {
		return err
	}
	return m.readTables(stbl)
}

// readDefaults reads what fragments may leave unsaid: the size of a sample (ISO 14496-12, 8.8.3).
func (m *movie) readDefaults(mvex []byte) error {
	found, err := find(mvex, "trex")
	if err != nil || found[0] == nil {
		return err
	}
	c := cursor{rest: found[0]}
	c.skip(16) // version and flags, track, entry, duration
	if m.size = c.u32(); c.short {
		return damaged("the trex box")
	}
	return nil
}

// readTrack walks down to the sample tables, and learns the number and the codec of the track on the way.
func (m *movie) readTrack(trak []byte) (stbl []byte, err error) {
	in, err := find(trak, "tkhd", "mdia")
	if err != nil {
		return nil, err
	}
	tkhd := cursor{rest: in[0]}
	if version := tkhd.u8(); version == 1 { // then the two times before the number take eight bytes each
		tkhd.skip(8)
	}
	tkhd.skip(11)
	m.track = tkhd.u32()
	if in, err = find(in[1], "hdlr", "minf"); err != nil {
		return nil, err
	}
	hdlr := cursor{rest: in[0]}
	hdlr.skip(8)
	handler := hdlr.take(4)
	if tkhd.short || hdlr.short {
		return nil, damaged("the headers of the track")
	}
	if string(handler) != "soun" {
		return nil, refuse(NotAudio, "a track that is not audio")
	}
	if in, err = find(in[1], "stbl"); err != nil {
		return nil, err
	}
	stbl = in[0]
	if in, err = find(stbl, "stsd"); err != nil {
		return nil, err
	}
	track, err := readEntry(in[0])
	if err != nil {
		return nil, err
	}
	m.r = &recording{codec: track}
	return stbl, nil
}

// readEntry reads the one sample entry of an stsd box: 28 bytes that every sound has, whose channels and rate are not believed, and
// the box of the codec behind them (ISO 14496-12, 12.2.3).
func readEntry(stsd []byte) (codec, error) {
	if len(stsd) < 8 || binary.BigEndian.Uint32(stsd[4:]) != 1 {
		return nil, damaged("not exactly one sample entry")
	}
	entry, _, over, err := nextBox(stsd[8:])
	if err != nil {
		return nil, err
	}
	kind := string(entry.kind)
	switch {
	case over || len(entry.body) < 28:
		return nil, damaged("the sample entry")
	case kind != "Opus" && kind != "mp4a":
		return nil, refuse(OtherCodec, "MP4 without AAC or Opus")
	case binary.BigEndian.Uint16(entry.body[8:]) != 0:
		return nil, refuse(OtherCodec, "a sample entry of QuickTime")
	}
	in, err := find(entry.body[28:], "dOps", "esds")
	if err != nil {
		return nil, err
	}
	if kind == "Opus" {
		return asCodec(readDOps(in[0]))
	}
	return asCodec(readESDS(in[1]))
}

func asCodec[T codec](track T, err error) (codec, error) {
	if err != nil {
		return nil, err
	}
	return track, nil
}

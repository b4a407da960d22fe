package voice_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

func u16(n int) []byte    { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
func u64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func u32(numbers ...int) (out []byte) {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	return out
}

func bx(kind string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return slices.Concat(u32(8+len(body)), []byte(kind), body)
}

func ftyp() []byte { return bx("ftyp", []byte("iso5"), u32(512), []byte("iso5mp41")) }

func entry(kind string, parts ...[]byte) []byte {
	return bx(kind, append([][]byte{make([]byte, 6), u16(1), make([]byte, 8), u16(1), u16(16), u32(0), u16(48000), u16(0)}, parts...)...)
}

func dOps(channels byte) []byte {
	return bx("dOps", []byte{0, channels}, u16(312), u32(48000), u16(0), []byte{0})
}

func opusEntry() []byte { return entry("Opus", bx("btrt", u32(0, 0, 0)), dOps(1)) }

// aacEntry is an entry of AAC with any AudioSpecificConfig, lengths in the long form that most writers use.
func aacEntry(object byte, config ...byte) []byte { return aacEntryIn(0, object, config...) }

// aacEntryIn is one in a stream with flags.
func aacEntryIn(flags, object byte, config ...byte) []byte {
	long := func(tag byte, parts ...[]byte) []byte {
		body := slices.Concat(parts...)
		return slices.Concat([]byte{tag, 0x80, 0x80, 0x80, byte(len(body))}, body)
	}
	decoder := long(4, []byte{object, 0x15, 0, 0, 0}, u32(0, 0), long(5, config))
	return entry("mp4a", bx("esds", u32(0), long(3, []byte{0, 0, flags}, decoder, long(6, []byte{2}))))
}

// movie is an MP4 file written by hand. What a test does not set is as in a good file.
type movie struct {
	handler string
	entry   []byte
	entries int // that stsd claims
	tracks  int
	samples [][]byte // in one chunk of the tables
	tables  []byte   // instead of the right stsc, stsz and stco
	inMoov  []byte
	inTrak  []byte
	inStbl  []byte
	before  []byte // before the mdat box
	after   []byte // the rest of the file
	number  int    // of the track, 1
}

func (m movie) head(place int) []byte {
	tables := m.tables
	if tables == nil {
		sizes := u32(0, 0, len(m.samples))
		for _, s := range m.samples {
			sizes = append(sizes, u32(len(s))...)
		}
		runs, chunks := u32(0, 0), u32(0, 0)
		if len(m.samples) > 0 {
			runs, chunks = u32(0, 1, 1, len(m.samples), 1), u32(0, 1, place)
		}
		tables = slices.Concat(bx("stsc", runs), bx("stsz", sizes), bx("stco", chunks))
	}
	if m.entry == nil {
		m.entry = opusEntry()
	}
	if m.handler == "" {
		m.handler = "soun"
	}
	trak := bx("trak",
		bx("tkhd", u32(3, 0, 0, max(1, m.number)), make([]byte, 68)), m.inTrak,
		bx("mdia", bx("mdhd", u32(0, 0, 0, 48000, 0, 0)), bx("hdlr", u32(0, 0), []byte(m.handler), make([]byte, 13)),
			bx("minf", bx("smhd", u32(0, 0)), bx("stbl", bx("stsd", u32(0, max(1, m.entries)), m.entry), bx("stts", u32(0, 0)), tables, m.inStbl))))
	defaults := bx("mvex", bx("trex", u32(0, 1, 1, 0, len(tone(0)), 0)))
	return bx("moov", bx("mvhd", make([]byte, 100)), slices.Concat(slices.Repeat([][]byte{trak}, max(1, m.tracks))...), defaults, m.inMoov)
}

// place is where the first sample stands, for tables written by hand.
func (m movie) place() int { return len(ftyp()) + len(m.head(0)) + len(m.before) + 8 }

func (m movie) file() []byte {
	return slices.Concat(ftyp(), m.head(m.place()), m.before, bx("mdat", m.samples...), m.after)
}

// fragment is a moof box and an mdat box with samples, in the way of MediaRecorder: offsets count from the moof box.
func fragment(samples ...[]byte) []byte {
	run := u32(0x201, len(samples), 0)
	for _, s := range samples {
		run = append(run, u32(len(s))...)
	}
	return fragmentOf(bx("tfhd", u32(0x20000, 1)), run, samples...)
}

// fragmentOf is one with any tfhd and trun; where the trun has an offset, the right one is put in.
func fragmentOf(tfhd, trun []byte, samples ...[]byte) []byte {
	moof := func() []byte {
		return bx("moof", bx("mfhd", u32(0, 1)), bx("traf", tfhd, bx("tfdt", u32(0, 0)), bx("trun", trun)))
	}
	if trun[3]&1 != 0 {
		binary.BigEndian.PutUint32(trun[8:], uint32(len(moof())+8))
	}
	return slices.Concat(moof(), bx("mdat", samples...))
}

// mp4Packets reads our own files and nothing else: it fails on any box that we do not write.
func mp4Packets(t *testing.T, file []byte) (packets [][]byte) {
	t.Helper()
	known := strings.Fields("ftyp moov mvhd trak tkhd edts elst mdia mdhd hdlr minf smhd dinf dref url  stbl stsd stts sgpd sbgp stsc stsz stco mdat")
	var sizes, sound []byte
	for at := 0; at < len(file); {
		size, kind := int(binary.BigEndian.Uint32(file[at:])), string(file[at+4:at+8])
		if !slices.Contains(known, strings.TrimSpace(kind)) {
			t.Fatalf("a box %q at %d", kind, at)
		}
		if size < 8 || at+size > len(file) {
			t.Fatalf("the box %q at %d has %d bytes", kind, at, size)
		}
		switch kind {
		case "stsz":
			sizes = file[at+20 : at+size]
		case "mdat":
			sound = file[at+8 : at+size]
		}
		if !slices.Contains([]string{"moov", "trak", "edts", "mdia", "minf", "dinf", "stbl"}, kind) {
			at += size
			continue
		}
		at += 8
	}
	for ; len(sizes) > 0; sizes = sizes[4:] {
		n := binary.BigEndian.Uint32(sizes)
		packets, sound = append(packets, sound[:n]), sound[n:]
	}
	if len(sound) > 0 {
		t.Fatalf("%d bytes that are no sample", len(sound))
	}
	return packets
}

package voice_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"kith/backend/voice"
)

// MP4 files made to hurt. Each is generated here.

// big is a box whose size stands in eight bytes, and may be a lie.
func big(kind string, size uint64, parts ...[]byte) []byte {
	return slices.Concat(u32(1), []byte(kind), u64(size), slices.Concat(parts...))
}

// tablesOf are tables for one chunk with sizes of its samples.
func tablesOf(place int, sizes ...int) []byte {
	return slices.Concat(bx("stsc", u32(0, 1, 1, len(sizes), 1)), bx("stsz", u32(0, 0, len(sizes)), u32(sizes...)), bx("stco", u32(0, 1, place)))
}

// withTables writes a file whose tables depend on where the samples stand.
func (m movie) withTables(tables func(place int) []byte) []byte {
	m.tables = tables(0)
	m.tables = tables(m.place())
	return m.file()
}

func TestAnMp4FileOfAnythingButOneTrackOfSoundIsRefused(t *testing.T) {
	for name, m := range map[string]movie{
		"a film": {handler: "vide", entry: entry("avc1")}, "two tracks": {tracks: 2}, "subtitles": {handler: "sbtl"}, "a hint": {handler: "hint"},
		"many tracks": {tracks: 500}, "a film that says it is sound, then sound": {tracks: 2, entry: entry("avc1")},
	} {
		m.samples = tones(3)
		t.Run(name, func(t *testing.T) { refused(t, m.file(), voice.NotAudio) })
	}
	refused(t, slices.Concat(ftyp(), bx("moov", bx("mvhd", make([]byte, 100))), bx("mdat", tone(1))), voice.NotAudio)
}

func TestMp4SoundThatIsNotPlainOpusOrAacIsRefused(t *testing.T) {
	for name, e := range map[string][]byte{
		"AC-3": entry("ac-3", dOps(1)), "ALAC": entry("alac"), "PCM": entry("lpcm"), "a film's": entry("avc1"), "encrypted": entry("enca", dOps(1)),
		"MP3 in mp4a": aacEntry(0x6b, 0x11, 0x88), "MPEG-2 AAC": aacEntry(0x67, 0x11, 0x88),
		"HE-AAC": aacEntry(0x40, 0x2b, 0x92, 0x08, 0x00), "HE-AAC v2": aacEntry(0x40, 0xeb, 0x09, 0x88, 0x00), "AAC Main": aacEntry(0x40, 0x09, 0x88),
		"another object type": aacEntry(0x40, 0xf9, 0x42), "a rate of its own": aacEntry(0x40, 0x17, 0x88), "a reserved rate": aacEntry(0x40, 0x16, 0x88),
		"channels of its own": aacEntry(0x40, 0x11, 0x80), "six channels": aacEntry(0x40, 0x11, 0xb0), "960 samples": aacEntry(0x40, 0x11, 0x8c),
		"a core coder": aacEntry(0x40, 0x11, 0x8a), "an extension": aacEntry(0x40, 0x11, 0x89),
		"Opus in five channels": entry("Opus", dOps(5)), "Opus in none": entry("Opus", dOps(0)),
		"Opus in a family":     entry("Opus", bx("dOps", []byte{0, 2, 0, 0}, u32(48000), u16(0), []byte{1, 1, 1, 0, 1})),
		"a QuickTime entry":    bx("mp4a", make([]byte, 8), u16(1), make([]byte, 18+16)),
		"a newer QuickTime's ": bx("mp4a", make([]byte, 8), u16(2), make([]byte, 18+36)),
	} {
		t.Run(name, func(t *testing.T) { refused(t, movie{entry: e, samples: tones(3)}.file(), voice.OtherCodec) })
	}
}

func TestABrokenMp4FileIsRefused(t *testing.T) {
	good := movie{samples: tones(3)}
	length := len(tone(0))
	es := func(parts ...[]byte) []byte { return entry("mp4a", bx("esds", append([][]byte{u32(0)}, parts...)...)) }
	for name, file := range map[string][]byte{
		"only its kind":                 ftyp(),
		"a kind and no size":            []byte("\x00\x00\x00\x04ftyp and more"),
		"no moov":                       slices.Concat(ftyp(), bx("mdat", tone(1))),
		"half a moov":                   good.file()[:len(ftyp())+200],
		"two moovs":                     slices.Concat(good.file(), movie{}.head(0)),
		"a moov of 2^63 bytes":          slices.Concat(ftyp(), bx("mdat", good.samples...), big("moov", 1<<63, good.head(len(ftyp()) + 8)[8:])),
		"a box of three bytes":          slices.Concat(good.file(), u32(3), []byte("free")),
		"a long box of fifteen bytes":   slices.Concat(good.file(), big("free", 15)),
		"a box beyond its box":          movie{samples: tones(3), inMoov: slices.Concat(u32(1<<30), []byte("free"))}.file(),
		"a box in a box of 2^64-1":      movie{samples: tones(3), inMoov: big("free", 1<<64-1)}.file(),
		"a box without a size in a box": movie{samples: tones(3), inMoov: u32(0, 0)}.file(),
		"bytes left over in a box":      movie{samples: tones(3), inMoov: []byte{0, 0, 0}}.file(),
		"two mdia boxes":                movie{samples: tones(3), inTrak: bx("mdia")}.file(),
		"two lists of entries":          movie{samples: tones(3), inStbl: bx("stsd", u32(0, 1), opusEntry())}.file(),
		"two entries":                   movie{samples: tones(3), entries: 2, entry: slices.Concat(opusEntry(), opusEntry())}.file(),
		"no entry":                      movie{samples: tones(3), entry: []byte{}, entries: 1}.file(),
		"half an entry":                 movie{samples: tones(3), entry: bx("Opus", make([]byte, 27))}.file(),
		"an entry beyond":               movie{samples: tones(3), entry: opusEntry()[:40]}.file(),
		"an entry beyond its list":      movie{samples: tones(3), entry: append(u32(len(opusEntry())+100), opusEntry()[4:]...)}.file(),
		"no dOps":                       movie{samples: tones(3), entry: entry("Opus")}.file(),
		"half a dOps":                   movie{samples: tones(3), entry: entry("Opus", bx("dOps", make([]byte, 10)))}.file(),
		"a dOps of the future":          movie{samples: tones(3), entry: entry("Opus", bx("dOps", []byte{1, 1}, make([]byte, 9)))}.file(),
		"two dOps":                      movie{samples: tones(3), entry: entry("Opus", dOps(1), dOps(2))}.file(),
		"no esds":                       movie{samples: tones(3), entry: entry("mp4a")}.file(),
		"esds with an empty config":     movie{samples: tones(3), entry: aacEntry(0x40)}.file(),
		"esds of another tag":           bytes.Replace(movie{samples: tones(3), entry: aacEntry(0x40, 0x11, 0x88)}.file(), []byte{3, 0x80}, []byte{9, 0x80}, 1),
		"no tkhd":                       bytes.Replace(good.file(), []byte("tkhd"), []byte("free"), 1),
		"no hdlr":                       bytes.Replace(good.file(), []byte("hdlr"), []byte("free"), 1),
		"no stsd":                       bytes.Replace(good.file(), []byte("stsd"), []byte("free"), 1),
		"no stsc":                       bytes.Replace(movie{after: fragment(tones(3)...)}.file(), []byte("stsc"), []byte("free"), 1),
		"no stsz":                       bytes.Replace(movie{after: fragment(tones(3)...)}.file(), []byte("stsz"), []byte("free"), 1),
		"no stco":                       bytes.Replace(movie{after: fragment(tones(3)...)}.file(), []byte("stco"), []byte("free"), 1),
		"esds of five bytes of length":  movie{samples: tones(3), entry: es([]byte{3, 0x80, 0x80, 0x80, 0x80, 0x80})}.file(),
		"esds that claims 256 MB":       movie{samples: tones(3), entry: es([]byte{3, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0})}.file(),
		"esds that hangs on another":    movie{samples: tones(3), entry: aacEntryIn(0x80, 0x40, 0x11, 0x88)}.file(),
		"esds that is elsewhere":        movie{samples: tones(3), entry: aacEntryIn(0x40, 0x40, 0x11, 0x88)}.file(),
		"esds with an endless length":   movie{samples: tones(3), entry: es([]byte{3}, bytes.Repeat([]byte{0xff}, 9), []byte{0x7f}, make([]byte, 40))}.file(),
		"a sample of no bytes":          movie{samples: [][]byte{tone(1), {}, tone(2)}}.file(),
		"an AAC frame of no bytes":      movie{entry: aacEntry(0x40, 0x11, 0x88), samples: [][]byte{tone(1), {}}}.file(),
		"an AAC frame too long":         movie{entry: aacEntry(0x40, 0x11, 0x88), samples: [][]byte{make([]byte, 769)}}.file(),
		"two chunk tables": good.withTables(func(place int) []byte {
			return slices.Concat(tablesOf(place, length), bx("co64", u32(0, 1), u64(uint64(place))))
		}),
		"chunks without runs": good.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 0)), bx("stsz", u32(0, length, 1)), bx("stco", u32(0, 1, place)))
		}),
		"a size too few": good.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 1, 1, 2, 1)), bx("stsz", u32(0, 0, 2, length)), bx("stco", u32(0, 1, place)))
		}),
		"no tables":                         movie{samples: tones(3), tables: bx("stss")}.file(),
		"a chunk table that lies":           movie{samples: tones(3), tables: slices.Concat(bx("stsc", u32(0, 0)), bx("stsz", u32(0, 0, 0)), bx("stco", u32(0, -1, 0)))}.file(),
		"a run table that lies":             movie{samples: tones(3), tables: slices.Concat(bx("stsc", u32(0, -1, 1, 1, 1)), bx("stsz", u32(0, 0, 0)), bx("stco", u32(0, 0)))}.file(),
		"a size table that lies":            movie{samples: tones(3), tables: slices.Concat(bx("stsc", u32(0, 0)), bx("stsz", u32(0, 0, -1, 9)), bx("stco", u32(0, 0)))}.file(),
		"sizes without chunks":              movie{samples: tones(3), tables: slices.Concat(bx("stsc", u32(0, 0)), bx("stsz", u32(0, 9, 1)), bx("stco", u32(0, 0)))}.file(),
		"a chunk in the movie's head":       good.withTables(func(int) []byte { return tablesOf(60, length) }),
		"a chunk before the sound":          good.withTables(func(place int) []byte { return tablesOf(place-1, length) }),
		"a chunk over the end of the sound": movie{samples: tones(3), after: bx("free", make([]byte, 99))}.withTables(func(place int) []byte { return tablesOf(place, 3*length+1) }),
		"a chunk beyond the file":           good.withTables(func(place int) []byte { return tablesOf(1<<31-1, length) }),
		"a chunk at 2^64-1": good.withTables(func(int) []byte {
			return slices.Concat(bx("stsc", u32(0, 1, 1, 1, 1)), bx("stsz", u32(0, 1, 1)), bx("co64", u32(0, 1), u64(1<<64-1)))
		}),
		"a sample of 2^32-1 bytes":  good.withTables(func(place int) []byte { return tablesOf(place, 1<<32-1) }),
		"a sample across two mdats": movie{samples: tones(1), after: bx("mdat", tones(1)...)}.withTables(func(place int) []byte { return tablesOf(place, 2*length+8) }),
		"the same sound twice":      good.withTables(func(place int) []byte { return chunksOf(length, place, place) }),
		"chunks that go back":       good.withTables(func(place int) []byte { return chunksOf(length, place+length, place) }),
		"a chunk of no samples": good.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 2, 1, 0, 1, 2, 1, 1)), bx("stsz", u32(0, length, 1)), bx("stco", u32(0, 2, place, place)))
		}),
		"chunks that begin at two": good.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 1, 2, 1, 1)), bx("stsz", u32(0, length, 1)), bx("stco", u32(0, 2, place, place)))
		}),
		"4 billion samples in a chunk": good.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 1, 1, -1, 1)), bx("stsz", u32(0, length, -1)), bx("stco", u32(0, 1, place)))
		}),
		"more samples in a chunk than sizes": good.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 1, 1, 3, 1)), bx("stsz", u32(0, length, 2)), bx("stco", u32(0, 1, place)))
		}),
		"a fragment of another track": movie{number: 7, after: fragment(tones(3)...)}.file(),
		"a fragment of two tracks":    movie{after: slices.Concat(bx("moof", bx("traf"), bx("traf")), bx("mdat"))}.file(),
		"a fragment without a header": movie{after: bx("moof", bx("traf", bx("trun", u32(0, 1))))}.file(),
		"half a fragment header":      movie{after: bx("moof", bx("traf", bx("tfhd", u32(0x10, 1))))}.file(),
		"a run that claims 4 billion": movie{after: fragmentOf(bx("tfhd", u32(0x20000, 1)), u32(0x201, -1, 0, length), tones(3)...)}.file(),
		"a run of fewer rows":         movie{after: fragmentOf(bx("tfhd", u32(0x20000, 1)), u32(0x101, 3, 0, 960), tones(3)...)}.file(),
		"4 billion of one size":       movie{after: slices.Concat(fragmentOf(bx("tfhd", u32(0x20010, 1, length)), u32(1, -1, 0), tones(3)...), bx("free", make([]byte, 99)))}.file(),
		"4 billion of no size":        movie{after: fragmentOf(bx("tfhd", u32(0x20010, 1, 0)), u32(1, -1, 0), tones(3)...)}.file(),
		"a run before the file":       movie{after: bx("moof", bx("traf", bx("tfhd", u32(0x20000, 1)), bx("trun", u32(1, 1, -1<<31))))}.file(),
		"a run in its own fragment":   movie{after: slices.Concat(bx("moof", bx("traf", bx("tfhd", u32(0x20000, 1)), bx("trun", u32(0, 1)))), bx("mdat", tone(1)))}.file(),
		"half a trex":                 movie{inMoov: bx("mvex", bx("trex", u32(0, 1, 1)))}.file(),
	} {
		t.Run(name, func(t *testing.T) { refused(t, file, voice.Damaged) })
	}
}

// chunksOf are tables of chunks with one sample each.
func chunksOf(length int, places ...int) []byte {
	return slices.Concat(bx("stsc", u32(0, 1, 1, 1, 1)), bx("stsz", u32(0, length, len(places))), bx("stco", u32(0, len(places)), u32(places...)))
}

func TestEveryHonestWayToSayWhereSamplesAreIsRead(t *testing.T) {
	packets := tones(6)
	length := len(packets[0])
	plain, _ := rebuild(t, movie{samples: packets}.file())
	m := movie{samples: packets}
	fragmented := func(parts ...[]byte) []byte { return movie{after: slices.Concat(parts...)}.file() }
	absolute := movie{after: fragment(packets...)}
	start := len(absolute.file()) - len(fragment(packets...))
	base := func(flags int, more ...[]byte) []byte {
		return bx("tfhd", u32(flags, 1), u64(uint64(start)), slices.Concat(more...))
	}
	entry2, duration, flags := u32(1), u32(960), u32(0)
	each := func(row ...int) (rows []byte) {
		for range packets {
			rows = append(rows, u32(row...)...)
		}
		return rows
	}
	for name, file := range map[string][]byte{
		"six chunks": m.withTables(func(place int) []byte {
			return chunksOf(length, place, place+length, place+2*length, place+3*length, place+4*length, place+5*length)
		}),
		"chunks of one, two and three": m.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 3, 1, 1, 1, 2, 2, 1, 3, 3, 1)), bx("stsz", u32(0, length, 6)), bx("stco", u32(0, 3, place, place+length, place+3*length)))
		}),
		"chunks in eight bytes": m.withTables(func(place int) []byte {
			return slices.Concat(bx("stsc", u32(0, 1, 1, 6, 1)), bx("stsz", u32(0, length, 6)), bx("co64", u32(0, 1), u64(uint64(place))))
		}),
		"sound before the head": func() []byte {
			place := len(ftyp()) + 8
			return slices.Concat(ftyp(), bx("mdat", packets...), movie{samples: packets}.head(place))
		}(),
		"a long mdat":                     slices.Concat(ftyp(), m.head(m.place()+8), big("mdat", uint64(16+6*length), packets...)),
		"an mdat up to the end":           slices.Concat(ftyp(), m.head(m.place()), u32(0), []byte("mdat"), slices.Concat(packets...)),
		"an mdat that claims 2^63":        slices.Concat(ftyp(), m.head(m.place()+8), big("mdat", 1<<63, packets...)),
		"an mdat that claims 4 GB":        slices.Concat(ftyp(), m.head(m.place()), u32(-1), []byte("mdat"), slices.Concat(packets...)),
		"one fragment":                    fragmented(fragment(packets...)),
		"six fragments":                   fragmented(fragment(packets[0]), fragment(packets[1]), fragment(packets[2]), fragment(packets[3]), fragment(packets[4]), fragment(packets[5])),
		"a table, then a fragment":        movie{samples: packets[:2], after: fragment(packets[2:]...)}.file(),
		"a size for all in trex":          fragmented(fragmentOf(bx("tfhd", u32(0x20000, 1)), u32(1, 6, 0), packets...)),
		"a size for all in tfhd":          fragmented(fragmentOf(bx("tfhd", u32(0x20010, 1, length)), u32(1, 6, 0), packets...)),
		"everything in tfhd":              fragmented(fragmentOf(base(0x3b, entry2, duration, u32(length), flags), u32(1, 6, 0), packets...)),
		"everything in trun":              fragmented(fragmentOf(bx("tfhd", u32(0, 1)), slices.Concat(u32(0xf05, 6, 0, 0), each(960, length, 0, 0)), packets...)),
		"durations in trun":               fragmented(fragmentOf(bx("tfhd", u32(0x20000, 1)), slices.Concat(u32(0x301, 6, 0), each(960, length)), packets...)),
		"a run that follows a run":        fragmented(twoRuns(packets[:3], packets[3:])),
		"a long box that breaks off":      slices.Concat(m.file(), u32(1), []byte("free\x00\x00\x00")),
		"a fragment that is empty before": fragmented(bx("moof", bx("mfhd", u32(0, 1))), fragment(packets...)),
		"a head of version 1": func() []byte {
			file := movie{number: 1, samples: packets}
			head := file.head(file.place() + 12)
			return slices.Concat(ftyp(), longHead(head), bx("mdat", packets...))
		}(),
	} {
		note, err := voice.Rebuild(file)
		if err != nil || !bytes.Equal(note.Bytes, plain.Bytes) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// twoRuns is a fragment with two trun boxes, the second of which says nothing about where its samples are.
func twoRuns(first, second [][]byte) []byte {
	moof := func(at int) []byte {
		return bx("moof", bx("traf", bx("tfhd", u32(0x20000, 1)), bx("trun", u32(1, len(first), at)), bx("trun", u32(0, len(second)))))
	}
	return slices.Concat(moof(len(moof(0))+8), bx("mdat", slices.Concat(first...), slices.Concat(second...)))
}

// longHead makes the tkhd box of a moov box one of version 1, whose times take eight bytes, which is 12 bytes more.
func longHead(moov []byte) []byte {
	at := bytes.Index(moov, []byte("tkhd")) + 4
	out := slices.Concat(moov[:at], []byte{1, 0, 0, 3}, make([]byte, 16), moov[at+12:at+16], make([]byte, 4), make([]byte, 8), moov[at+24:])
	for _, kind := range []string{"moov", "trak", "tkhd"} {
		place := bytes.Index(out, []byte(kind)) - 4
		binary.BigEndian.PutUint32(out[place:], binary.BigEndian.Uint32(out[place:])+12)
	}
	return out
}

func TestAnMp4RecordingThatBrokeOffIsKeptAsFarAsItIsWhole(t *testing.T) {
	packets := tones(12)
	file := movie{after: slices.Concat(fragment(packets[:4]...), fragment(packets[4:8]...), fragment(packets[8:]...))}.file()
	cutEverywhere(t, file, packets, 300)
	cutEverywhere(t, recording(t, "chromium_slices.mp4"), nil, 300)
	cutEverywhere(t, recording(t, "aac_fragments.mp4"), nil, 300)
}

func TestAFragmentWhosePlaceOverflowsIsNotFound(t *testing.T) {
	m := movie{after: fragmentOf(bx("tfhd", u32(1, 1), u64(0)), u32(1, 3, 0), tones(3)...)}
	start := len(m.file()) - len(m.after)
	tfhd, trun := bytes.Index(m.after, []byte("tfhd")), bytes.Index(m.after, []byte("trun"))
	binary.BigEndian.PutUint64(m.after[tfhd+12:], uint64(start))
	rebuild(t, m.file())
	binary.BigEndian.PutUint64(m.after[tfhd+12:], 1<<64-1)
	offset := m.after[trun+12:]
	binary.BigEndian.PutUint32(offset, binary.BigEndian.Uint32(offset)+uint32(start)+1)
	refused(t, m.file(), voice.Empty)
}

func TestAPlayerIsToldWhatToSkipAndWhereToBegin(t *testing.T) {
	tables := func(e []byte, samples ...[]byte) []byte {
		note, _ := rebuild(t, movie{entry: e, samples: samples}.file())
		return note.Bytes
	}
	edit := bx("elst", u32(0, 1, 3*960-312, 312, 1<<16))
	roll := func(earlier int) []byte {
		return slices.Concat(bx("sgpd", u32(1<<24), []byte("roll"), u32(2, 1), u16(-earlier)), bx("sbgp", u32(0), []byte("roll"), u32(1, 3, 1)))
	}
	short := []byte{0xe0, 1}
	if file := tables(opusEntry(), tones(3)...); !bytes.Contains(file, edit) || !bytes.Contains(file, roll(4)) {
		t.Error("Opus of 20 ms")
	}
	if file := tables(opusEntry(), tone(1), short, tone(2)); !bytes.Contains(file, roll(32)) {
		t.Error("Opus of 2.5 ms")
	}
	if file := tables(entry("Opus", bx("dOps", []byte{0, 1}, u16(0), u32(48000), []byte{0, 0, 0})), tones(3)...); bytes.Contains(file, []byte("edts")) || !bytes.Contains(file, roll(4)) {
		t.Error("Opus without anything to skip")
	}
	if file := tables(aacEntry(0x40, 0x11, 0x88), tones(3)...); bytes.Contains(file, []byte("edts")) || bytes.Contains(file, []byte("roll")) {
		t.Error("AAC")
	}
}

func TestAFinishedMp4FileWithoutAllOfItsSoundIsRefused(t *testing.T) {
	file := recording(t, "aac_tables.mp4")
	for end := range file {
		if note, err := voice.Rebuild(file[:end]); err == nil {
			t.Fatalf("%d of %d bytes made a note of %v", end, len(file), note.Duration)
		}
	}
}

func TestWhatIsNotSoundLeavesAnMp4File(t *testing.T) {
	page := []byte("<html><script>alert('kith')</script>")
	place := append([]byte("\xa9xyz"), "\x00\x12\x15\xc7+43.0765-089.3842/"...)
	traces := []string{"alert", "43.0765", "\xa9xyz", "udta", "meta", "uuid"}
	udta := bx("udta", slices.Concat(u32(8+len(place)-4), place), bx("meta", page))
	extra := slices.Concat(udta, bx("free", page), bx("skip", page), bx("uuid", make([]byte, 16), page), bx("meta", page), bx("iods", page))
	packets := tones(6)
	file := movie{
		samples: packets[:3], inMoov: extra, inTrak: slices.Concat(extra, bx("tref", page), bx("edts", bx("elst", page))), inStbl: slices.Concat(bx("sgpd", page), bx("subs", page)),
		before: slices.Concat(extra, bx("sidx", page), bx("mdat", page)),
		after:  slices.Concat(bx("mdat", page), extra, bx("styp", page), bx("emsg", page), fragment(packets[3:]...), bx("mfra", page), page),
	}.file()
	note, kept := rebuild(t, file)
	for _, trace := range traces {
		if !bytes.Contains(file, []byte(trace)) || bytes.Contains(note.Bytes, []byte(trace)) {
			t.Errorf("%q", trace)
		}
	}
	if !slices.EqualFunc(kept, packets, bytes.Equal) {
		t.Errorf("%d packets", len(kept))
	}
	plain, _ := rebuild(t, movie{samples: packets}.file())
	if !bytes.Equal(plain.Bytes, note.Bytes) {
		t.Error("what is not sound changed the note")
	}
}

func TestBoxesInBoxesAndAHundredThousandBoxesTakeNoTime(t *testing.T) {
	deep := []byte{}
	for range 10_000 {
		deep = bx("moov", deep)
	}
	nested := slices.Concat(bx("meta", bytes.Repeat([]byte("\x00\x00\x00\x00meta"), 10_000)), bx("meta", deep))
	many := bytes.Repeat(bx("free"), 110_000)
	for name, m := range map[string]movie{
		"nested": {inTrak: nested}, "nested in the head": {inMoov: nested}, "many": {inTrak: many}, "many behind": {before: many},
		"many fragments": {before: bytes.Repeat(bx("moof"), 110_000)}, "many sounds": {before: bytes.Repeat(bx("mdat"), 24_000)},
	} {
		m.samples = tones(3)
		within(t, name, 2*time.Second, func() { rebuild(t, m.file()) })
	}
	refused(t, movie{samples: tones(3), before: bytes.Repeat(bx("mdat"), 24_400)}.file(), voice.Damaged)
}

func TestTheAacHeaderIsWrittenAnew(t *testing.T) {
	for name, c := range map[string]struct {
		config   []byte
		want     string
		duration time.Duration
	}{
		"48 kHz":         {[]byte{0x11, 0x88}, "\x05\x02\x11\x88\x06", 3 * 1024 * time.Second / 48000},
		"44.1 kHz":       {[]byte{0x12, 0x10}, "\x05\x02\x12\x10\x06", 3 * 1024 * time.Second / 44100},
		"96 kHz":         {[]byte{0x10, 0x08}, "\x05\x02\x10\x08\x06", 3 * 1024 * time.Second / 96000},
		"7350 Hz":        {[]byte{0x16, 0x08}, "\x05\x02\x16\x08\x06", 3 * 1024 * time.Second / 7350},
		"with a layer":   {[]byte{0x12, 0x08, 0x56, 0xe5, 0x00}, "\x05\x02\x12\x08\x06", 3 * 1024 * time.Second / 44100},
		"with a message": {[]byte("\x12\x08<script>"), "\x05\x02\x12\x08\x06", 3 * 1024 * time.Second / 44100},
	} {
		note, kept := rebuild(t, movie{entry: aacEntry(0x40, c.config...), samples: tones(3)}.file())
		if rate := rateIn(note.Bytes); c.duration != 3*1024*time.Second/time.Duration(max(rate, 1)) && (name != "96 kHz" || rate != 0) {
			t.Errorf("%s: the sample entry tells %d", name, rate)
		}
		if !bytes.Contains(note.Bytes, []byte(c.want)) || bytes.Contains(note.Bytes, []byte("script")) || note.Duration != c.duration || len(kept) != 3 {
			t.Errorf("%s: %v, %d packets", name, note.Duration, len(kept))
		}
	}
	longest := movie{entry: aacEntry(0x40, 0x12, 0x10), samples: [][]byte{make([]byte, 1536)}}
	rebuild(t, longest.file())
	longest.samples[0] = make([]byte, 1537)
	refused(t, longest.file(), voice.Damaged)
}

// rateIn is the rate that the sample entry tells, which has room for 65,535.
func rateIn(file []byte) uint16 {
	at := bytes.Index(file, []byte("mp4a"))
	return binary.BigEndian.Uint16(file[at+4+24:])
}

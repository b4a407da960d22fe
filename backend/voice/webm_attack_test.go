package voice_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"kith/backend/voice"
)

// WebM files made to hurt. Each is generated here.

func TestAWebmFileOfAnythingButOneTrackOfSoundIsRefused(t *testing.T) {
	video := el(idTrack, el(idNumber, []byte{2}), el(idType, []byte{1}), el(idCodec, []byte("V_VP8")), el(idVideo))
	for name, file := range map[string][]byte{
		"two tracks of sound":       withTracks(opusTrack(), opusTrack(el(idNumber, []byte{2}))),
		"a film":                    withTracks(video),
		"a film with sound":         withTracks(opusTrack(), video),
		"sound with a film":         withTracks(video, opusTrack()),
		"two lists of tracks":       slices.Concat(header(), el(idSegment, el(idTracks, opusTrack()), el(idTracks, video), el(idCluster, blocks(tones(3))))),
		"subtitles":                 withTracks(opusTrack(el(idType, []byte{17}))),
		"a track of no type":        withTracks(el(idTrack, el(idNumber, []byte{1}), el(idCodec, []byte("A_OPUS")))),
		"a type that is said twice": withTracks(opusTrack(el(idType, []byte{2}), el(idType, []byte{1}))),
	} {
		t.Run(name, func(t *testing.T) { refused(t, file, voice.NotAudio) })
	}
}

func TestWebmSoundThatIsNotPlainOpusIsRefused(t *testing.T) {
	for name, track := range map[string][]byte{
		"Vorbis":           opusTrack(el(idCodec, []byte("A_VORBIS"))),
		"PCM":              opusTrack(el(idCodec, []byte("A_PCM/INT/LIT"))),
		"Opus of old":      opusTrack(el(idCodec, []byte("A_OPUS/EXPERIMENTAL"))),
		"no codec":         el(idTrack, el(idNumber, []byte{1}), el(idType, []byte{2})),
		"packed frames":    opusTrack(el(idEncodings, el(0x6240))),
		"three channels":   opusTrack(el(idPrivate, opusHead(3)), el(idAudio, el(idChannels, []byte{3}))),
		"no channel":       opusTrack(el(idPrivate, opusHead(0)), el(idAudio, el(idChannels, []byte{0}))),
		"a mapping family": opusTrack(el(idPrivate, append(opusHead(2)[:18], 1, 1, 1, 0, 1)), el(idAudio, el(idChannels, []byte{2}))),
	} {
		t.Run(name, func(t *testing.T) { refused(t, withTracks(track), voice.OtherCodec) })
	}
}

func TestABrokenWebmFileIsRefused(t *testing.T) {
	good := webmOf(tones(3)...)
	in := func(parts ...[]byte) []byte {
		return slices.Concat(header(), el(idSegment, append([][]byte{el(idTracks, opusTrack())}, parts...)...))
	}
	for name, file := range map[string][]byte{
		"only the header":               header(),
		"only a name":                   []byte("\x1a\x45\xdf\xa3"),
		"half":                          good[:len(good)/2],
		"without its last byte":         good[:len(good)-1],
		"a header that never ends":      open(idHeader, el(idDocType, []byte("webm")), el(idSegment)),
		"a header that claims 2^56":     slices.Concat([]byte("\x1a\x45\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe"), good[12:]),
		"a header of the future":        slices.Concat(el(idHeader, el(idDocType, []byte("webm")), el(idReadVersion, []byte{2})), good[len(header()):]),
		"names of five bytes":           slices.Concat(el(idHeader, el(idDocType, []byte("webm")), el(idMaxIDLength, []byte{5})), good[len(header()):]),
		"sizes of nine bytes":           slices.Concat(el(idHeader, el(idDocType, []byte("webm")), el(idMaxSizeLength, []byte{9})), good[len(header()):]),
		"a version of nine bytes":       slices.Concat(el(idHeader, el(idDocType, []byte("webm")), el(idReadVersion, make([]byte, 9))), good[len(header()):]),
		"no segment":                    slices.Concat(header(), el(idTags, el(idTracks, opusTrack()), el(idCluster, blocks(tones(3))))),
		"a segment of 2^56-2":           slices.Concat(header(), claim(idSegment, 1<<56-2, el(idTracks, opusTrack()), el(idCluster, blocks(tones(3))))),
		"a cluster of 2^56-2":           in(claim(idCluster, 1<<56-2, blocks(tones(3)))),
		"a cluster a byte too long":     in(claim(idCluster, uint64(len(blocks(tones(3)))+1), blocks(tones(3)))),
		"a block of 2^56-2":             in(el(idCluster, claim(idSimpleBlock, 1<<56-2, []byte{0x81, 0, 0, 0x80, 0xf8}))),
		"no track":                      slices.Concat(header(), el(idSegment, el(idCluster))),
		"a block before its track":      slices.Concat(header(), el(idSegment, el(idCluster, blocks(tones(3))), el(idTracks, opusTrack()))),
		"a block 0 before its track":    slices.Concat(header(), el(idSegment, el(idCluster, el(idSimpleBlock, []byte{0x80, 0, 0, 0x80, 0xf8})), el(idTracks, opusTrack()))),
		"tracks without end":            slices.Concat(header(), el(idSegment, open(idTracks, opusTrack()))),
		"a track without end":           withTracks(open(idTrack)),
		"tags without end":              in(open(idTags, el(idCluster, blocks(tones(3))))),
		"a block without end":           in(el(idCluster, open(idSimpleBlock, []byte{0x81, 0, 0, 0x80, 0xf8}))),
		"a block without end, open":     in(open(idCluster, open(idSimpleBlock, []byte{0x81, 0, 0, 0x80, 0xf8}))),
		"a group without end":           in(el(idCluster, open(idGroup, el(idBlock, []byte{0x81, 0, 0, 0, 0xf8})))),
		"a second segment inside":       in(el(idCluster, blocks(tones(3))), open(idSegment, el(idCluster))),
		"no number":                     slices.Concat(header(), el(idSegment, el(idTracks, opusTrack(el(idNumber, []byte{0}))), el(idCluster, el(idSimpleBlock, []byte{0x80, 0, 0, 0x80}, tone(1))))),
		"a number of nine bytes":        withTracks(opusTrack(el(idNumber, append(make([]byte, 8), 1)))),
		"channels of nine bytes":        withTracks(opusTrack(el(idAudio, el(idChannels, append(make([]byte, 8), 1))))),
		"another count of channels":     withTracks(opusTrack(el(idAudio, el(idChannels, []byte{2})))),
		"no Opus header":                withTracks(opusTrack(el(idPrivate))),
		"half an Opus header":           withTracks(opusTrack(el(idPrivate, opusHead(1)[:18]))),
		"another header":                withTracks(opusTrack(el(idPrivate, append([]byte("OpusTags"), opusHead(1)[8:]...)))),
		"an Opus header of the future":  withTracks(opusTrack(el(idPrivate, append([]byte("OpusHead\x10"), opusHead(1)[9:]...)))),
		"a block of another track":      in(el(idCluster, el(idSimpleBlock, []byte{0x82, 0, 0, 0x80, 0xf8}))),
		"a block of every track":        in(el(idCluster, el(idSimpleBlock, []byte{0xff, 0, 0, 0x80, 0xf8}))),
		"a block of three bytes":        in(el(idCluster, el(idSimpleBlock, []byte{0x81, 0, 0}))),
		"a block of no bytes":           in(el(idCluster, el(idSimpleBlock))),
		"a packet of no bytes":          in(el(idCluster, block(tone(1)), block(nil))),
		"Xiph lacing":                   in(el(idCluster, el(idSimpleBlock, []byte{0x81, 0, 0, 0x82}, tone(1)))),
		"EBML lacing":                   in(el(idCluster, el(idSimpleBlock, []byte{0x81, 0, 0, 0x86}, tone(1)))),
		"lacing of one size":            in(el(idCluster, el(idGroup, el(idBlock, []byte{0x81, 0, 0, 0x04}, tone(1))))),
		"an element without a name":     in(el(idCluster, blocks(tones(3)), []byte{0, 0x81, 0})),
		"an element without a size":     in(el(idCluster, blocks(tones(3)), []byte{0xec, 0})),
		"a size of nine bytes":          in(el(idCluster, blocks(tones(3)), []byte{0xec, 0, 0, 0, 0, 0, 0, 0, 0, 0})),
		"an open cluster that is cut":   in(open(idCluster, blocks(tones(3)), []byte{0xec, 0x85})),
		"an open one without a name":    live(open(idCluster, blocks(tones(3)), []byte{0x0f, 0x81, 0})),
		"in a live file, a bad cluster": live(claim(idCluster, 60, claim(idSimpleBlock, 100, make([]byte, 51)))),
	} {
		t.Run(name, func(t *testing.T) { refused(t, file, voice.Damaged) })
	}
}

func TestAWebmRecordingThatBrokeOffIsKeptAsFarAsItIsWhole(t *testing.T) {
	packets := tones(20)
	file := live(open(idCluster, el(idTimestamp, []byte{0}), blocks(packets[:10])), open(idCluster, blocks(packets[10:])))
	cutEverywhere(t, file, packets, 300)
	cutEverywhere(t, live(el(idCluster, blocks(packets[:10])), el(idCluster, blocks(packets[10:]))), packets, 300)
	cutEverywhere(t, recording(t, "chromium_slices.webm"), nil, 200)
}

// cutEverywhere ends a file behind each of its bytes: it is refused, or kept with the packets that are whole, which never become
// fewer. At least so many of the cuts keep something.
func cutEverywhere(t *testing.T, file []byte, packets [][]byte, least int) {
	t.Helper()
	if packets == nil {
		_, packets = rebuild(t, file)
	}
	most, kept := 0, 0
	for end := range file {
		note, err := voice.Rebuild(file[:end])
		if err != nil {
			if most > 0 {
				t.Fatalf("%d bytes are refused, fewer are not: %v", end, err)
			}
			continue
		}
		whole := packetsOf(t, note)
		if len(whole) < most || len(whole) > len(packets) || !slices.EqualFunc(whole, packets[:len(whole)], bytes.Equal) {
			t.Fatalf("%d bytes give %d packets, before it were %d", end, len(whole), most)
		}
		most = len(whole)
		kept++
	}
	if kept < least {
		t.Errorf("only %d of %d beginnings are kept", kept, len(file))
	}
}

func TestAFinishedWebmFileWithoutItsEndIsRefused(t *testing.T) {
	file := recording(t, "chromium.webm")
	for end := range file {
		if note, err := voice.Rebuild(file[:end]); err == nil {
			t.Fatalf("%d of %d bytes made a note of %v", end, len(file), note.Duration)
		}
	}
}

func TestWhatIsNotSoundLeavesAWebmFile(t *testing.T) {
	page := []byte("<html><script>alert('kith')</script>")
	packets := tones(3)
	file := slices.Concat(el(idHeader, el(idDocType, []byte("webm\x00\x00")), el(0x4286, page)),
		el(idSegment, el(idVoid, page), el(idChecksum, page), el(idSeekHead, page), el(idInfo, el(0x4d80, page), el(0x7ba9, page)),
			el(idTracks, opusTrack(el(0x536e, page), el(0x22b59c, page)), el(idVoid, page)), el(idTags, el(0x7373, page)),
			el(idAttachments, el(0x61a7, page)), el(idChapters, page), el(0x1a2b3c4d, page),
			el(idCluster, el(idTimestamp, []byte{0}), el(0xab, page), el(0xbf, page), block(packets[0]), el(idVoid, page),
				el(idGroup, el(idBlock, []byte{0x81, 0, 0, 0}, packets[1]), el(0x75a1, page), el(0x75a2, []byte{1})), el(idGroup, el(0x75a1, page)), block(packets[2])),
			el(idCues, page)), page, el(idSegment, el(idTags, page)))
	note, kept := rebuild(t, file)
	if !slices.EqualFunc(kept, packets, bytes.Equal) {
		t.Errorf("%d packets", len(kept))
	}
	plain, _ := rebuild(t, webmOf(packets...))
	if bytes.Contains(note.Bytes, []byte("alert")) || !bytes.Equal(note.Bytes, plain.Bytes) {
		t.Error("what is not sound changed the note")
	}
}

func TestOpenClustersEndWhereTheSegmentGoesOn(t *testing.T) {
	packets := tones(6)
	for name, between := range map[string][]byte{
		"cues": el(idCues), "tags": el(idTags, make([]byte, 9)), "a known cluster": el(idCluster), "info": el(idInfo), "a seek head": el(idSeekHead),
		"attachments": el(idAttachments), "chapters": el(idChapters), "nothing": {}, "something new": el(0xec),
	} {
		note, kept := rebuild(t, live(open(idCluster, blocks(packets[:3])), between, open(idCluster, blocks(packets[3:]))))
		if !slices.EqualFunc(kept, packets, bytes.Equal) {
			t.Errorf("%s: %d packets", name, len(kept))
		}
		sealed, _ := rebuild(t, slices.Concat(header(), el(idSegment, el(idTracks, opusTrack()), open(idCluster, blocks(packets[:3])), between, open(idCluster, blocks(packets[3:])))))
		if !bytes.Equal(sealed.Bytes, note.Bytes) {
			t.Errorf("%s: a known segment differs", name)
		}
	}
	for name, another := range map[string][]byte{"file": webmOf(tones(5)...), "segment": open(idSegment, el(idTracks, opusTrack()))} {
		if _, kept := rebuild(t, live(open(idCluster, blocks(packets)), another)); len(kept) != 6 {
			t.Errorf("another %s behind it: %d packets", name, len(kept))
		}
	}
}

func TestAMillionTinyElementsTakeNoTime(t *testing.T) {
	for name, tiny := range map[string][]byte{"voids": {0xec, 0x80}, "clusters": append(nameOf(idCluster), 0x80), "open clusters": append(nameOf(idCluster), 0xff), "groups": {0xa0, 0x80}} {
		inside := bytes.Repeat(tiny, (voice.MaxBytes-4000)/len(tiny))
		for _, file := range [][]byte{live(open(idCluster, blocks(tones(3)), inside)), live(el(idCluster, blocks(tones(3))), inside)} {
			within(t, name, 2*time.Second, func() { rebuild(t, file) })
		}
	}
}

// within holds work against a time that is a hundred times what it needs.
func within(t *testing.T, name string, most time.Duration, work func()) {
	t.Helper()
	began := time.Now()
	work()
	if took := time.Since(began); took > most {
		t.Errorf("%s took %v", name, took)
	}
}

func TestTheOpusHeaderIsWrittenAnew(t *testing.T) {
	head := append([]byte("OpusHead\x0f"), 2, 0x38, 0x01, 0x44, 0xac, 0, 0, 0xff, 0x7f, 0) // 44.1 kHz, a gain of 128 dB
	head = append(head, "<script>"...)
	note, _ := rebuild(t, withTracks(opusTrack(el(idPrivate, head), el(idAudio, el(idChannels, []byte{2})))))
	if want := []byte("OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x00\x00\x56\xaa"); !bytes.Contains(note.Bytes, want) {
		t.Errorf("%q", note.Bytes[:200])
	}
}

package voice_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kith/backend/voice"
)

// rebuild gives our note, and holds it against what every note promises: known parts only, the same bytes when it is rebuilt again, a
// duration of its frames.
func rebuild(t *testing.T, file []byte) (voice.Note, [][]byte) {
	t.Helper()
	note, err := voice.Rebuild(file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := voice.Rebuild(note.Bytes)
	if err != nil || !bytes.Equal(again.Bytes, note.Bytes) || again.Duration != note.Duration || again.Kind != note.Kind {
		t.Fatalf("a note is not its own: %v", err)
	}
	if note.Duration <= 0 || note.Duration > voice.MaxDuration+time.Second {
		t.Fatalf("it lasts %v", note.Duration)
	}
	return note, packetsOf(t, note)
}

func packetsOf(t *testing.T, note voice.Note) [][]byte {
	t.Helper()
	if note.Kind == voice.MP4 {
		return mp4Packets(t, note.Bytes)
	}
	packets, _ := webmPackets(t, note.Bytes)
	return packets
}

func refused(t *testing.T, file []byte, reason voice.Reason) {
	t.Helper()
	note, err := voice.Rebuild(file)
	var refusal *voice.Refusal
	if !errors.As(err, &refusal) || refusal.Reason != reason || note.Bytes != nil {
		t.Errorf("%v, want %s", err, reason)
	}
}

func recording(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// recordings are what real recorders made, and what is to be found in them. Durations: what Chromium's decodeAudioData gives for our
// file, which it gives for theirs too (for AAC with an edit list, 32 ms less for theirs).
var recordings = map[string]struct {
	kind     string
	packets  int
	duration time.Duration
}{
	"chromium.webm":        {voice.WebM, 25, 1500 * time.Millisecond},
	"chromium_slices.webm": {voice.WebM, 41, 2460 * time.Millisecond},
	"chromium.mp4":         {voice.MP4, 24, 1360 * time.Millisecond},
	"chromium_slices.mp4":  {voice.MP4, 41, 2380 * time.Millisecond},
	"aac_fragments.mp4":    {voice.MP4, 66, 1533 * time.Millisecond},
	"aac_tables.mp4":       {voice.MP4, 66, 1533 * time.Millisecond},
}

func TestAPhoneSRecordingBecomesOursPacketByPacket(t *testing.T) {
	for name, want := range recordings {
		file := recording(t, name)
		note, packets := rebuild(t, file)
		if note.Kind != want.kind || len(packets) != want.packets || note.Duration.Round(time.Millisecond) != want.duration {
			t.Errorf("%s: %s, %d packets, %v", name, note.Kind, len(packets), note.Duration)
		}
		at := 0
		for i, p := range packets { // each of them stood in the upload, in this order
			found := bytes.Index(file[at:], p)
			if found < 0 {
				t.Errorf("%s: packet %d is not of the upload", name, i)
				break
			}
			at += found + len(p)
		}
		if len(note.Bytes) > len(file) {
			t.Errorf("%s: %d bytes became %d", name, len(file), len(note.Bytes))
		}
	}
}

func TestNothingThatDescribesARecordingIsKept(t *testing.T) {
	for name, traces := range map[string][]string{
		"chromium.webm":        {"Chrome", "\xd7\xb1\x83\x0f\x42\x40\x44\x89\x84\x44", "\x8c\x7d\xc2\xcc\x19\xb4\x96"}, // the track's random number
		"chromium_slices.webm": {"Chrome"},
		"chromium.mp4":         {"vp09", "SoundHandler", "\xe7\x2e\x4b\x22"}, // when it was made
		"chromium_slices.mp4":  {"vp09", "SoundHandler"},
		"aac_fragments.mp4":    {"Lavf", "SoundHandler", "ilst", "mfra", "udta"},
		"aac_tables.mp4":       {"Lavf", "SoundHandler", "43.0765", "location", "secret", "udta", "free"},
	} {
		file := recording(t, name)
		note, _ := rebuild(t, file)
		for _, trace := range traces {
			if !bytes.Contains(file, []byte(trace)) {
				t.Errorf("%s never held %q", name, trace)
			}
			if bytes.Contains(note.Bytes, []byte(trace)) {
				t.Errorf("%s still holds %q", name, trace)
			}
		}
	}
}

func TestTheSameSoundGivesTheSameBytesHoweverItWasWrapped(t *testing.T) {
	packets := tones(700) // 14 s, three clusters of ours
	sealed, _ := rebuild(t, webmOf(packets...))
	half := live(open(idCluster, blocks(packets[:300])), open(idCluster, el(idTimestamp, []byte{9}), blocks(packets[300:])))
	open, _ := rebuild(t, half)
	if !bytes.Equal(sealed.Bytes, open.Bytes) {
		t.Error("open clusters changed a WebM note")
	}
	tables, _ := rebuild(t, movie{samples: packets}.file())
	fragments, kept := rebuild(t, movie{after: slices.Concat(fragment(packets[:300]...), fragment(packets[300:]...))}.file())
	if !bytes.Equal(tables.Bytes, fragments.Bytes) {
		t.Error("fragments changed an MP4 note")
	}
	if want := 14*time.Second - 312*time.Second/48000; sealed.Duration != want || tables.Duration != want || len(kept) != 700 {
		t.Errorf("%v and %v, want %v", sealed.Duration, tables.Duration, want)
	}
}

func TestANoteMayLastAMinuteAndASecondAndNotAPacketMore(t *testing.T) {
	rebuild(t, webmOf(tones(61*50)...))
	refused(t, webmOf(tones(61*50+1)...), voice.TooLong)
	rebuild(t, movie{samples: tones(61 * 50)}.file())
	refused(t, movie{samples: tones(61*50 + 1)}.file(), voice.TooLong)
	refused(t, movie{after: fragment(tones(61*50 + 1)...)}.file(), voice.TooLong)
	low := movie{entry: aacEntry(0x40, 0x15, 0x88), samples: tones(61 * 8)} // 8 kHz: 128 ms a frame
	note, _ := rebuild(t, movie{entry: low.entry, samples: tones(61 * 7)}.file())
	if want := 61 * 7 * 128 * time.Millisecond; note.Duration != want {
		t.Errorf("%v, want %v", note.Duration, want)
	}
	refused(t, low.file(), voice.TooLong)
}

func TestPacketsArePlayedOneAfterTheOtherWhateverTheUploadSaid(t *testing.T) {
	note, _ := rebuild(t, webmOf(tones(61*50)...)) // whose timestamps are all zero
	_, times := webmPackets(t, note.Bytes)
	for i, at := range times {
		if at != 20*i {
			t.Fatalf("packet %d is played at %d ms", i, at)
		}
	}
	mixed := slices.Repeat([][]byte{{0xe0, 1}, {0x18, 1}}, 400) // 2.5 ms and 60 ms
	note, _ = rebuild(t, webmOf(mixed...))
	_, times = webmPackets(t, note.Bytes)
	for i, at := range times {
		if want := (i/2)*125/2 + i%2*5/2; at != want && at != want+1 {
			t.Fatalf("packet %d is played at %d ms, want %d", i, at, want)
		}
	}
}

func TestAFileOverAMebibyteIsRefusedUnread(t *testing.T) {
	file := webmOf(tones(3)...)
	file = append(file, make([]byte, voice.MaxBytes-len(file))...)
	rebuild(t, file)
	refused(t, append(file, 0), voice.TooBig)
}

func TestOurFileMayNotGrowOverAMebibyteEither(t *testing.T) {
	// Packets of one size need no table of sizes in the upload; ours has one.
	sample := make([]byte, 350)
	sample[0] = 0xf8
	m := movie{samples: slices.Repeat([][]byte{sample}, 2990)}
	m.tables = slices.Concat(bx("stsc", u32(0, 1, 1, 2990, 1)), bx("stsz", u32(0, 350, 2990)), bx("stco", u32(0, 1, 0)))
	m.tables = slices.Concat(bx("stsc", u32(0, 1, 1, 2990, 1)), bx("stsz", u32(0, 350, 2990)), bx("stco", u32(0, 1, m.place())))
	if len(m.file()) > voice.MaxBytes {
		t.Fatal(len(m.file()))
	}
	refused(t, m.file(), voice.TooBig)
}

func TestARecordingInWhichNothingWasSaidIsEmpty(t *testing.T) {
	refused(t, webmOf(), voice.Empty)
	refused(t, live(), voice.Empty)
	refused(t, movie{}.file(), voice.Empty)
	refused(t, webmOf([]byte{0xe0}), voice.Empty) // 2.5 ms, of which 6.5 are skipped
}

func TestOnlyTwoKindsAreKnown(t *testing.T) {
	for name, file := range map[string][]byte{
		"nothing": {}, "a byte": {0x1a}, "text": []byte("hello, hello"), "Ogg": []byte("OggS\x00\x02 and so on"), "WAV": []byte("RIFF\x24\x00\x00\x00WAVEfmt "),
		"MP3": []byte("ID3\x04\x00\x00\x00\x00\x00\x00"), "ADTS": []byte("\xff\xf1\x50\x80\x00\x1f\xfc\x00"), "page": []byte("<!doctype html><script>"),
		"Matroska":         slices.Concat(el(idHeader, el(idDocType, []byte("matroska"))), webmOf(tone(1))[len(header()):]),
		"EBML of no kind":  slices.Concat(el(idHeader), webmOf(tone(1))[len(header()):]),
		"a byte, then MP4": append([]byte{0}, movie{samples: tones(3)}.file()...),
	} {
		t.Run(name, func(t *testing.T) { refused(t, file, voice.UnknownKind) })
	}
}

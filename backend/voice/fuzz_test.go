package voice_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"kith/backend/voice"
)

var reasons = []voice.Reason{
	voice.TooBig, voice.TooLong, voice.UnknownKind, voice.NotAudio, voice.OtherCodec, voice.Empty, voice.Damaged,
}

// around is by how many bytes a note may be larger than the upload: our headers. An MP4 note adds its tables, at most 12 bytes a packet.
const around = 1024

// holds is the law of every file: a refusal with a reason of the set, or a note that is its own, within its bounds, of known parts,
// and with no packet that is longer than what came in.
func holds(t *testing.T, file []byte) {
	note, err := voice.Rebuild(file)
	var refusal *voice.Refusal
	if errors.As(err, &refusal) && slices.Contains(reasons, refusal.Reason) && note.Bytes == nil {
		return
	}
	if err != nil {
		t.Fatalf("neither kept nor refused: %v", err)
	}
	_, packets := rebuild(t, file)
	if most := len(file) + around + 12*len(packets); len(note.Bytes) > min(most, voice.MaxBytes) {
		t.Fatalf("%d bytes became %d", len(file), len(note.Bytes))
	}
	if total := len(slices.Concat(packets...)); total > len(file) {
		t.Fatalf("%d bytes hold %d bytes of sound", len(file), total)
	}
	if note.Duration > voice.MaxDuration+time.Second {
		t.Fatalf("it lasts %v", note.Duration)
	}
}

func FuzzWebM(f *testing.F) {
	f.Add(recording(f, "chromium.webm"))
	f.Add(recording(f, "chromium_slices.webm"))
	f.Add(webmOf(tones(4)...))
	f.Add(live(open(idCluster, blocks(tones(4))), open(idCluster, el(idGroup, el(idBlock, []byte{0x81, 0, 0, 0}, tone(1))))))
	f.Add(webmOf([]byte{0xfb, 0xc3, 2, 1, 2, 'a', 'b', 'b', 'c', 0, 0}, []byte{0xfa, 1, 'a', 'b', 'b'}, []byte{0xf9, 'a', 'b'}))
	f.Fuzz(func(t *testing.T, file []byte) {
		holds(t, file)
		if !bytes.HasPrefix(file, header()) { // and what it would be behind an honest beginning
			holds(t, live(open(idCluster, file)))
			holds(t, live(file))
		}
	})
}

func FuzzMP4(f *testing.F) {
	f.Add(recording(f, "chromium.mp4"))
	f.Add(recording(f, "aac_fragments.mp4"))
	f.Add(recording(f, "aac_tables.mp4"))
	f.Add(movie{samples: tones(4)}.file())
	f.Add(movie{after: slices.Concat(fragment(tones(2)...), twoRuns(tones(1), tones(2)))}.file())
	f.Add(movie{entry: aacEntry(0x40, 0x12, 0x10), samples: tones(2)}.file())
	f.Fuzz(func(t *testing.T, file []byte) {
		holds(t, file)
		if !bytes.HasPrefix(file, ftyp()) {
			holds(t, movie{after: file}.file())
			holds(t, movie{samples: tones(2), inStbl: file}.file())
		}
	})
}

package voice_test

import (
	"bytes"
	"runtime"
	"slices"
	"testing"
	"time"

	"kith/backend/voice"
)

// allocationAllowed is by how many bytes all that is ever allocated for one file may grow, kept or not: eight times the largest file.
const allocationAllowed = 8 << 20

func TestAMebibyteCostsAtMostEight(t *testing.T) {
	padded := func(file []byte) []byte { return append(file, make([]byte, voice.MaxBytes-len(file))...) }
	filling := func(bytes int) [][]byte { // packets of 2.5 ms, as many as a note may have
		packet := make([]byte, bytes)
		packet[0] = 0xe0
		return slices.Repeat([][]byte{packet}, 24_400)
	}
	small := movie{samples: filling(20)}
	fragments := make([][]byte, 0, 3000)
	for range 3000 {
		fragments = append(fragments, fragment(tone(1)[:2]))
	}
	alternating := filling(20)
	for i := range alternating {
		alternating[i] = append([]byte{0xe0 | byte(i%2)<<3}, make([]byte, 19)...)
	}
	for name, file := range map[string][]byte{
		"WebM of the most packets":     shortBlocks(24_400),
		"WebM of a packet too many":    webmOf(filling(20)...),
		"WebM of voids":                live(bytes.Repeat([]byte{0xec, 0x80}, 520_000)),
		"WebM of large packets":        webmOf(slices.Repeat([][]byte{append([]byte{0xf8}, make([]byte, 1275)...)}, 800)...),
		"MP4 of the most packets":      small.file(),
		"MP4 of alternating packets":   movie{samples: alternating[:16_000]}.file(),
		"MP4 of many fragments":        movie{after: slices.Concat(fragments...)}.file(),
		"MP4 of boxes":                 movie{samples: tones(3), before: bytes.Repeat(bx("free"), 130_000)}.file(),
		"MP4 of many sounds":           movie{samples: tones(3), before: bytes.Repeat(bx("mdat"), 130_000)}.file(),
		"MP4 that claims 4 billion":    padded(movie{tables: slices.Concat(bx("stsc", u32(0, 1, 1, -1, 1)), bx("stsz", u32(0, 1, -1)), bx("stco", u32(0, 1, 60)))}.file()),
		"MP4 of one large mdat":        padded(movie{samples: tones(3)}.file()),
		"a recording, then a megabyte": padded(recording(t, "chromium.mp4")),
	} {
		if len(file) > voice.MaxBytes {
			t.Fatalf("%s: %d bytes", name, len(file))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		note, err := voice.Rebuild(file)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		grown := after.TotalAlloc - before.TotalAlloc
		t.Logf("%-30s %7d bytes in, %7d out, %7d allocated, %v, %v", name, len(file), len(note.Bytes), grown, took.Round(time.Microsecond), err)
		if grown > allocationAllowed {
			t.Errorf("%s: %d bytes were allocated", name, grown)
		}
	}
}

// shortBlocks is a WebM file of so many packets of 2.5 ms whose blocks have sizes of one byte, as recorders write them.
func shortBlocks(count int) []byte {
	packet := append([]byte{0xe0}, make([]byte, 29)...)
	one := slices.Concat(nameOf(idSimpleBlock), []byte{0x80 | byte(4+len(packet)), 0x81, 0, 0, 0x80}, packet)
	return live(open(idCluster, bytes.Repeat(one, count)))
}

package media_test

import (
	"bytes"
	"maps"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"

	"kith/backend/media"
)

// growthAllowed is by how many bytes the process may grow for pictures. Source: design 4, "decode".
const growthAllowed = 150_000_000

// heaviest are files near the limit of what each decoder is allowed to hold.
func heaviest(t *testing.T) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"baseline 4:4:4, 25 megapixels":   handmade{width: 5000, height: 5000, sampling: sampled444}.file(),
		"progressive, 15 megapixels":      handmade{width: 4400, height: 3400, progressive: true, sampling: sampled420, scans: 3}.file(),
		"four inks, 14 megapixels":        handmade{width: 4000, height: 3500, sampling: fourInks, adobe: true}.file(),
		"RGB JPEG, 16 megapixels":         handmade{width: 4000, height: 4000, sampling: sampled444, rgb: true}.file(),
		"PNG, 25 megapixels":              blankPNG{width: 5000, height: 5000, rows: 5000, depth: 8, colour: 6}.file(t),
		"PNG in passes, 14 megapixels":    blankPNG{width: 4000, height: 3700, rows: 3700, depth: 8, colour: 6, interlaced: true}.file(t),
		"PNG of 16 bits, 14 megapixels":   blankPNG{width: 4000, height: 3700, rows: 3700, depth: 16, colour: 6}.file(t),
		"lossy WebP, 25 megapixels":       riff(lossy(5000, 5000)),
		"WebP with alpha, 9 megapixels":   riff(canvas(hasAlpha, 3000, 3000), webpChunk("ALPH", make([]byte, 1+9_000_000)), lossy(3000, 3000)),
		"lossless WebP, 14 megapixels":    riff(lossless(4000, 3700)),
		"baseline, 10 MiB of metadata":    padded(handmade{width: 5000, height: 5000, sampling: sampled444}.file()),
		"what a phone sends, 1600 pixels": jpegOf(t, photo(1600, 1200)),
	}
}

func padded(file []byte) []byte { return append(file, make([]byte, media.MaxBytes-len(file))...) }

func Test_the_process_grows_by_at_most_150_MB_however_heavy_the_picture(t *testing.T) {
	for name, file := range heaviest(t) {
		before := settle(t)
		rebuild(t, file)
		grown := resident(t, "VmHWM") - before
		t.Logf("%-32s claims %3d MB, grew %3d MB", name, media.Cost(file)/1e6, grown/1e6)
		if grown > growthAllowed {
			t.Errorf("%s: the process grew by %d MB", name, grown/1e6)
		}
	}
}

// An attack is made to be refused, and what it costs until then is what it was made for.
func Test_the_process_grows_by_at_most_150_MB_for_what_is_refused(t *testing.T) {
	bomb := squeezedZeros(t, 200<<20)
	hidden := blankPNG{width: 64, height: 48, rows: 4, depth: 8, colour: 2, before: [][]byte{chunk("iCCP", append([]byte("icc\x00\x00"), bomb...))}}
	attacks := map[string][]byte{
		"over ten mebibytes": append(padded(jpegOf(t, photo(64, 64))), 0), "hidden weight, rows missing": hidden.file(t),
		"5,000 scans": handmade{width: 640, height: 480, progressive: true, sampling: sampled420, scans: 5000}.file(),
	}
	for _, files := range []map[string][]byte{lying(t), broken(t), costly(t)} {
		maps.Copy(attacks, files)
	}
	for name, file := range attacks {
		before := settle(t)
		if _, err := media.Rebuild(t.Context(), bytes.NewReader(file)); err == nil {
			t.Errorf("%s was kept", name)
		}
		if grown := resident(t, "VmHWM") - before; grown > growthAllowed {
			t.Errorf("%s: the process grew by %d MB", name, grown/1e6)
		}
	}
}

func Test_four_pictures_at_once_need_the_memory_of_one(t *testing.T) {
	file := handmade{width: 5000, height: 5000, sampling: sampled444}.file()
	before := settle(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { rebuild(t, file) })
	}
	all.Wait()
	if grown := resident(t, "VmHWM") - before; grown > growthAllowed {
		t.Errorf("the process grew by %d MB", grown/1e6)
	}
}

// settle gives memory back, forgets the highest mark so far, and says what is in use.
func settle(t *testing.T) int64 {
	t.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200); err != nil {
		t.Fatal(err)
	}
	return resident(t, "VmRSS")
}

func resident(t *testing.T, what string) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(status) {
		if rest, found := strings.CutPrefix(string(line), what+":"); found {
			kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kilobytes << 10
		}
	}
	t.Fatalf("the system does not tell %s", what)
	return 0
}

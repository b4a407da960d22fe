package media_test

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// Files that are refused: what each test of a kind refuses with its reason, the one of memory refuses altogether.

// lying are files whose headers claim more than they hold.
func lying(t *testing.T) map[string][]byte {
	t.Helper()
	small := jpegOf(t, photo(64, 48))
	frame := bytes.Index(small, []byte{0xff, 0xc0})
	claims := func(height, width uint16) []byte {
		out := append([]byte{}, small...)
		binary.BigEndian.PutUint16(out[frame+5:], height)
		binary.BigEndian.PutUint16(out[frame+7:], width)
		return out
	}
	return map[string][]byte{
		"JPEG of 65535 squared":       claims(65535, 65535),
		"JPEG a pixel too wide":       claims(1, 8193),
		"JPEG a pixel too high":       claims(8193, 1),
		"JPEG of 26 megapixels":       claims(5100, 5100),
		"PNG of 50000 squared":        blankPNG{width: 50000, height: 50000, rows: 4, depth: 8, colour: 6}.file(t),
		"PNG of 20000 squared, whole": blankPNG{width: 20000, height: 20000, rows: 20000, depth: 1, colour: 0}.file(t),
		"PNG of 2^31-1":               blankPNG{width: 1<<31 - 1, height: 1<<31 - 1, rows: 1, depth: 1, colour: 0}.fileWithoutRows(),
		"PNG of 2^32-1 by 1":          blankPNG{width: 1<<32 - 1, height: 1, rows: 1, depth: 1, colour: 0}.fileWithoutRows(),
		"lossy WebP of 16383 squared": riff(webpChunk("VP8 ", append([]byte{0, 0, 0}, lossyMark+"\xff\x3f\xff\x3f"...))),
		"lossless WebP of 16384":      riff(lossless(16384, 16384)),
	}
}

// broken are files that end, begin or disagree with themselves somewhere.
func broken(t *testing.T) map[string][]byte {
	t.Helper()
	whole := jpegOf(t, photo(640, 480))
	return map[string][]byte{
		"half a JPEG":             whole[:len(whole)/2],
		"300 bytes of a JPEG":     whole[:300],
		"a JPEG without its end":  whole[:len(whole)-2],
		"two bytes and a header":  []byte("\xff\xd8\xff"),
		"a JPEG without a frame":  []byte("\xff\xd8\xff\xd9"),
		"a JPEG without scans":    append(append([]byte("\xff\xd8"), segment(0xc0, handmade{width: 8, height: 8, sampling: sampled420}.frame())...), 0xff, 0xd9),
		"two frames":              inserted(whole, segment(0xc0, handmade{width: 8, height: 8, sampling: sampled420}.frame())),
		"a segment beyond end":    append([]byte("\xff\xd8\xff\xe1\xff\xff"), make([]byte, 100)...),
		"a segment of length 1":   append([]byte("\xff\xd8\xff\xe1\x00\x01"), whole[2:]...),
		"an arithmetic JPEG":      bytes.Replace(whole, []byte{0xff, 0xc0}, []byte{0xff, 0xc9}, 1),
		"five components":         handmade{width: 8, height: 8, sampling: []byte{0x11, 0x11, 0x11, 0x11, 0x11}}.file(),
		"sampling of nothing":     handmade{width: 8, height: 8, sampling: []byte{0x00, 0x11, 0x11}}.file(),
		"no sampling at all":      handmade{width: 8, height: 8, sampling: []byte{0, 0, 0}}.file(),
		"a frame of odd length":   append([]byte("\xff\xd8"), segment(0xc0, []byte{8, 0, 8, 0, 8, 3, 1, 2})...),
		"half a PNG":              pngOf(t, photo(64, 64))[:2000],
		"PNG with fewer rows":     blankPNG{width: 64, height: 64, rows: 3, depth: 8, colour: 2}.file(t),
		"PNG with more rows":      blankPNG{width: 64, height: 64, rows: 99, depth: 8, colour: 2}.file(t),
		"PNG that begins oddly":   append([]byte("\x89PNG\r\n\x1a\n"), chunk("tEXt", make([]byte, 40))...),
		"PNG signature only":      []byte("\x89PNG\r\n\x1a\n"),
		"half a WebP":             riff(lossy(64, 64))[:60],
		"WebP that claims 2 GB":   claiming(riff(lossy(64, 64)), 1<<31-2),
		"WebP chunk claims 2 GB":  claimingChunk(riff(lossy(64, 64)), 1<<31-2),
		"WebP with two pictures":  riff(lossy(16, 16), lossy(16, 16)),
		"WebP of a canvas only":   riff(canvas(0, 8, 8)),
		"WebP with a short frame": riff(webpChunk("VP8 ", []byte("abc"))),
		"WebP, short canvas":      riff(webpChunk("VP8X", []byte("abc"))),
		"WebP, bytes left over":   riff(lossy(16, 16), []byte("abc")),
	}
}

// costly are files of which a decoder would hold too much.
func costly(t *testing.T) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"progressive, 24 megapixels":  handmade{width: 6000, height: 4000, progressive: true, sampling: sampled420}.file(),
		"progressive 4:4:4, 10 mp":    handmade{width: 4000, height: 2500, progressive: true, sampling: sampled444}.file(),
		"four inks, 20 megapixels":    handmade{width: 5000, height: 4000, sampling: fourInks, adobe: true}.file(),
		"RGB JPEG, 20 megapixels":     handmade{width: 5000, height: 4000, sampling: sampled444, rgb: true}.file(),
		"Adobe RGB, 20 megapixels":    handmade{width: 5000, height: 4000, sampling: sampled444, adobe: true}.file(),
		"PNG of 16 bits, 16 mp":       blankPNG{width: 4000, height: 4000, rows: 4000, depth: 16, colour: 6}.file(t),
		"PNG in passes, 16 mp":        blankPNG{width: 4000, height: 4000, rows: 4000, depth: 8, colour: 6, interlaced: true}.file(t),
		"lossless WebP, 20 mp":        riff(lossless(5000, 4000)),
		"lossless WebP, all trees":    riff(webpChunk("VP8L", append(lossless(64, 64)[8:], make([]byte, 400<<10)...))),
		"WebP with alpha, 24 mp":      riff(canvas(hasAlpha, 6000, 4000), webpChunk("ALPH", make([]byte, 9)), lossy(6000, 4000)),
		"WebP, alpha made of trees":   riff(canvas(hasAlpha, 64, 64), webpChunk("ALPH", append([]byte{1}, make([]byte, 400<<10)...)), lossy(64, 64)),
		"WebP, tiny, canvas enormous": riff(canvas(hasAlpha, 1<<24, 100), webpChunk("ALPH", []byte{0, 0}), lossy(64, 64)),
	}
}

func claiming(file []byte, size uint32) []byte {
	binary.LittleEndian.PutUint32(file[4:], size)
	return file
}

func claimingChunk(file []byte, size uint32) []byte {
	binary.LittleEndian.PutUint32(file[16:], size)
	return claiming(file, size)
}

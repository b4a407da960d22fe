package media_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"strings"
	"testing"

	"kith/backend/api"
	"kith/backend/media"
)

// Files made to hurt. Each is generated here; none is kept in the repository.

func Test_a_header_that_lies_about_its_size_is_refused_before_decoding(t *testing.T) {
	for name, file := range lying(t) {
		t.Run(name, func(t *testing.T) { refused(t, file, media.TooLarge) })
	}
}

// fileWithoutRows is the header and one empty row, for sizes whose rows cannot be counted.
func (p blankPNG) fileWithoutRows() []byte {
	head := binary.BigEndian.AppendUint32(nil, uint32(p.width))
	head = binary.BigEndian.AppendUint32(head, uint32(p.height))
	head = append(head, p.depth, p.colour, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...)
	return append(append(out, chunk("IDAT", []byte{0})...), chunk("IEND", nil)...)
}

func Test_a_picture_without_a_size_cannot_be_read(t *testing.T) {
	refused(t, handmade{width: 0, height: 10, sampling: sampled420}.file(), media.Unreadable)
	refused(t, blankPNG{width: 0, height: 0, depth: 8, colour: 2}.fileWithoutRows(), media.Unreadable)
	refused(t, riff(webpChunk("VP8 ", append([]byte{0, 0, 0}, lossyMark+"\x00\x00\x00\x00"...))), media.Unreadable)
}

func Test_only_photos_of_three_kinds_are_known(t *testing.T) {
	var frame bytes.Buffer
	if err := gif.Encode(&frame, photo(20, 20), nil); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"GIF":             frame.Bytes(),
		"SVG":             []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"HTML":            []byte("<!doctype html><script>alert(1)</script>"),
		"BMP":             append([]byte("BM"), make([]byte, 100)...),
		"TIFF":            append([]byte("II*\x00"), make([]byte, 100)...),
		"HEIC":            append([]byte("\x00\x00\x00\x18ftypheic"), make([]byte, 100)...),
		"PDF":             []byte("%PDF-1.7"),
		"ZIP":             []byte("PK\x03\x04"),
		"WAV":             append([]byte("RIFF\x24\x00\x00\x00WAVE"), make([]byte, 40)...),
		"text":            []byte("hello"),
		"one byte":        {0xff},
		"nothing":         {},
		"moving WebP":     riff(canvas(animated, 16, 16), webpChunk("ANIM", make([]byte, 6)), webpChunk("ANMF", make([]byte, 40))),
		"space, then PNG": append([]byte(" "), pngOf(t, photo(8, 8))...),
	} {
		t.Run(name, func(t *testing.T) { refused(t, file, media.KindUnknown) })
	}
}

func Test_a_file_over_ten_mebibytes_is_refused_unread(t *testing.T) {
	file := append(jpegOf(t, photo(64, 64)), make([]byte, media.MaxBytes)...)
	refused(t, file, media.TooLarge)
	rebuild(t, file[:media.MaxBytes])
}

func Test_a_broken_file_is_refused_and_never_half_a_picture(t *testing.T) {
	for name, file := range broken(t) {
		t.Run(name, func(t *testing.T) { refused(t, file, media.Unreadable) })
	}
}

func Test_a_file_whose_headers_disagree_is_refused_before_decoding(t *testing.T) {
	for name, file := range map[string][]byte{
		"lossy":    riff(canvas(0, 8, 8), lossy(4000, 4000)),
		"lossless": riff(canvas(0, 8, 8), lossless(3000, 3000)),
	} {
		if err := because(t, file, media.Unreadable); !strings.Contains(err.Error(), "disagree") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func Test_a_progressive_picture_may_have_twenty_scans_and_not_one_more(t *testing.T) {
	rebuild(t, handmade{width: 640, height: 480, progressive: true, sampling: sampled420, scans: 20}.file())
	refused(t, handmade{width: 640, height: 480, progressive: true, sampling: sampled420, scans: 21}.file(), media.TooLarge)
	refused(t, handmade{width: 640, height: 480, progressive: true, sampling: sampled420, scans: 5000}.file(), media.TooLarge)
}

func Test_a_scan_marker_inside_other_data_is_not_counted(t *testing.T) {
	decoys := bytes.Repeat([]byte{0xff, 0xda, 0x00, 0x02}, 4000)
	file := inserted(jpegOf(t, photo(64, 48)), segment(0xe2, decoys), segment(0xfe, decoys))
	rebuild(t, append(file, decoys...)) // and behind the end, where a phone's moving part may follow
}

func Test_what_would_take_too_much_memory_is_refused_by_its_header(t *testing.T) {
	for name, file := range costly(t) {
		t.Run(name, func(t *testing.T) { refused(t, file, media.TooLarge) })
	}
}

func Test_hidden_weight_is_dropped_without_unpacking_it(t *testing.T) {
	bomb := squeezedZeros(t, 200<<20)
	file := blankPNG{width: 64, height: 48, rows: 48, depth: 8, colour: 2, before: [][]byte{
		chunk("iCCP", append([]byte("icc\x00\x00"), bomb...)), chunk("zTXt", append([]byte("Comment\x00\x00"), bomb...)),
	}}.file(t)
	if sizes := rebuild(t, file); len(sizes.Large) > 4096 {
		t.Errorf("%d bytes", len(sizes.Large))
	}
	app1 := make([][]byte, 120)
	for i := range app1 {
		app1[i] = segment(0xe1, make([]byte, 65000))
	}
	plain, heavy := rebuild(t, jpegOf(t, photo(320, 200))), rebuild(t, inserted(jpegOf(t, photo(320, 200)), app1...))
	if !bytes.Equal(plain.Large, heavy.Large) {
		t.Error("metadata changed the picture")
	}
}

func Test_nothing_of_the_upload_is_in_what_we_keep(t *testing.T) {
	secrets := []string{
		"GPSLatitude 43.0765", "Serial-No-8812345", "Owner: Maya", "thumb-of-someone-cut-out", "<script>alert('kith')</script>",
		"PK\x03\x04", "room-204.jpg", "JFIF", "Exif", "http://ns.adobe.com/xap/1.0/", "ICC_PROFILE",
	}
	thumbnail := jpegOf(t, corners(160, 120))
	file := inserted(jpegOf(t, photo(900, 700)),
		segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")),
		segment(0xe1, append([]byte("Exif\x00\x00"), append(exifOf(binary.LittleEndian, 1, secrets[:4]...), thumbnail...)...)),
		segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>"+secrets[2]+"</x:xmpmeta>")),
		segment(0xe2, append([]byte("ICC_PROFILE\x00\x01\x01"), make([]byte, 500)...)),
		segment(0xfe, []byte(secrets[4])),
	)
	file = append(file, zipOf(t, secrets[6], secrets[2])...)
	sizes := rebuild(t, file)
	for name, made := range map[string][]byte{"large": sizes.Large, "medium": sizes.Medium, "small": sizes.Small} {
		for _, secret := range secrets {
			if bytes.Contains(made, []byte(secret)) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
		if bytes.Contains(made, thumbnail[:64]) {
			t.Errorf("%s holds the camera's thumbnail", name)
		}
		if kinds := markersOf(t, made); kinds != "d8 db c0 c4 da d9" {
			t.Errorf("%s has segments %s", name, kinds)
		}
	}
}

// markersOf lists a JPEG's segments in order, and fails on anything behind its end.
func markersOf(t *testing.T, file []byte) string {
	t.Helper()
	var seen []string
	for at := 0; at+1 < len(file); {
		if file[at] != 0xff {
			t.Fatalf("no marker at %d", at)
		}
		marker := file[at+1]
		seen = append(seen, strings.ToLower(string("0123456789ABCDEF"[marker>>4])+string("0123456789ABCDEF"[marker&15])))
		at += 2
		if marker == 0xd9 && at != len(file) {
			t.Fatalf("%d bytes behind the end", len(file)-at)
		}
		if marker == 0xd8 || marker == 0xd9 {
			continue
		}
		at += int(binary.BigEndian.Uint16(file[at:]))
		for marker == 0xda && (file[at] != 0xff || file[at+1] == 0) {
			at++
		}
	}
	return strings.Join(seen, " ")
}

func zipOf(t *testing.T, name, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func Test_a_file_that_is_two_things_becomes_one(t *testing.T) {
	page := "<html><body onload=alert(1)>/*"
	for name, file := range map[string][]byte{
		"JPEG and a page":     inserted(jpegOf(t, photo(80, 60)), segment(0xfe, []byte(page))),
		"JPEG and a script":   inserted(jpegOf(t, photo(80, 60)), segment(0xe0, []byte("=1;alert(1)/*"+page))),
		"PNG and a page":      append(pngOf(t, photo(80, 60)), page...),
		"PNG with a page":     blankPNG{width: 80, height: 60, rows: 60, depth: 8, colour: 2, before: [][]byte{chunk("tEXt", []byte("a\x00"+page))}}.file(t),
		"WebP and a page":     append(riff(lossy(80, 60)), page...),
		"WebP with a page":    riff(canvas(0x04, 80, 60), lossy(80, 60), webpChunk("XMP ", []byte(page))),
		"JPEG and an archive": append(jpegOf(t, photo(80, 60)), zipOf(t, "a.class", page)...),
	} {
		sizes := rebuild(t, file)
		if bytes.Contains(sizes.Large, []byte("alert")) || bytes.Contains(sizes.Large, []byte("PK\x03\x04")) {
			t.Errorf("%s: still both", name)
		}
		markersOf(t, sizes.Large)
	}
}

func Test_every_honest_colour_form_is_read(t *testing.T) {
	palette := image.NewPaletted(image.Rect(0, 0, 90, 60), color.Palette{color.Black, color.NRGBA{200, 30, 30, 255}, color.Transparent})
	deep := image.NewNRGBA64(image.Rect(0, 0, 90, 60))
	grey := image.NewGray(image.Rect(0, 0, 90, 60))
	grey16 := image.NewGray16(image.Rect(0, 0, 90, 60))
	for name, file := range map[string][]byte{
		"palette PNG":   pngOf(t, palette),
		"16-bit PNG":    pngOf(t, deep),
		"grey PNG":      pngOf(t, grey),
		"grey 16 PNG":   pngOf(t, grey16),
		"PNG in passes": blankPNG{width: 90, height: 60, rows: 60, depth: 8, colour: 6, interlaced: true}.file(t),
		"grey JPEG":     jpegOf(t, grey),
		"four inks":     handmade{width: 90, height: 60, sampling: fourInks, adobe: true}.file(),
		"RGB JPEG":      handmade{width: 90, height: 60, sampling: sampled444, rgb: true}.file(),
		"4:4:4":         handmade{width: 90, height: 60, sampling: sampled444}.file(),
		"4:2:2":         handmade{width: 90, height: 60, sampling: []byte{0x21, 0x11, 0x11}}.file(),
		"4:4:0":         handmade{width: 90, height: 60, sampling: []byte{0x12, 0x11, 0x11}}.file(),
		"4:1:1":         handmade{width: 90, height: 60, sampling: []byte{0x41, 0x11, 0x11}}.file(),
		"a stray mark":  stray(handmade{width: 90, height: 60, sampling: sampled420}.file()),
		"progressive":   handmade{width: 90, height: 60, progressive: true, sampling: sampled420}.file(),
		"lossy WebP":    riff(lossy(90, 60)),
		"alpha WebP":    riff(canvas(hasAlpha, 90, 60), webpChunk("ALPH", make([]byte, 1+90*60)), lossy(90, 60)),
		"lossless WebP": riff(lossless(90, 60)),
	} {
		sizes, err := media.Rebuild(context.Background(), bytes.NewReader(file))
		if err != nil || sizes.Width != 90 || sizes.Height != 60 {
			t.Errorf("%s: %dx%d, %v", name, sizes.Width, sizes.Height, err)
		}
	}
}

// stray puts a restart marker where some cameras leave one: behind the last scan.
func stray(file []byte) []byte {
	return append(file[:len(file)-2:len(file)-2], 0xff, 0xd0, 0xff, 0xd9)
}

// A lossy WebP of four even squares (black, white, red, blue, clockwise), made with libwebp from a drawing of ours.
const fourSquares = "UklGRmAAAABXRUJQVlA4IFQAAACQBACdASogACAAPm0wk0YkIyGhMBgIAIANiUAQAYITwD8QP1V4wLlmAyWTl4AA/v585v/qEAf7LUH//yxbD4Dzb" +
	"/5+2nTX/GkVA4JfYPAecagCQAA="

func Test_black_in_a_webp_stays_black(t *testing.T) {
	file, err := base64.StdEncoding.DecodeString(fourSquares)
	if err != nil {
		t.Fatal(err)
	}
	kept := decoded(t, rebuild(t, file).Large)
	for at, want := range map[image.Point][3]float64{{6, 6}: {0, 0, 0}, {25, 6}: {255, 255, 255}, {25, 25}: {255, 0, 0}, {6, 25}: {0, 0, 255}} {
		r, g, b, _ := kept.At(at.X, at.Y).RGBA()
		if off(uint8(r>>8), want[0]) > 8 || off(uint8(g>>8), want[1]) > 8 || off(uint8(b>>8), want[2]) > 8 {
			t.Errorf("%v: %d %d %d, want %v", at, r>>8, g>>8, b>>8, want)
		}
	}
}

func Test_a_hostile_exif_block_is_taken_for_upright(t *testing.T) {
	good := exifOf(binary.LittleEndian, 6)
	if !media.ReadTurn(good) {
		t.Fatal("the honest block is not understood")
	}
	changed := func(at int, bytes ...byte) []byte {
		out := append([]byte{}, good...)
		copy(out[at:], bytes)
		return out
	}
	for name, block := range map[string][]byte{
		"nothing": nil, "short": good[:7], "no entry": good[:10], "half an entry": good[:20],
		"directory far away": changed(4, 0xff, 0xff, 0xff, 0xff), "directory in the header": changed(4, 0, 0, 0, 0),
		"another type": changed(12, 4), "two values": changed(14, 2), "value 9": changed(18, 9), "value 0xffff": changed(18, 0xff, 0xff),
		"another tag": changed(10, 0x13), "no such order": changed(0, 'X', 'X'),
	} {
		if media.ReadTurn(block) {
			t.Errorf("%s was believed", name)
		}
	}
	many := append([]byte{}, good[:8]...)
	many = append(many, 0xff, 0xff) // claims 65,535 entries and holds one
	if !media.ReadTurn(append(many, good[10:]...)) {
		t.Error("a claim of more entries hides the one that is there")
	}
}

// FuzzRebuild holds for any bytes: a refusal with a code of ours, or a picture within our sizes that is nothing but a JPEG.
func FuzzRebuild(f *testing.F) {
	f.Add(jpegOf(f, photo(40, 30)))
	f.Add(pngOf(f, photo(40, 30)))
	f.Add(riff(lossy(40, 30)))
	f.Add(riff(lossless(40, 30)))
	f.Add(withExif(jpegOf(f, photo(40, 30)), exifOf(binary.BigEndian, 5)))
	f.Add(handmade{width: 40, height: 30, progressive: true, sampling: sampled420, scans: 3}.file())
	f.Fuzz(func(t *testing.T, file []byte) {
		sizes, err := media.Rebuild(context.Background(), bytes.NewReader(file))
		var refusal *api.Refusal
		if errors.As(err, &refusal) && strings.HasPrefix(refusal.Code, "media_") {
			return
		}
		if err != nil {
			t.Fatalf("neither kept nor refused: %v", err)
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(sizes.Large))
		if err != nil || config.Width != sizes.Width || config.Height != sizes.Height || max(config.Width, config.Height) > media.Large {
			t.Fatalf("%+v %v", config, err)
		}
		markersOf(t, sizes.Large)
	})
}

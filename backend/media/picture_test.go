package media_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"kith/backend/api"
	"kith/backend/media"
)

func rebuild(t *testing.T, file []byte) media.Sizes {
	t.Helper()
	sizes, err := media.Rebuild(context.Background(), bytes.NewReader(file))
	if err != nil {
		t.Fatalf("the picture was not kept: %v", err)
	}
	return sizes
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("what we made is not a JPEG: %v", err)
	}
	return m
}

// refused expects a refusal with this code.
func refused(t *testing.T, file []byte, code string) {
	t.Helper()
	if because(t, file, code) == nil {
		t.Error("a refusal without an error")
	}
}

// because expects a refusal with this code and gives the whole error, with its cause.
func because(t *testing.T, file []byte, code string) error {
	t.Helper()
	sizes, err := media.Rebuild(context.Background(), bytes.NewReader(file))
	var refusal *api.Refusal
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Fatalf("want %s, got %v", code, err)
	}
	if refusal.Detail == "" || sizes.Large != nil {
		t.Fatalf("a refusal says what to do and gives no picture: %q, %d bytes", refusal.Detail, len(sizes.Large))
	}
	return err
}

func Test_Mayas_photo_is_kept_in_three_sizes(t *testing.T) {
	sizes := rebuild(t, jpegOf(t, photo(2016, 1512)))
	for _, want := range []struct {
		file          []byte
		width, height int
	}{{sizes.Large, 1600, 1200}, {sizes.Medium, 800, 600}, {sizes.Small, 400, 300}} {
		if size := decoded(t, want.file).Bounds().Size(); size != image.Pt(want.width, want.height) {
			t.Errorf("want %dx%d, got %v", want.width, want.height, size)
		}
	}
	if sizes.Width != 1600 || sizes.Height != 1200 {
		t.Errorf("the sides told are %dx%d", sizes.Width, sizes.Height)
	}
	if sum := sha256.Sum256(sizes.Large); hex.EncodeToString(sum[:]) != sizes.SHA256 {
		t.Error("the checksum is not that of the large size")
	}
}

func Test_a_small_picture_is_never_enlarged(t *testing.T) {
	for _, side := range []image.Point{{300, 200}, {1, 1}, {401, 3}, {1600, 1}, {17, 1599}} {
		sizes := rebuild(t, pngOf(t, photo(side.X, side.Y)))
		for long, file := range map[int][]byte{1600: sizes.Large, 800: sizes.Medium, 400: sizes.Small} {
			width, height := media.Fit(side.X, side.Y, long)
			got := decoded(t, file).Bounds().Size()
			if abs(got.X-width) > 1 || abs(got.Y-height) > 1 || got.X > side.X || got.Y > side.Y {
				t.Errorf("%v at %d: want %dx%d, got %v", side, long, width, height, got)
			}
		}
	}
}

func abs(v int) int { return max(v, -v) }

func Test_a_long_strip_keeps_at_least_a_pixel_of_each_side(t *testing.T) {
	sizes := rebuild(t, handmade{width: 8192, height: 1, sampling: sampled420}.file())
	if sizes.Width != 1600 || sizes.Height != 1 {
		t.Errorf("got %dx%d", sizes.Width, sizes.Height)
	}
}

func Test_the_kept_picture_looks_like_the_one_taken(t *testing.T) {
	taken := photo(2000, 1000)
	want := image.NewRGBA(image.Rect(0, 0, 1600, 800))
	draw.CatmullRom.Scale(want, want.Bounds(), taken, taken.Bounds(), draw.Src, nil)
	for name, file := range map[string][]byte{"JPEG": jpegOf(t, taken), "PNG": pngOf(t, taken)} {
		if near := psnr(t, want, decoded(t, rebuild(t, file).Large)); near < 33 {
			t.Errorf("%s: only %.1f dB", name, near)
		}
	}
}

func Test_a_portrait_stands_upright_however_the_camera_was_held(t *testing.T) {
	// What is stored when the upright picture reads R G / W B, for each value of the EXIF tag.
	stored := [9]string{"RGBW", "RGBW", "GRWB", "BWRG", "WBGR", "RWBG", "GBWR", "BGRW", "WRGB"}
	upright := [9]string{}
	for value := range 9 {
		upright[value] = quarters(decoded(t, rebuild(t, withExif(jpegOf(t, cornersAs(stored[value], 240, 160)),
			exifOf(binary.LittleEndian, uint16(value)))).Large))
	}
	for value, got := range upright {
		if got != "RGBW" {
			t.Errorf("orientation %d: %s", value, got)
		}
	}
}

// cornersAs colours the quarters as named, clockwise from the top left.
func cornersAs(names string, width, height int) image.Image {
	colours := map[byte]color.RGBA{'R': {255, 0, 0, 255}, 'G': {0, 255, 0, 255}, 'B': {0, 0, 255, 255}, 'W': {255, 255, 255, 255}}
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i, r := range []image.Rectangle{
		image.Rect(0, 0, width/2, height/2), image.Rect(width/2, 0, width, height/2),
		image.Rect(width/2, height/2, width, height), image.Rect(0, height/2, width/2, height),
	} {
		draw.Draw(m, r, image.NewUniform(colours[names[i]]), image.Point{}, draw.Src)
	}
	return m
}

func Test_a_turned_picture_swaps_its_sides(t *testing.T) {
	for value := uint16(1); value <= 8; value++ {
		sizes := rebuild(t, withExif(jpegOf(t, corners(243, 161)), exifOf(binary.BigEndian, value)))
		want := image.Pt(243, 161)
		if value >= 5 {
			want = image.Pt(161, 243)
		}
		if image.Pt(sizes.Width, sizes.Height) != want || decoded(t, sizes.Large).Bounds().Size() != want {
			t.Errorf("orientation %d: %dx%d", value, sizes.Width, sizes.Height)
		}
	}
}

func Test_orientation_is_read_from_png_and_webp_too(t *testing.T) {
	block := exifOf(binary.LittleEndian, 6)
	file := pngOf(t, corners(60, 40))
	withChunk := append(append(append([]byte{}, file[:33]...), chunk("eXIf", block)...), file[33:]...)
	if sizes := rebuild(t, withChunk); sizes.Width != 40 || sizes.Height != 60 {
		t.Errorf("PNG: %dx%d", sizes.Width, sizes.Height)
	}
	moved := riff(canvas(hasExif, 64, 32), lossy(64, 32), webpChunk("EXIF", block))
	if sizes := rebuild(t, moved); sizes.Width != 32 || sizes.Height != 64 {
		t.Errorf("WebP: %dx%d", sizes.Width, sizes.Height)
	}
}

func Test_one_picture_is_decoded_at_a_time_and_waiting_ends_with_its_caller(t *testing.T) {
	file := blockedFile{make(chan struct{}), make(chan struct{})}
	first := make(chan error, 1)
	go func() {
		_, err := media.Rebuild(context.Background(), file)
		first <- err
	}()
	<-file.asked // Theo's picture has its turn and its bytes are still on the disk
	waiting, giveUp := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer giveUp()
	if _, err := media.Rebuild(waiting, bytes.NewReader(jpegOf(t, photo(8, 8)))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second picture was let in: %v", err)
	}
	close(file.go_on)
	if err := <-first; err == nil {
		t.Error("an unreadable disk made a picture")
	}
	rebuild(t, jpegOf(t, photo(8, 8)))
}

type blockedFile struct{ asked, go_on chan struct{} }

func (f blockedFile) Read([]byte) (int, error) {
	close(f.asked)
	<-f.go_on
	return 0, errors.New("the disk is gone")
}

func Test_a_caller_who_left_is_no_fault_of_the_picture(t *testing.T) {
	left, leave := context.WithCancel(context.Background())
	leave()
	for range 20 { // the turn and the leaving are both ready: either may be seen first
		_, err := media.Rebuild(left, bytes.NewReader(jpegOf(t, photo(64, 64))))
		if !errors.Is(err, context.Canceled) || errors.As(err, new(*api.Refusal)) {
			t.Fatalf("want the caller's own end, got %v", err)
		}
	}
}

func Test_a_decoder_that_takes_too_long_loses_its_file(t *testing.T) {
	if media.Patience != 5*time.Second { // design 4, "decode"
		t.Errorf("a decoder has %v", media.Patience)
	}
	defer media.SetPatience(media.SetPatience(0))
	for _, file := range [][]byte{jpegOf(t, photo(640, 480)), pngOf(t, photo(64, 48)), riff(lossy(640, 480))} {
		if err := because(t, file, media.Unreadable); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("refused for another reason: %v", err)
		}
	}
}

func ExampleRebuild() {
	_, err := media.Rebuild(context.Background(), bytes.NewReader([]byte("GIF89a")))
	fmt.Println(err)
	// Output: media_kind_unknown: This is not a kind of picture we keep. Choose a photo (JPEG, PNG or WebP). Your words are safe.
}

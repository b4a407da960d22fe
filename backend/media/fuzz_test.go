package media_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"testing"

	"kith/backend/api"
	"kith/backend/media"
)

// Whatever comes as a picture is refused with a reason, or becomes three of ours, each of which is a picture within its bounds.
func FuzzPicture(f *testing.F) {
	f.Add(jpegOf(f, photo(24, 16)))
	f.Add(pngOf(f, photo(9, 7)))
	f.Add(withExif(jpegOf(f, photo(16, 24)), exifOf(binary.BigEndian, 6, "secret")))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"))
	f.Fuzz(func(t *testing.T, file []byte) {
		sizes, err := media.Rebuild(t.Context(), bytes.NewReader(file))
		if err != nil {
			if refusal := api.As(err); refusal.Status >= 500 {
				t.Fatalf("neither kept nor refused: %v", err)
			}
			return
		}
		for long, ours := range map[int][]byte{media.Large: sizes.Large, media.Medium: sizes.Medium, media.Small: sizes.Small} {
			config, err := jpeg.DecodeConfig(bytes.NewReader(ours))
			if err != nil || config.Width < 1 || config.Height < 1 || max(config.Width, config.Height) > long {
				t.Fatalf("%d: %dx%d, %v", long, config.Width, config.Height, err)
			}
		}
	})
}

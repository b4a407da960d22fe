package media_test

import (
	"bytes"
	"context"
	"testing"

	"kith/backend/media"
)

// The two pictures that figures are quoted for: a camera's 12 megapixels, and what our own phone app sends.
func BenchmarkRebuild(b *testing.B) {
	for name, file := range map[string][]byte{
		"12 megapixels": jpegOf(b, photo(4032, 3024)), "from our phone app": jpegOf(b, photo(1600, 1200)),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := media.Rebuild(context.Background(), bytes.NewReader(file)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

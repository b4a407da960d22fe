package media

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// What may come in. Figures: design 4, "sizes" and "decode".
const (
	MaxBytes  = 10 << 20   // of the uploaded file
	MaxPixels = 25_000_000 // 25 megapixels
	MaxSide   = 8192       // pixels
	MaxScans  = 20         // passes of a progressive JPEG; each costs a walk over the whole picture

	// maxCost is the most a decoder may hold for one picture, in bytes. With the file itself (10 MiB), our own sizes and Go's
	// rounding it stays below the 150 MB by which the process may grow. It binds before MaxPixels for what decodes expensively:
	// progressive JPEG above 16 megapixels, 16-bit or interlaced PNG above 15, lossless WebP above some 300 KB.
	maxCost = 120_000_000
)

// format is one kind of picture: how its file begins, what its header says, and the decoder for it.
type format struct {
	starts func(data []byte) bool
	header func(data []byte) (header, error)
	config func(data []byte) (image.Config, error)
	decode func(r *leash) (image.Image, error)
}

// formats is everything we decode. There is no row for GIF, SVG, TIFF, BMP or HEIC, and none is registered with package image.
var formats = []format{
	{
		starts: func(data []byte) bool { return bytes.HasPrefix(data, []byte("\xff\xd8\xff")) },
		header: jpegHeader,
		config: func(data []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(data)) },
		decode: func(r *leash) (image.Image, error) { return jpeg.Decode(r) },
	},
	{
		starts: func(data []byte) bool { return bytes.HasPrefix(data, []byte(pngSignature)) },
		header: pngHeader,
		config: func(data []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(data)) },
		decode: func(r *leash) (image.Image, error) { return png.Decode(r) },
	},
	{
		starts: func(data []byte) bool {
			return len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP"
		},
		header: webpHeader,
		config: func(data []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(data)) },
		decode: decodeWebP,
	},
}

// header is what a file claims, read without decoding a pixel.
type header struct {
	width, height int
	cost          int64 // the most bytes the decoder holds at once, from what the header claims
	scans         int
	exif          []byte // a TIFF block, nil if there is none
}

var (
	errHeader = errors.New("the header is damaged")
	errTwins  = errors.New("two headers disagree about the size")
	errScans  = errors.New("too many scans")
	errCost   = errors.New("decoding would take too much memory")
	errMoving = errors.New("a moving picture")
)

// inspect decides whether a file may be decoded: a known kind, small enough in bytes, pixels, sides, scans and memory. It reads each
// header itself and asks the decoder too; where the two disagree about the size the file is refused.
func inspect(data []byte) (format, header, error) {
	if len(data) > MaxBytes {
		return format{}, header{}, tooLarge()
	}
	kind, known := sniff(data)
	if !known {
		return format{}, header{}, kindUnknown()
	}
	claim, err := kind.header(data)
	if errors.Is(err, errMoving) {
		return format{}, header{}, kindUnknown().Because(err)
	}
	if err != nil {
		return format{}, header{}, unreadable().Because(err)
	}
	if err := claim.within(); err != nil {
		return format{}, header{}, err
	}
	seen, err := kind.config(data)
	if err != nil {
		return format{}, header{}, unreadable().Because(err)
	}
	if seen.Width != claim.width || seen.Height != claim.height {
		return format{}, header{}, unreadable().Because(errTwins)
	}
	return kind, claim, nil
}

func sniff(data []byte) (format, bool) {
	for _, kind := range formats {
		if kind.starts(data) {
			return kind, true
		}
	}
	return format{}, false
}

// within holds a claim against the limits. The sides come first, so that no product below can overflow.
func (h header) within() error {
	switch {
	case h.width < 1 || h.height < 1:
		return unreadable().Because(errHeader)
	case h.width > MaxSide || h.height > MaxSide:
		return tooLarge()
	case h.width*h.height > MaxPixels:
		return tooLarge()
	case h.scans > MaxScans:
		return tooLarge().Because(errScans)
	case h.cost > maxCost:
		return tooLarge().Because(errCost)
	}
	return nil
}

package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"runtime/debug"
	"time"

	"kith/backend/api"
)

// Long sides of what we keep, in pixels, and the names under which phones ask for them. A smaller picture is never enlarged.
const (
	Large  = 1600
	Medium = 800
	Small  = 400
)

// Qualities of our JPEGs. Source: 182 KB for a 1600 pixel photo, indistinguishable at arm's length.
const (
	qualityLarge  = 80
	qualityMedium = 78
	qualitySmall  = 75
)

// patience is how long one decode may take. Only tests change it. Source: design 4, "decode".
var patience = 5 * time.Second

// costly is from which decoder memory on the memory is handed back to the system at once, in bytes. A phone's own 1600 pixel photo
// costs 3 MB and does not pay for it.
const costly = 16 << 20

// Sizes is a picture as we keep it: three JPEG files of our own making, none of which holds a byte of the upload.
type Sizes struct {
	Large, Medium, Small []byte
	Width, Height        int    // of Large, upright
	SHA256               string // of Large, in hex
}

// turnstile lets one picture at a time through, in the whole process. That is what bounds memory: maxCost for the decoder, MaxBytes
// for the file, and some 15 MB for our sizes, once.
var turnstile = make(chan struct{}, 1)

// Rebuild reads a picture and makes ours from it: upright, at most 1600 pixels, without metadata, without anything around it. It
// waits for its turn as long as ctx allows. It refuses (api.Refusal) what is too large, unreadable or of an unknown kind; any other
// error says nothing about the picture and may be tried again.
//
// Go cannot stop a decoder, so two things bound one: the header guard, and a reader that ends 5 s after the turn began, which a
// decoder notices at its next 4 KiB. The turn is given up only when the decoder has really returned.
func Rebuild(ctx context.Context, file io.Reader) (sizes Sizes, err error) {
	select {
	case turnstile <- struct{}{}:
		defer func() { <-turnstile }()
	case <-ctx.Done():
		return Sizes{}, ctx.Err()
	}
	defer func() {
		if broken := recover(); broken != nil { // a decoder that meets what its authors never thought of
			sizes, err = Sizes{}, unreadable().Because(fmt.Errorf("the decoder gave up: %v", broken))
		}
	}()
	data, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err != nil {
		return Sizes{}, fmt.Errorf("read the upload: %w", err)
	}
	kind, claim, err := inspect(data)
	if err != nil {
		return Sizes{}, err
	}
	if claim.cost > costly {
		defer debug.FreeOSMemory()
	}
	master, err := decode(ctx, kind, claim, data)
	if err != nil {
		return Sizes{}, err
	}
	return encodeSizes(turned(master, readTurn(claim.exif)), func(*image.YCbCr) {})
}

// decode gives the picture at its largest kept size, still turned as it was stored.
func decode(ctx context.Context, kind format, claim header, data []byte) (*image.YCbCr, error) {
	timed, done := context.WithTimeout(ctx, patience)
	defer done()
	decoded, err := kind.decode(&leash{timed, bytes.NewReader(data)})
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, unreadable().Because(err)
	}
	if size := decoded.Bounds().Size(); size.X != claim.width || size.Y != claim.height {
		return nil, unreadable().Because(errTwins)
	}
	width, height := fit(claim.width, claim.height, Large)
	return scaled(decoded, width, height), nil
}

// leash ends the file for a decoder whose time is over.
type leash struct {
	ctx  context.Context
	file *bytes.Reader
}

func (l *leash) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	return l.file.Read(p[:min(len(p), 4096)])
}

// fit shrinks sides so that the longer one is at most long. Neither becomes less than a pixel, and nothing is enlarged.
func fit(width, height, long int) (int, int) {
	longer := max(width, height)
	if longer <= long {
		return width, height
	}
	return max(1, (width*long+longer/2)/longer), max(1, (height*long+longer/2)/longer)
}

// encodeSizes makes each smaller size from the one above it. Each is finished before it is encoded.
func encodeSizes(large *image.YCbCr, finish func(m *image.YCbCr)) (Sizes, error) {
	sizes := Sizes{Width: large.Rect.Dx(), Height: large.Rect.Dy()}
	m := large
	for _, step := range []struct {
		into          *[]byte
		long, quality int
	}{{&sizes.Large, Large, qualityLarge}, {&sizes.Medium, Medium, qualityMedium}, {&sizes.Small, Small, qualitySmall}} {
		if width, height := fit(m.Rect.Dx(), m.Rect.Dy(), step.long); width != m.Rect.Dx() || height != m.Rect.Dy() {
			m = scaledPlanes(m, width, height)
		}
		finish(m)
		var out bytes.Buffer
		if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: step.quality}); err != nil {
			return Sizes{}, fmt.Errorf("encode %d pixels: %w", step.long, err)
		}
		*step.into = out.Bytes()
	}
	sum := sha256.Sum256(sizes.Large)
	sizes.SHA256 = hex.EncodeToString(sum[:])
	return sizes, nil
}

// refusal finds a refusal in an error: the picture itself is to blame, and trying again would not help.
func refusal(err error) (*api.Refusal, bool) {
	var r *api.Refusal
	found := errors.As(err, &r)
	return r, found
}

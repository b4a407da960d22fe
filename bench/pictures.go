package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/image/draw"

	"kith/backend/media"
)

// pictures measures what it takes to make our three sizes of a photo of 12 megapixels, against libvips, which decodes at the size that it needs.
func pictures(size sizes) ([]measurement, error) {
	dir, err := os.MkdirTemp("", "kith-bench-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of this run
	photo, dot := filepath.Join(dir, "photo.jpg"), filepath.Join(dir, "dot.jpg")
	body, err := twelveMegapixels()
	if err != nil {
		return nil, err
	}
	var one bytes.Buffer
	err = jpeg.Encode(&one, image.NewGray(image.Rect(0, 0, 8, 8)), nil)
	if err := errors.Join(err, os.WriteFile(photo, body, 0o600), os.WriteFile(dot, one.Bytes(), 0o600)); err != nil {
		return nil, err
	}
	row := measurement{
		What: fmt.Sprintf("a photo of 12 megapixels (%d KB) to three sizes", len(body)/1000), Unit: "ms",
		Name: "libvips (vipsthumbnail), less what its three starts take", Must: must{Most: 2.5},
	}
	for range size.rounds {
		took, err := timed(func() error {
			_, err := media.Rebuild(context.Background(), bytes.NewReader(body))
			return err
		})
		if err != nil {
			return nil, err
		}
		theirs, err := timed(func() error { return vips(photo) })
		if err != nil {
			return nil, err
		}
		starts, err := timed(func() error { return vips(dot) })
		if err != nil {
			return nil, err
		}
		row.Kith, row.Peer = append(row.Kith, took), append(row.Peer, theirs-starts)
	}
	return []measurement{row}, nil
}

// vips makes three files as we make them: the same longest sides and qualities, without metadata.
func vips(photo string) error {
	for _, long := range media.AllSizes {
		out := filepath.Join(filepath.Dir(photo), fmt.Sprintf("%%s-%d.jpg[Q=80,strip]", long))
		command := exec.Command("vipsthumbnail", photo, "--size", fmt.Sprintf("%dx%d>", long, long), "-o", out)
		if told, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("vipsthumbnail (package libvips-tools): %w %s", err, told)
		}
	}
	return nil
}

// twelveMegapixels is a photo as a phone makes one: a real picture made larger, with the noise of a sensor so that its bytes are as many.
func twelveMegapixels() ([]byte, error) {
	picture, err := kept("bench/browser/node_modules/@vladmandic/face-api/demo/sample4.jpg")
	if err != nil {
		return nil, err
	}
	large := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	draw.CatmullRom.Scale(large, large.Rect, picture, picture.Bounds(), draw.Src, nil)
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // noise, the same each time
	for y := range 3000 {
		for x := range 4000 {
			at, by := large.RGBAAt(x, y), chance.IntN(17)-8
			grain := func(value uint8) uint8 { return uint8(min(255, max(0, int(value)+by))) }
			large.SetRGBA(x, y, color.RGBA{R: grain(at.R), G: grain(at.G), B: grain(at.B), A: 255})
		}
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, large, &jpeg.Options{Quality: 90})
	return out.Bytes(), err
}

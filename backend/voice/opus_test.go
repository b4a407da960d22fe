package voice_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"kith/backend/voice"
)

const skipped = 312 * time.Second / 48000

func TestAPacketIsAsLongAsItsFirstByteSays(t *testing.T) {
	tenths := func(n int) time.Duration { return time.Duration(n) * time.Millisecond / 10 }
	want := []time.Duration{}
	for range 3 { // SILK in three bandwidths
		want = append(want, tenths(100), tenths(200), tenths(400), tenths(600))
	}
	for range 2 { // hybrid in two
		want = append(want, tenths(100), tenths(200))
	}
	for range 4 { // CELT in four
		want = append(want, tenths(25), tenths(50), tenths(100), tenths(200))
	}
	for config, one := range want {
		packets := slices.Repeat([][]byte{{byte(config << 3), 7}}, 10)
		webm, _ := rebuild(t, webmOf(packets...))
		mp4, _ := rebuild(t, movie{samples: packets}.file())
		if webm.Duration != 10*one-skipped || mp4.Duration != webm.Duration {
			t.Errorf("config %d: %v and %v, want %v", config, webm.Duration, mp4.Duration, 10*one-skipped)
		}
	}
}

func filled(n int, with byte) []byte { return bytes.Repeat([]byte{with}, n) }

func TestAPacketIsRebuiltFromItsFramesWithoutPadding(t *testing.T) {
	secret := []byte("<script>alert(1)</script>")
	a, b, c := filled(10, 'a'), filled(10, 'b'), filled(300, 'c')
	for name, packet := range map[string]struct{ in, want []byte }{
		"one frame":              {slices.Concat([]byte{0xf8}, a), slices.Concat([]byte{0xf8}, a)},
		"a frame of no bytes":    {[]byte{0xf8}, []byte{0xf8}},
		"two equal frames":       {slices.Concat([]byte{0xf9}, a, b), slices.Concat([]byte{0xf9}, a, b)},
		"two frames":             {slices.Concat([]byte{0xfa, 10}, a, c), slices.Concat([]byte{0xfa, 10}, a, c)},
		"a long frame first":     {slices.Concat([]byte{0xfa, 252, 12}, c, a), slices.Concat([]byte{0xfa, 252, 12}, c, a)},
		"two that are equal":     {slices.Concat([]byte{0xfa, 10}, a, b), slices.Concat([]byte{0xf9}, a, b)},
		"nothing, then a frame":  {slices.Concat([]byte{0xfa, 0}, a), slices.Concat([]byte{0xfa, 0}, a)},
		"three equal frames":     {slices.Concat([]byte{0xfb, 3}, a, b, a), slices.Concat([]byte{0xfb, 3}, a, b, a)},
		"three frames":           {slices.Concat([]byte{0xfb, 0x83, 10, 252, 12}, a, c, b), slices.Concat([]byte{0xfb, 0x83, 10, 252, 12}, a, c, b)},
		"three that are equal":   {slices.Concat([]byte{0xfb, 0x83, 10, 10}, a, b, a), slices.Concat([]byte{0xfb, 3}, a, b, a)},
		"one frame, counted":     {slices.Concat([]byte{0xfb, 1}, a), slices.Concat([]byte{0xf8}, a)},
		"one frame, counted, V":  {slices.Concat([]byte{0xfb, 0x81}, a), slices.Concat([]byte{0xf8}, a)},
		"two frames, counted":    {slices.Concat([]byte{0xfb, 0x82, 10}, a, c), slices.Concat([]byte{0xfa, 10}, a, c)},
		"padding of no bytes":    {slices.Concat([]byte{0xfb, 0x41, 0}, a), slices.Concat([]byte{0xf8}, a)},
		"padding":                {slices.Concat([]byte{0xfb, 0x43, 25}, a, b, a, secret), slices.Concat([]byte{0xfb, 3}, a, b, a)},
		"padding, sizes":         {slices.Concat([]byte{0xfb, 0xc3, 25, 10, 252, 12}, a, c, b, secret), slices.Concat([]byte{0xfb, 0x83, 10, 252, 12}, a, c, b)},
		"254 bytes of padding":   {slices.Concat([]byte{0xfb, 0x41, 254}, a, filled(254, 's')), slices.Concat([]byte{0xf8}, a)},
		"255 bytes of padding":   {slices.Concat([]byte{0xfb, 0x41, 255, 1}, a, filled(255, 's')), slices.Concat([]byte{0xf8}, a)},
		"1000 bytes of padding":  {slices.Concat([]byte{0xfb, 0x41, 255, 255, 255, 238}, a, filled(1000, 's')), slices.Concat([]byte{0xf8}, a)},
		"the longest frame":      {slices.Concat([]byte{0xf8}, filled(1275, 'a')), slices.Concat([]byte{0xf8}, filled(1275, 'a'))},
		"forty-eight frames":     {slices.Concat([]byte{0xe3, 48}, filled(480, 'a')), slices.Concat([]byte{0xe3, 48}, filled(480, 'a'))},
		"forty-eight of nothing": {[]byte{0xe3, 48}, []byte{0xe3, 48}},
		"the longest size":       {slices.Concat([]byte{0xfa, 255, 255}, filled(1275, 'a'), c), slices.Concat([]byte{0xfa, 255, 255}, filled(1275, 'a'), c)},
	} {
		for kind, file := range map[string][]byte{"WebM": webmOf(packet.in, tone(1)), "MP4": movie{samples: [][]byte{packet.in, tone(1)}}.file()} {
			if _, kept := rebuild(t, file); !bytes.Equal(kept[0], packet.want) {
				t.Errorf("%s in %s became %d bytes %.20q", name, kind, len(kept[0]), kept[0])
			}
		}
	}
}

func TestAPacketThatContradictsItselfIsRefused(t *testing.T) {
	for name, packet := range map[string][]byte{
		"of no bytes":               {},
		"two frames of odd length":  {0xf9, 1, 2, 3},
		"no size":                   {0xfa},
		"half a size":               {0xfa, 252},
		"a size beyond the end":     {0xfa, 3, 1, 2},
		"no count":                  {0xfb},
		"no frames":                 {0xfb, 0},
		"forty-nine frames":         append([]byte{0xe3, 49}, make([]byte, 49)...),
		"140 ms":                    append([]byte{0xfb, 7}, make([]byte, 7)...),
		"180 ms of SILK":            append([]byte{0x1b, 3}, make([]byte, 3)...),
		"sizes that do not fit":     {0xfb, 0x83, 1, 1, 1},
		"sizes that are not there":  {0xfb, 0x83, 0},
		"frames that do not divide": {0xfb, 3, 1, 2, 3, 4},
		"padding without a length":  {0xfb, 0x41},
		"padding without an end":    {0xfb, 0x41, 255, 255},
		"more padding than bytes":   {0xfb, 0x41, 3, 1, 2},
		"a frame too long":          append([]byte{0xf8}, make([]byte, 1276)...),
		"two frames too long":       append([]byte{0xf9}, make([]byte, 2*1276)...),
		"a last frame too long":     append([]byte{0xfa, 0}, make([]byte, 1276)...),
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, webmOf(tone(1), packet), voice.Damaged)
			refused(t, movie{samples: [][]byte{tone(1), packet}}.file(), voice.Damaged)
		})
	}
}

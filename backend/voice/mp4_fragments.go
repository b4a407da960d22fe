package voice

import "errors"

// Flags that say what a tfhd and a trun box hold besides what they always hold (ISO 14496-12, 8.8.7 and 8.8.8).
const (
	headHasBase     = 0x1
	headHasEntry    = 0x2
	headHasDuration = 0x8
	headHasSize     = 0x10

	runHasOffset      = 0x1
	runHasFirstFlags  = 0x4
	runHasDuration    = 0x100
	runHasSize        = 0x200
	runHasFlags       = 0x400
	runHasComposition = 0x800
)

// readFragments takes the samples of every moof box. Where a sample ends beyond the file, the recording broke off, and what came
// before is kept.
func (m *movie) readFragments() error {
	err := m.top(func(b box, at int, over bool) error {
		if string(b.kind) != "moof" || over {
			return nil
		}
		return m.readFragment(b.body, uint64(at))
	})
	if errors.Is(err, errBeyond) {
		return nil
	}
	return err
}

// readFragment reads the one traf box of a moof box that begins at a place of the file, from which its offsets count unless it names
// another.
func (m *movie) readFragment(moof []byte, at uint64) error {
	in, err := find(moof, "traf")
	if err != nil || in[0] == nil {
		return err
	}
	traf := in[0]
	if in, err = find(traf, "tfhd"); err != nil {
		return err
	}
	c := cursor{rest: in[0]}
	flags := c.u32()
	track := c.u32()
	run := run{base: at, at: at, size: m.size}
	if flags&headHasBase != 0 {
		run.base = c.u64()
		run.at = run.base
	}
	if flags&headHasEntry != 0 {
		c.skip(4)
	}
	if flags&headHasDuration != 0 {
		c.skip(4)
	}
	if flags&headHasSize != 0 {
		run.size = c.u32()
	}
	switch {
	case c.short:
		return damaged("the tfhd box")
	case track != m.track:
		return damaged("a fragment of another track")
	case run.base > uint64(len(m.file)):
		return errBeyond
	}
	return boxes(traf, func(b box) error {
		if string(b.kind) != "trun" {
			return nil
		}
		return m.readRun(b.body, &run)
	})
}

// run is where the next samples of a fragment are looked for.
type run struct {
	base uint64 // from which offsets count, within the file
	at   uint64
	size uint32 // of a sample that does not say
}

// readRun takes the samples of a trun box. How many it claims needs no bound of its own: each takes a byte of the file at least.
func (m *movie) readRun(trun []byte, next *run) error {
	c := cursor{rest: trun}
	flags := c.u32()
	count := c.u32()
	if flags&runHasOffset != 0 {
		at := int64(next.base) + int64(int32(c.u32())) // a signed offset of four bytes
		if at < 0 {
			return damaged("samples before the file")
		}
		next.at = uint64(at)
	}
	if flags&runHasFirstFlags != 0 {
		c.skip(4)
	}
	for range count {
		size := next.size
		if flags&runHasDuration != 0 {
			c.skip(4)
		}
		if flags&runHasSize != 0 {
			size = c.u32()
		}
		if flags&runHasFlags != 0 {
			c.skip(4)
		}
		if flags&runHasComposition != 0 {
			c.skip(4)
		}
		if c.short {
			return damaged("a trun box that claims more samples than it tells of")
		}
		if err := m.take(next.at, uint64(size)); err != nil {
			return err
		}
		next.at += uint64(size)
	}
	return nil
}

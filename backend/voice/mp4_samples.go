package voice

// errBeyond is damage, except in the last fragment of a file: there the recording broke off.
var errBeyond = damaged("a sample beyond the end of the file")

// take adds the sample that stands at a place of the file. It has to lie in one mdat box, behind the one before. No codec has a sample
// of no bytes, so that what claims any number of samples comes to an end.
func (m *movie) take(from, size uint64) error {
	whole := uint64(len(m.file))
	switch {
	case from > whole || size > whole-from:
		return errBeyond
	case int(from) < m.end:
		return damaged("samples that overlap or go back")
	}
	m.end = int(from + size)
	for m.at < len(m.media) && m.media[m.at].to < m.end {
		m.at++
	}
	if m.at == len(m.media) || m.media[m.at].from > int(from) {
		return damaged("a sample outside of the sound")
	}
	return m.r.add(m.file[from:m.end])
}

// table is an stbl box's list of numbers of so many bytes each, behind a count of four bytes.
type table struct {
	rows  []byte
	width int
}

func readTable(body []byte, width int) (table, error) {
	c := cursor{rest: body}
	c.skip(4) // version and flags
	count := c.u32()
	if c.short || uint64(count)*uint64(width) > uint64(len(c.rest)) {
		return table{}, damaged("a table that claims more rows than it has")
	}
	length := int(count) * width
	return table{c.rest[:length:length], width}, nil
}

func (t table) count() int { return len(t.rows) / t.width }

func (t table) row(i int) cursor { return cursor{rest: t.rows[i*t.width : (i+1)*t.width]} }

// readTables takes the samples of a file that is not fragmented: stsz tells their sizes, stco or co64 where chunks of them begin, stsc
// how many are in each (ISO 14496-12, 8.7). In one that is, the three are there and empty.
func (m *movie) readTables(stbl []byte) error {
	in, err := find(stbl, "stsz", "stsc", "stco", "co64")
	if err != nil {
		return err
	}
	sizes, err := readSizes(in[0])
	if err != nil {
		return err
	}
	runs, err := readTable(in[1], 12)
	if err != nil {
		return err
	}
	short, wide := in[2], in[3]
	places, err := readTable(short, 4)
	switch {
	case short != nil && wide != nil:
		return damaged("two tables of chunks")
	case wide != nil:
		places, err = readTable(wide, 8)
	}
	if err != nil {
		return err
	}
	for chunk, in := 0, (chunkRuns{table: runs}); chunk < places.count(); chunk++ {
		row := places.row(chunk)
		at := uint64(row.u32())
		if wide != nil {
			at = at<<32 | uint64(row.u32())
		}
		if err := m.takeChunk(at, in.samples(chunk+1), &sizes); err != nil {
			return err
		}
	}
	if sizes.left > 0 {
		return damaged("more sizes than the chunks hold samples")
	}
	return nil
}

func (m *movie) takeChunk(at uint64, count uint32, sizes *sampleSizes) error {
	if count == 0 || int(count) > sizes.left {
		return damaged("chunks and sizes that disagree")
	}
	for range count {
		size := sizes.next()
		if err := m.take(at, uint64(size)); err != nil {
			return err
		}
		at += uint64(size)
	}
	return nil
}

// chunkRuns tells how many samples are in a chunk. A row holds from its first chunk up to the first chunk of the next row.
type chunkRuns struct {
	table
	at int
}

// samples is asked for chunks in order, the first of which is 1. It gives 0 where the table does not tell.
func (r *chunkRuns) samples(chunk int) uint32 {
	for r.at+1 < r.count() && r.first(r.at+1) <= chunk {
		r.at++
	}
	if r.at >= r.count() || r.first(r.at) > chunk {
		return 0
	}
	row := r.row(r.at)
	row.skip(4)
	return row.u32()
}

func (r *chunkRuns) first(i int) int {
	row := r.row(i)
	return int(row.u32())
}

// sampleSizes tells the size of one sample after the other: all the same, or a row for each.
type sampleSizes struct {
	every uint32
	rows  cursor
	left  int
}

func readSizes(stsz []byte) (sampleSizes, error) {
	c := cursor{rest: stsz}
	c.skip(4) // version and flags
	s := sampleSizes{every: c.u32(), left: int(c.u32())}
	if c.short {
		return sampleSizes{}, damaged("the table of sizes")
	}
	s.rows = c
	return s, nil
}

// next gives 0, which no sample has, where a row is missing.
func (s *sampleSizes) next() uint32 {
	s.left--
	if s.every != 0 {
		return s.every
	}
	return s.rows.u32()
}

package voice

import "encoding/binary"

// upright is the matrix that turns nothing (ISO 14496-12, 6.2.2).
var upright = [9]int{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000}

const (
	fullVolume   = 0x100
	noLanguage   = 0x55c4 // "und", five bits a letter
	trackEnabled = 3      // enabled, and part of the presentation
	inThisFile   = 1      // where the data of a track stands
)

// writeMP4 writes a recording as a file that is not fragmented: ftyp, moov, and one mdat in which all packets are one chunk. No time
// of day stands in it.
func writeMP4(r *recording) []byte {
	w := boxWriter{out: make([]byte, 0, r.bytes+4*len(r.packets)+1024)}
	w.box("ftyp", func() {
		w.out = append(w.out, "isom\x00\x00\x02\x00isomiso2mp41"...)
	})
	var place int // in out: where the place of the chunk is written
	w.box("moov", func() {
		w.full("mvhd", 0, func() {
			w.u32(0, 0, r.rate(), r.samples-r.skip(), 0x10000) // created, changed, ..., at normal speed
			w.u16(fullVolume)
			w.zeros(10)
			w.u32(upright[:]...)
			w.zeros(24)
			w.u32(2) // the number of the next track
		})
		w.box("trak", func() { place = w.track(r) })
	})
	w.box("mdat", func() {
		binary.BigEndian.PutUint32(w.out[place:], uint32(len(w.out)))
		for _, p := range r.packets {
			w.out = append(w.out, p.bytes...)
		}
	})
	return w.out
}

func (w *boxWriter) track(r *recording) (place int) {
	w.full("tkhd", trackEnabled, func() {
		w.u32(0, 0, 1, 0, r.samples-r.skip()) // created, changed, number
		w.zeros(12)
		w.u16(fullVolume, 0)
		w.u32(upright[:]...)
		w.zeros(8)
	})
	if r.skip() > 0 {
		w.box("edts", func() {
			w.full("elst", 0, func() { w.u32(1, r.samples-r.skip(), r.skip(), 0x10000) }) // one edit: how long, from where, speed
		})
	}
	w.box("mdia", func() {
		w.full("mdhd", 0, func() {
			w.u32(0, 0, r.rate(), r.samples)
			w.u16(noLanguage, 0)
		})
		w.full("hdlr", 0, func() {
			w.u32(0)
			w.out = append(w.out, "soun"...)
			w.zeros(13)
		})
		w.box("minf", func() {
			w.full("smhd", 0, func() { w.zeros(4) })
			w.box("dinf", func() {
				w.full("dref", 0, func() {
					w.u32(1)
					w.full("url ", inThisFile, func() {})
				})
			})
			w.box("stbl", func() { place = w.tables(r) })
		})
	})
	return place
}

// audioEntry writes what every sample entry of sound has, and the box of its codec.
func (w *boxWriter) audioEntry(kind string, channels, rate int, inside func()) {
	w.box(kind, func() {
		w.zeros(6)
		w.u16(1) // where the data stands: in the first place that dref names
		w.zeros(8)
		w.u16(channels, 16, 0, 0)
		if rate > 0xffff { // has no room here; the codec's own box tells it
			rate = 0
		}
		w.u16(rate, 0)
		inside()
	})
}

// tables writes the stbl box (ISO 14496-12, 8.5 to 8.7), and gives the place where the place of the chunk has to be written.
func (w *boxWriter) tables(r *recording) (place int) {
	w.full("stsd", 0, func() {
		w.u32(1)
		r.entry(w, uint32(r.bytes*8*r.rate()/r.samples))
	})
	w.full("stts", 0, func() { w.durations(r.packets) })
	w.roll(r)
	w.full("stsc", 0, func() { w.u32(1, 1, len(r.packets), 1) }) // one row: from chunk 1, so many, entry 1
	w.full("stsz", 0, func() {
		w.u32(0, len(r.packets))
		for _, p := range r.packets {
			w.u32(len(p.bytes))
		}
	})
	w.full("stco", 0, func() {
		w.u32(1)
		place = len(w.out)
		w.u32(0)
	})
	return place
}

// durations writes a row for each run of packets that are equally long.
func (w *boxWriter) durations(packets []packet) {
	count := len(w.out)
	w.u32(0)
	rows := 0
	for from := 0; from < len(packets); rows++ {
		to := from
		for to < len(packets) && packets[to].samples == packets[from].samples {
			to++
		}
		w.u32(to-from, packets[from].samples)
		from = to
	}
	binary.BigEndian.PutUint32(w.out[count:], uint32(rows))
}

// roll writes how many packets earlier a player has to start to decode when it jumps, where the codec asks for it: one group for all
// samples (ISO 14496-12, 8.9.2, 8.9.3 and 10.1; Encapsulation of Opus in ISO Base Media File Format, 4.3.6.2).
func (w *boxWriter) roll(r *recording) {
	earlier := r.earlier(r.packets)
	if earlier == 0 {
		return
	}
	w.box("sgpd", func() {
		w.u32(1 << 24) // version 1
		w.out = append(w.out, "roll"...)
		w.u32(2, 1) // bytes of an entry, entries
		w.u16(-earlier)
	})
	w.full("sbgp", 0, func() {
		w.out = append(w.out, "roll"...)
		w.u32(1, len(r.packets), 1) // one row: so many samples, entry 1
	})
}

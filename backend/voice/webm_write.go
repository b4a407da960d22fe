package voice

import (
	"encoding/binary"
	"math"
	"math/bits"
	"time"
)

// clusterSamples is how much sound stands in one cluster: 5 s, far below the 32 s that a block's timestamp can reach.
const clusterSamples = 5 * opusRate

// samplesPerTick: our timestamps count milliseconds.
const samplesPerTick = opusRate / 1000

// app is what our files say wrote them.
const app = "Kith"

// writeWebM writes a recording of Opus: header, Info, one track, and clusters of SimpleBlocks, all of known size.
func writeWebM(r *recording) []byte {
	w := ebmlWriter{out: make([]byte, 0, r.bytes+7*len(r.packets)+16*(r.samples/clusterSamples+1)+512)}
	w.master(idHeader, func() {
		w.number(idVersion, 1)
		w.number(idReadVersion, 1)
		w.number(idMaxIDLength, 4)
		w.number(idMaxSizeLength, 8)
		w.data(idDocType, []byte("webm"))
		w.number(idDocTypeVersion, 4) // CodecDelay and SeekPreRoll came with it
		w.number(idDocTypeRead, 2)
	})
	w.master(idSegment, func() {
		w.master(idInfo, func() {
			w.number(idScale, uint64(time.Millisecond))
			w.float(idDuration, float64(r.duration())/float64(time.Millisecond))
			w.data(idMuxingApp, []byte(app))
			w.data(idWritingApp, []byte(app))
		})
		w.master(idTracks, func() { w.track(r.codec.(opusTrack)) })
		w.clusters(r.packets)
	})
	return w.out
}

func (w *ebmlWriter) track(t opusTrack) {
	w.master(idTrackEntry, func() {
		w.number(idTrackNumber, 1)
		w.number(idTrackUID, 1)
		w.number(idTrackType, typeAudio)
		w.number(idLacing, 0)
		w.data(idLanguage, []byte("und")) // unsaid it would be English
		w.data(idCodec, []byte("A_OPUS"))
		w.data(idCodecPrivate, t.head())
		w.number(idCodecDelay, nanoseconds(t.preSkip))
		w.number(idSeekPreRoll, nanoseconds(preRoll))
		w.master(idAudio, func() {
			w.float(idRate, opusRate)
			w.number(idChannels, uint64(t.channels))
		})
	})
}

func nanoseconds(samples int) uint64 { return uint64(samples) * uint64(time.Second) / opusRate }

func (w *ebmlWriter) clusters(packets []packet) {
	for at := 0; len(packets) > 0; {
		start, count := at/samplesPerTick, 0
		w.master(idCluster, func() {
			w.number(idTimestamp, uint64(start))
			for from := at; count < len(packets) && at-from < clusterSamples; count++ {
				w.block(packets[count].bytes, at/samplesPerTick-start)
				at += packets[count].samples
			}
		})
		packets = packets[count:]
	}
}

// ebmlWriter appends elements. Its own sizes have the shortest form, but for what holds other elements: four bytes, set at its end.
type ebmlWriter struct{ out []byte }

func (w *ebmlWriter) name(id uint32) {
	for shift := (bits.Len32(id) - 1) / 8 * 8; shift >= 0; shift -= 8 {
		w.out = append(w.out, byte(id>>shift))
	}
}

func (w *ebmlWriter) master(id uint32, inside func()) {
	w.name(id)
	at := len(w.out)
	w.out = append(w.out, 0, 0, 0, 0)
	inside()
	binary.BigEndian.PutUint32(w.out[at:], 0x10000000|uint32(len(w.out)-at-4))
}

// size writes how long the body of an element is, below 2 MiB, which no file of ours reaches. All ones would mean unknown.
func (w *ebmlWriter) size(n int) {
	switch {
	case n < 1<<7-1:
		w.out = append(w.out, 0x80|byte(n))
	case n < 1<<14-1:
		w.out = append(w.out, 0x40|byte(n>>8), byte(n))
	default:
		w.out = append(w.out, 0x20|byte(n>>16), byte(n>>8), byte(n))
	}
}

func (w *ebmlWriter) data(id uint32, body []byte) {
	w.name(id)
	w.size(len(body))
	w.out = append(w.out, body...)
}

func (w *ebmlWriter) number(id uint32, n uint64) {
	body := binary.BigEndian.AppendUint64(nil, n)
	w.data(id, body[min(bits.LeadingZeros64(n)/8, 7):])
}

func (w *ebmlWriter) float(id uint32, x float64) {
	w.data(id, binary.BigEndian.AppendUint64(nil, math.Float64bits(x)))
}

// block writes one packet of track 1, so many milliseconds into its cluster. Every packet can be begun with.
func (w *ebmlWriter) block(p []byte, ms int) {
	w.name(idSimpleBlock)
	w.size(4 + len(p))
	w.out = append(w.out, 0x81, byte(ms>>8), byte(ms), 0x80)
	w.out = append(w.out, p...)
}

package voice

import "time"

// codec is how the sound of a track is coded, as far as a container has to know it.
type codec interface {
	rate() int                             // samples a second, in which packets are counted
	skip() int                             // samples at the beginning that are decoded and not played
	packet(sample []byte) (packet, error)  // refuses what cannot be one packet of this codec
	earlier(packets []packet) int          // how many packets before a jump a player decodes, 0 if it need not be told
	entry(w *boxWriter, avgBitrate uint32) // the sample entry of an MP4 file
}

// packet is the unit that a container holds: one or more frames of audio.
type packet struct {
	bytes   []byte
	samples int
}

// recording is what is taken out of a file, and all that ours is made from.
type recording struct {
	codec
	packets []packet
	samples int // of all packets
	bytes   int
}

// add puts the next sample of a container behind the others. It refuses what is no packet and what makes the note too long, which
// also bounds how many packets there are: none is shorter than 2.5 ms.
func (r *recording) add(sample []byte) error {
	p, err := r.packet(sample)
	if err != nil {
		return err
	}
	r.samples += p.samples
	if r.samples > int(longest/time.Second)*r.rate() {
		return refuse(TooLong, "more than 61 s of frames")
	}
	r.packets = append(r.packets, p)
	r.bytes += len(p.bytes)
	return nil
}

// sound refuses a recording in which nothing would be heard.
func (r *recording) sound() error {
	if r.samples <= r.skip() {
		return refuse(Empty, "no frame, or all of them skipped")
	}
	return nil
}

func (r *recording) duration() time.Duration {
	return time.Duration(r.samples-r.skip()) * time.Second / time.Duration(r.rate())
}

package voice

import (
	"bytes"
	"errors"
)

// startsLikeWebM tells whether a file begins with the EBML header, whose name is fixed (RFC 8794, 8.1).
func startsLikeWebM(file []byte) bool { return bytes.HasPrefix(file, []byte("\x1a\x45\xdf\xa3")) }

// webm is a file while it is read.
type webm struct {
	live   bool       // its recorder did not write down where it would end
	number uint64     // of the track, as its blocks name it
	r      *recording // nil before the track is known
}

// readWebM takes the audio out of a WebM file: the header, one Segment, in it one track of Opus, and the blocks of its clusters (RFC
// 9559, 4 and 5). Everything else is stepped over within its bounds, and so is what stands behind the Segment.
func readWebM(file []byte) (*recording, error) {
	header, rest, err := nextElement(file)
	if err != nil {
		return nil, err
	}
	if err := readHeader(header); err != nil {
		return nil, err
	}
	segment, _, err := nextElement(rest)
	if err != nil {
		return nil, err
	}
	if segment.id != idSegment {
		return nil, damaged("no segment")
	}
	w := webm{live: segment.open}
	if err := w.readSegment(segment.body); err != nil {
		return nil, err
	}
	if w.r == nil {
		return nil, damaged("no track")
	}
	return w.r, w.r.sound()
}

// readHeader holds the file to the kind of EBML that WebM is. Matroska, which may hold anything, is not known here. Behind a header
// without an end there is no Segment.
func readHeader(header element) error {
	kind := ""
	err := children(header.body, func(e element) error {
		most := uint64(0)
		switch e.id {
		case idDocType:
			kind = string(bytes.TrimRight(e.body, "\x00"))
			return nil
		case idReadVersion:
			most = 1
		case idMaxIDLength:
			most = 4
		case idMaxSizeLength:
			most = 8
		default:
			return nil
		}
		if n, err := e.number(); err != nil || n > most {
			return damaged("a header from the future")
		}
		return nil
	})
	if err == nil && kind != "webm" {
		return refuse(UnknownKind, "EBML, but not WebM")
	}
	return err
}

// readSegment reads what stands directly in the Segment. In a live file the end of the bytes is the end of the recording, and so is
// another file behind it.
func (w *webm) readSegment(rest []byte) error {
	for len(rest) > 0 {
		e, after, err := nextElement(rest)
		switch {
		case w.live && (errors.Is(err, errCut) || e.id == idHeader || e.id == idSegment):
			return nil
		case err != nil:
			return err
		case e.id == idCluster && e.open:
			after, err = w.readOpenCluster(e.body)
		case e.id == idCluster:
			err = children(e.body, w.readBlocks)
		case e.open:
			err = damaged("an element without an end")
		case e.id == idTracks:
			err = w.readTracks(e.body)
		}
		if err != nil {
			return err
		}
		rest = after
	}
	return nil
}

// readOpenCluster reads a cluster that ends where the next part of the Segment begins, and gives the bytes from there.
func (w *webm) readOpenCluster(rest []byte) (after []byte, err error) {
	for len(rest) > 0 {
		e, next, err := nextElement(rest)
		switch {
		case w.live && errors.Is(err, errCut):
			return nil, nil
		case err != nil:
			return nil, err
		case endsCluster(e.id):
			return rest, nil
		case e.open:
			return nil, damaged("an element without an end")
		}
		if err := w.readBlocks(e); err != nil {
			return nil, err
		}
		rest = next
	}
	return nil, nil
}

func endsCluster(id uint32) bool {
	switch id {
	case idHeader, idSegment, idSeekHead, idInfo, idTracks, idCluster, idCues, idAttachments, idChapters, idTags:
		return true
	}
	return false
}

func (w *webm) readTracks(body []byte) error {
	return children(body, func(e element) error {
		if e.id != idTrackEntry {
			return nil
		}
		if w.r != nil {
			return refuse(NotAudio, "a second track")
		}
		return w.readTrack(e.body)
	})
}

const typeAudio = 2 // RFC 9559, 5.1.4.1.3

func (w *webm) readTrack(body []byte) error {
	var kind, channels uint64
	var coding string
	var private []byte
	encoded := false
	err := children(body, func(e element) (err error) {
		switch e.id {
		case idTrackNumber:
			w.number, err = e.number()
		case idTrackType:
			kind, err = e.number()
		case idCodec:
			coding = string(e.body)
		case idCodecPrivate:
			private = e.body
		case idEncodings:
			encoded = true
		case idAudio:
			channels, err = e.channels()
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case kind != typeAudio:
		return refuse(NotAudio, "a track that is not audio")
	case coding != "A_OPUS":
		return refuse(OtherCodec, "WebM without Opus")
	case encoded:
		return refuse(OtherCodec, "frames that are packed or encrypted")
	case w.number == 0:
		return damaged("a track without a number")
	}
	track, err := readOpusHead(private)
	if err != nil {
		return err
	}
	if uint64(track.channels) != channels {
		return damaged("two headers disagree about the channels")
	}
	w.r = &recording{codec: track}
	return nil
}

// channels reads how many there are from an Audio element; unless it says so there is one (RFC 9559, 5.1.4.1.29.3).
func (e element) channels() (n uint64, err error) {
	n = 1
	err = children(e.body, func(e element) (err error) {
		if e.id == idChannels {
			n, err = e.number()
		}
		return err
	})
	return n, err
}

// readBlocks takes the block out of a SimpleBlock or a BlockGroup, and nothing from anything else in a cluster.
func (w *webm) readBlocks(e element) error {
	switch e.id {
	case idSimpleBlock:
		return w.readBlock(e.body)
	case idBlockGroup:
		return children(e.body, func(e element) error {
			if e.id == idBlock {
				return w.readBlock(e.body)
			}
			return nil
		})
	}
	return nil
}

// readBlock reads a block: the number of its track, a timestamp of two bytes, flags, one packet (RFC 9559, 10). Lacing, more than one
// packet in a block, is refused: no MediaRecorder makes it.
func (w *webm) readBlock(block []byte) error {
	if w.r == nil {
		return damaged("a block before its track")
	}
	number, _, rest, err := vint(block)
	switch {
	case err != nil:
		return err
	case number != w.number:
		return damaged("a block of another track")
	case len(rest) < 3:
		return damaged("a block without a packet")
	case rest[2]&0x06 != 0:
		return damaged("a laced block")
	}
	return w.r.add(rest[3:])
}

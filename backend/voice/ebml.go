package voice

import "math/bits"

// Elements that we know by name (RFC 9559, 5; the header: RFC 8794, 11.2).
const (
	idHeader         = 0x1a45dfa3
	idReadVersion    = 0x42f7
	idMaxIDLength    = 0x42f2
	idMaxSizeLength  = 0x42f3
	idDocType        = 0x4282
	idDocTypeVersion = 0x4287
	idDocTypeRead    = 0x4285
	idVersion        = 0x4286

	idSegment     = 0x18538067
	idSeekHead    = 0x114d9b74
	idInfo        = 0x1549a966
	idTracks      = 0x1654ae6b
	idCluster     = 0x1f43b675
	idCues        = 0x1c53bb6b
	idAttachments = 0x1941a469
	idChapters    = 0x1043a770
	idTags        = 0x1254c367

	idScale      = 0x2ad7b1
	idDuration   = 0x4489
	idMuxingApp  = 0x4d80
	idWritingApp = 0x5741

	idTrackEntry   = 0xae
	idTrackNumber  = 0xd7
	idTrackUID     = 0x73c5
	idTrackType    = 0x83
	idLacing       = 0x9c
	idLanguage     = 0x22b59c
	idCodec        = 0x86
	idCodecPrivate = 0x63a2
	idCodecDelay   = 0x56aa
	idSeekPreRoll  = 0x56bb
	idEncodings    = 0x6d80
	idAudio        = 0xe1
	idRate         = 0xb5
	idChannels     = 0x9f

	idTimestamp   = 0xe7
	idSimpleBlock = 0xa3
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
)

// element is one element of EBML: a name and what it holds. An open element does not say where it ends; its body is all that follows.
type element struct {
	id   uint32
	body []byte
	open bool
}

// errCut is damage, except at the end of a file whose recorder never wrote down where it would end.
var errCut = damaged("the file ends in the middle of something")

// nextElement reads the element at the beginning of rest (RFC 8794, 4 to 6). A size has 56 bits at most and is compared with what
// there is before it becomes a length, so that none overflows.
func nextElement(rest []byte) (e element, after []byte, err error) {
	if len(rest) == 0 {
		return element{}, nil, errCut
	}
	width := bits.LeadingZeros8(rest[0]) + 1
	if width > 4 {
		return element{}, nil, damaged("an element without a name")
	}
	if len(rest) < width {
		return element{}, nil, errCut
	}
	for _, b := range rest[:width] {
		e.id = e.id<<8 | uint32(b)
	}
	size, unknown, rest, err := vint(rest[width:])
	switch {
	case err != nil:
		return element{}, nil, err
	case unknown:
		e.body, e.open = rest, true
		return e, nil, nil
	case size > uint64(len(rest)):
		return element{}, nil, errCut
	}
	e.body = rest[:size:size]
	return e, rest[size:], nil
}

// vint reads a number of one to eight bytes, whose first byte says how many. All ones means that a size is not known (RFC 8794, 6.2).
func vint(rest []byte) (n uint64, unknown bool, after []byte, err error) {
	if len(rest) == 0 {
		return 0, false, nil, errCut
	}
	width := bits.LeadingZeros8(rest[0]) + 1
	if width > 8 {
		return 0, false, nil, damaged("an element without a size")
	}
	if len(rest) < width {
		return 0, false, nil, errCut
	}
	for _, b := range rest[:width] {
		n = n<<8 | uint64(b)
	}
	most := uint64(1)<<(7*width) - 1
	n &= most
	return n, n == most, rest[width:], nil
}

// children shows each element of a body in order. Only a cluster may be open, and it is not read by this.
func children(body []byte, visit func(e element) error) error {
	for len(body) > 0 {
		e, after, err := nextElement(body)
		if err != nil {
			return err
		}
		if e.open {
			return damaged("an element without an end")
		}
		if err := visit(e); err != nil {
			return err
		}
		body = after
	}
	return nil
}

// number reads an unsigned integer of at most eight bytes (RFC 8794, 7.2).
func (e element) number() (uint64, error) {
	if len(e.body) > 8 {
		return 0, damaged("a number of more than eight bytes")
	}
	var n uint64
	for _, b := range e.body {
		n = n<<8 | uint64(b)
	}
	return n, nil
}

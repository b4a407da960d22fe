package kithtest

import (
	"bytes"
	"encoding/binary"
	"slices"

	"kith/backend/api"
	"kith/backend/circle"
)

// Recorded is a voice note as a phone records it, one second long.
func Recorded(moment string, shade uint8) Photo {
	return Photo{Media: ID(), Moment: moment, Kind: "voice", Bytes: Recording(shade, 1)}
}

// Recording is a recorder's file, so many seconds long: WebM with Opus, and what the recorder wrote about itself.
func Recording(shade uint8, seconds int) []byte {
	var blocks []byte
	for n := range 50 * seconds {
		blocks = append(blocks, element(0xa3, []byte{0x81, 0, 0, 0x80, 0xf8}, bytes.Repeat([]byte{shade, uint8(n)}, 30))...)
	}
	head := append([]byte("OpusHead\x01\x01\x38\x01\x80\xbb"), 0, 0, 0, 0, 0)
	track := element(0xae, element(0xd7, []byte{1}), element(0x83, []byte{2}), element(0x86, []byte("A_OPUS")), element(0x63a2, head),
		element(0xe1, element(0x9f, []byte{1})))
	return slices.Concat(element(0x1a45dfa3, element(0x4282, []byte("webm"))), element(0x18538067,
		element(0x1549a966, element(0x5741, []byte(Recorder))), element(0x1654ae6b, track), element(0x1f43b675, element(0xe7, []byte{0}), blocks)))
}

// Recorder is what the recorder of Recording calls itself in the file.
const Recorder = "Maya's own phone"

// element is one of EBML, with a size of eight bytes.
func element(id uint32, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	name := bytes.TrimLeft(binary.BigEndian.AppendUint32(nil, id), "\x00")
	return slices.Concat(name, binary.BigEndian.AppendUint64(nil, 1<<56|uint64(len(body))), body)
}

// Spoken is a story of one voice note in which people are heard, without anybody having written down what is said.
func (c Circle) Spoken(heard ...circle.Seat) Story {
	moment := ID()
	note := api.NewVoiceNote{}
	for _, seat := range heard {
		note.Heard = append(note.Heard, seat.Person)
	}
	recorded := Recorded(moment, 7)
	note.Media = recorded.Media
	return Story{Photo: recorded, Revision: api.KeepRevision{
		Moment: moment, Revision: ID(), Circle: c.ID, Voice: []api.NewVoiceNote{note},
	}}
}

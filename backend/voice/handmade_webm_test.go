package voice_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// Names of elements, for files that are written by hand.
const (
	idHeader, idDocType, idReadVersion, idMaxIDLength, idMaxSizeLength = 0x1a45dfa3, 0x4282, 0x42f7, 0x42f2, 0x42f3
	idSegment, idInfo, idTracks, idCluster, idTags, idCues             = 0x18538067, 0x1549a966, 0x1654ae6b, 0x1f43b675, 0x1254c367, 0x1c53bb6b
	idTrack, idNumber, idType, idCodec, idPrivate, idEncodings         = 0xae, 0xd7, 0x83, 0x86, 0x63a2, 0x6d80
	idAudio, idChannels, idVideo                                       = 0xe1, 0x9f, 0xe0
	idTimestamp, idSimpleBlock, idGroup, idBlock, idVoid, idChecksum   = 0xe7, 0xa3, 0xa0, 0xa1, 0xec, 0xbf
	idAttachments, idChapters, idSeekHead                              = 0x1941a469, 0x1043a770, 0x114d9b74
)

func nameOf(id uint32) []byte { return bytes.TrimLeft(binary.BigEndian.AppendUint32(nil, id), "\x00") }

// el is an element with a size of eight bytes, the widest there is.
func el(id uint32, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return slices.Concat(nameOf(id), binary.BigEndian.AppendUint64(nil, 1<<56|uint64(len(body))), body)
}

// open is an element that does not say where it ends.
func open(id uint32, parts ...[]byte) []byte {
	return slices.Concat(nameOf(id), []byte("\x01\xff\xff\xff\xff\xff\xff\xff"), slices.Concat(parts...))
}

// claim is an element that claims a size.
func claim(id uint32, size uint64, parts ...[]byte) []byte {
	return slices.Concat(nameOf(id), binary.BigEndian.AppendUint64(nil, 1<<56|size), slices.Concat(parts...))
}

func header() []byte { return el(idHeader, el(idDocType, []byte("webm"))) }

func opusHead(channels byte) []byte {
	return append([]byte("OpusHead\x01"), channels, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0)
}

// opusTrack is a track of Opus in one channel whose fields a test may replace by fields behind them.
func opusTrack(more ...[]byte) []byte {
	return el(idTrack, append([][]byte{
		el(idNumber, []byte{1}), el(idType, []byte{2}), el(idCodec, []byte("A_OPUS")), el(idPrivate, opusHead(1)),
		el(idAudio, el(idChannels, []byte{1})),
	}, more...)...)
}

func block(packet []byte) []byte {
	return el(idSimpleBlock, []byte{0x81, 0, 0, 0x80}, packet)
}

// tone is a packet of 20 ms whose bytes can be told from others.
func tone(n int) []byte {
	return append([]byte{0xf8}, bytes.Repeat([]byte{byte(n), byte(n >> 8)}, 30)...)
}

func tones(n int) [][]byte {
	out := make([][]byte, n)
	for i := range out {
		out[i] = tone(i)
	}
	return out
}

func blocks(packets [][]byte) []byte {
	var out []byte
	for _, p := range packets {
		out = append(out, block(p)...)
	}
	return out
}

// webmOf is a file with everything that a good one needs and these packets.
func webmOf(packets ...[]byte) []byte {
	return slices.Concat(header(), el(idSegment, el(idInfo), el(idTracks, opusTrack()), el(idCluster, el(idTimestamp, []byte{0}), blocks(packets))))
}

// withTracks is a file of three packets and any tracks.
func withTracks(tracks ...[]byte) []byte {
	return slices.Concat(header(), el(idSegment, el(idTracks, tracks...), el(idCluster, blocks(tones(3)))))
}

// live is a file as a recorder writes it that does not know the end: Segment and clusters are open.
func live(parts ...[]byte) []byte {
	return slices.Concat(header(), open(idSegment, append([][]byte{el(idTracks, opusTrack())}, parts...)...))
}

// webmPackets reads our own files and nothing else: it fails on any element that we do not write. It gives when each packet is played,
// in milliseconds, too.
func webmPackets(t *testing.T, file []byte) (packets [][]byte, times []int) {
	t.Helper()
	cluster := 0
	known := map[string]bool{}
	for _, id := range []uint32{
		idHeader, idDocType, idReadVersion, idMaxIDLength, idMaxSizeLength, 0x4286, 0x4287, 0x4285, idSegment, idInfo, 0x2ad7b1, 0x4489, 0x4d80,
		0x5741, idTracks, idTrack, idNumber, 0x73c5, idType, 0x9c, 0x22b59c, idCodec, idPrivate, 0x56aa, 0x56bb, idAudio, 0xb5, idChannels, idCluster,
		idTimestamp, idSimpleBlock,
	} {
		known[string(nameOf(id))] = true
	}
	inside := []uint32{idHeader, idSegment, idInfo, idTracks, idTrack, idAudio, idCluster}
	for at := 0; at < len(file); {
		width := bytes.IndexFunc([]byte{file[at] >> 7, file[at] >> 6, file[at] >> 5, file[at] >> 4}, func(r rune) bool { return r == 1 }) + 1
		name := file[at : at+width]
		if !known[string(name)] {
			t.Fatalf("an element %x at %d", name, at)
		}
		at += width
		size, long := int(file[at]&0x7f), 1
		switch {
		case file[at] < 0x20:
			size, long = int(binary.BigEndian.Uint32(file[at:])&0x0fffffff), 4
		case file[at] < 0x40:
			size, long = int(file[at]&0x1f)<<16|int(file[at+1])<<8|int(file[at+2]), 3
		case file[at] < 0x80:
			size, long = int(binary.BigEndian.Uint16(file[at:])&0x3fff), 2
		}
		at += long
		if at+size > len(file) {
			t.Fatalf("element %x runs past the end", name)
		}
		if slices.ContainsFunc(inside, func(id uint32) bool { return bytes.Equal(nameOf(id), name) }) {
			continue
		}
		switch {
		case bytes.Equal(name, nameOf(idTimestamp)):
			cluster = int(binary.BigEndian.Uint64(append(make([]byte, 8-size), file[at:at+size]...)))
		case bytes.Equal(name, nameOf(idSimpleBlock)):
			packets = append(packets, file[at+4:at+size])
			times = append(times, cluster+int(int16(binary.BigEndian.Uint16(file[at+1:]))))
		}
		at += size
	}
	return packets, times
}

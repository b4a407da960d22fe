// Package voice makes a voice note ours. It exists so that nothing of an uploaded recording is kept or served but the sound: a phone's
// MediaRecorder wraps its audio in a container (WebM or MP4), and a container may hold anything else besides: where it was recorded,
// who owns the phone, a page, a film. Here the audio frames are found by walkers of our own and written into a container of ours.
// Nothing is decoded, nothing is read from or written to anywhere.
//
// What remains is what can stand inside of a frame, because a frame is copied as it is. An Opus packet is taken apart into its frames
// and its padding is dropped, but a decoder makes some noise of any bytes, so whoever makes a file by hand can write what they like
// where a frame should stand. An AAC frame also has places for bytes that nobody hears, its fill and data stream elements; some
// encoders write their name there. Finding these means decoding the frame, which is not done. Both stay behind our header, so that
// what is served begins like a WebM or an MP4 file and is nothing else to a browser that is told its type.
package voice

import (
	"time"
)

// What may come in, and how it leaves. Source of the figures: design 4, "sizes".
const (
	MaxBytes    = 1 << 20          // of the uploaded file, and of ours
	MaxDuration = 60 * time.Second // as a person is told

	// longest is what is let through: a recorder that is stopped after 60 s still hands over the frames it had begun.
	longest = MaxDuration + time.Second
)

// The two kinds of a note, as they are served.
const (
	WebM = "audio/webm"
	MP4  = "audio/mp4"
)

// Note is a voice note as we keep it: a container of our own making, in which only the audio frames were the phone's.
type Note struct {
	Bytes    []byte
	Kind     string        // WebM or MP4, the kind of the upload
	Duration time.Duration // counted from the frames, never read from the file; at most 61 s
}

// Reason is why a note is refused. The set is closed; a new reason is a new row here and a sentence where people are told.
type Reason string

// Reasons.
const (
	TooBig      Reason = "too_big"      // over MaxBytes
	TooLong     Reason = "too_long"     // over MaxDuration and a second
	UnknownKind Reason = "unknown_kind" // neither WebM nor MP4
	NotAudio    Reason = "not_audio"    // anything but exactly one track of sound
	OtherCodec  Reason = "other_codec"  // sound, but neither Opus nor AAC LC in one or two channels
	Empty       Reason = "empty"        // nothing was recorded
	Damaged     Reason = "damaged"      // the file contradicts itself or its form
)

// Refusal is the only error of this package: a reason, and what was seen, for the log. It never quotes the file.
type Refusal struct { //nolint:errname // the word of the house: a "no" with its reason, not a fault
	Reason Reason
	saw    string
}

func (r *Refusal) Error() string { return "voice note " + string(r.Reason) + ": " + r.saw }

func refuse(reason Reason, saw string) error { return &Refusal{reason, saw} }

func damaged(saw string) error { return refuse(Damaged, saw) }

// Rebuild makes our file from a phone's: WebM with Opus from WebM with Opus, MP4 with Opus or AAC from the same in MP4. It refuses
// (*Refusal) what is not exactly one track of sound, what is too big or too long, and what it does not fully understand. The same
// bytes always give the same note, and a note gives itself.
//
// Timestamps are not read: frames follow each other without gaps, each as long as it says itself. A recording that broke off, as a
// phone leaves it that dies while it records, is kept as far as its frames are whole.
func Rebuild(file []byte) (Note, error) {
	if len(file) > MaxBytes {
		return Note{}, refuse(TooBig, "the file")
	}
	var note Note
	var r *recording
	var err error
	switch {
	case startsLikeWebM(file):
		note.Kind = WebM
		if r, err = readWebM(file); err == nil {
			note.Bytes = writeWebM(r)
		}
	case startsLikeMP4(file):
		note.Kind = MP4
		if r, err = readMP4(file); err == nil {
			note.Bytes = writeMP4(r)
		}
	default:
		err = refuse(UnknownKind, "how the file begins")
	}
	if err != nil {
		return Note{}, err
	}
	if len(note.Bytes) > MaxBytes { // many tiny frames: our table of them may be longer than theirs
		return Note{}, refuse(TooBig, "the rebuilt file")
	}
	note.Duration = r.duration()
	return note, nil
}

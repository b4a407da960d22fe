package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"kith/backend/voice"
)

// Kinds of upload.
const (
	photo     = "photo"
	voiceNote = "voice"
)

// made is what becomes of an upload: files of our own making, by their names in its folder, and what its records say of them. Nothing of the
// uploaded file is in them but the picture, or the sound.
type made struct {
	files         map[string][]byte
	hash          string // of the largest size, or of the sound, in hex
	width, height int    // of a picture, in pixels
	form          string // of a sound: voice.WebM or voice.MP4
	millis        int    // of a sound
}

func (m made) bytes() (all int) {
	for _, file := range m.files {
		all += len(file)
	}
	return all
}

func madePicture(ctx context.Context, file io.Reader) (made, error) {
	sizes, err := Rebuild(ctx, file)
	return made{files: sizes.files(), hash: sizes.SHA256, width: sizes.Width, height: sizes.Height}, err
}

// madeVoice rebuilds a voice note. It is small and nothing of it is decoded, so it waits for nobody.
func madeVoice(_ context.Context, file io.Reader) (made, error) {
	body, err := io.ReadAll(io.LimitReader(file, voice.MaxBytes+1))
	if err != nil {
		return made{}, fmt.Errorf("read a voice note: %w", err)
	}
	note, err := voice.Rebuild(body)
	var no *voice.Refusal
	if errors.As(err, &no) {
		return made{}, refusedVoice(no)
	}
	if err != nil {
		return made{}, err
	}
	sum := sha256.Sum256(note.Bytes)
	return made{
		files: map[string][]byte{soundNames[note.Kind]: note.Bytes}, hash: hex.EncodeToString(sum[:]),
		form: note.Kind, millis: int(note.Duration.Milliseconds()),
	}, nil
}

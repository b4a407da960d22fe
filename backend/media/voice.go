package media

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
	"kith/backend/sealed"
	"kith/backend/voice"
)

// Codes of what voice notes are refused for besides those of pictures.
const (
	VoiceTooLong = "voice_too_long"
	VoiceEmpty   = "voice_empty"
)

// longestVoice bounds the upload of a voice note in bytes.
func longestVoice(q Request) int64 {
	if q.Head != nil {
		return voice.MaxBytes + sealed.Overhead
	}
	return voice.MaxBytes
}

func voiceTooLarge() *api.Refusal {
	return api.Refuse(http.StatusRequestEntityTooLarge, TooLarge, "This recording is too large to keep. Record it again, shorter. Your words are safe.")
}

// refusedVoice tells a phone why a recording is not kept. The reason for the log stays in the log.
func refusedVoice(no *voice.Refusal) *api.Refusal {
	told := map[voice.Reason]*api.Refusal{
		voice.TooBig: voiceTooLarge(),
		voice.TooLong: api.Refuse(http.StatusUnprocessableEntity, VoiceTooLong,
			"This recording is longer than a minute. Record it again, shorter. Your words are safe."),
		voice.Empty: api.Refuse(http.StatusUnprocessableEntity, VoiceEmpty, "Nothing was recorded. Record it again. Your words are safe."),
		voice.Damaged: api.Refuse(http.StatusUnprocessableEntity, Unreadable,
			"This recording could not be read. Record it again. Your words are safe."),
	}
	if refusal, known := told[no.Reason]; known {
		return refusal.Because(no)
	}
	return api.Refuse(http.StatusUnsupportedMediaType, KindUnknown,
		"This is not a kind of recording we keep. Record it in Kith. Your words are safe.").Because(no)
}

// HearMedia is GET /media/{rendition}/sound: the feed is asked each time, as for pictures.
func (r *Room) HearMedia(ctx context.Context, request api.HearMediaRequestObject) (api.HearMediaResponseObject, error) {
	folder, err := feed.MayOpen(r.app, circle.From(ctx), request.Rendition)
	if err != nil {
		return nil, err
	}
	file, form, err := r.Shelf.OpenSound(folder)
	if err != nil {
		return nil, errors.Join(api.NotFound(), err)
	}
	asked, _ := ctx.Value(headersKey{}).(*http.Request)
	return playing{file, form, asked}, nil
}

// playing is a voice note on its way out.
type playing struct {
	file  *os.File
	form  string
	asked *http.Request
}

// VisitHearMediaResponse writes the sound or the part of it that is asked for, for this reader alone and under a type of ours. It never says
// when it was made.
func (p playing) VisitHearMediaResponse(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Type", p.form)
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Disposition", "inline")
	http.ServeContent(w, p.asked, "", time.Time{}, p.file)
	return p.file.Close()
}

// Sound opens the voice note of a folder, and says its form. Whoever asks has looked up in the feed who may hear it.
func (r *Room) Sound(folder string) (fs.File, string, error) { return r.Shelf.OpenSound(folder) }

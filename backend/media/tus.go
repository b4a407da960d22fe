package media

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strconv"

	"kith/backend/api"
	"kith/backend/moment"
	"kith/backend/sealed"
)

// The tus resumable upload protocol, version 1.0.0: core with creation, creation-with-upload, checksum, termination and expiration.
// These functions know its rules and no router; a refusal is returned as an error, and the headers of the answer stand either way.

const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,creation-with-upload,checksum,termination,expiration"
	offsetType    = "application/offset+octet-stream"
)

// Request is one tus request of somebody who is signed in.
type Request struct {
	Owner  string // the id of the person whose picture it is
	School string // of that person
	Media  string // the id in the address; empty in Begin
	Header http.Header
	Body   io.Reader    // may be nil
	Length int64        // of the body in bytes, -1 if unknown
	Head   *sealed.Head // what a shared device has sealed before the picture, nil where the picture lies open
}

// Answer is a status and the headers that go with it. There is never a body.
type Answer struct {
	Status int
	Header http.Header
}

func answer(status int, pairs ...string) Answer {
	a := Answer{status, http.Header{"Tus-Resumable": {tusVersion}, "Cache-Control": {"no-store"}}}
	for pair := range slices.Chunk(pairs, 2) {
		a.Header.Set(pair[0], pair[1])
	}
	return a
}

// Abilities answers OPTIONS.
func (r *Room) Abilities() Answer {
	return answer(http.StatusNoContent, "Tus-Version", tusVersion, "Tus-Extension", tusExtensions,
		"Tus-Max-Size", strconv.Itoa(MaxBytes), "Tus-Checksum-Algorithm", "sha256,sha1")
}

// Begin answers POST: the upload stands, under the id that the phone gave it. Repeating it for the same bytes gives the same upload, as
// far as it has come. It refuses what is too large, a kind that is not known, another person's id
// (not found), what was erased, the same id for other bytes, and more than the quota.
func (r *Room) Begin(ctx context.Context, q Request) (Answer, error) {
	if a, err := q.speaks(); err != nil {
		return a, err
	}
	if err := r.takes(q); err != nil {
		return answer(0), err
	}
	length, err := q.number("Upload-Length")
	if err != nil || length == 0 {
		return answer(http.StatusBadRequest), badRequest("Upload-Length").Because(err)
	}
	if length > MaxBytes {
		return answer(http.StatusRequestEntityTooLarge, "Tus-Max-Size", strconv.Itoa(MaxBytes)), tooLarge()
	}
	up, err := r.begin(q, length)
	if err != nil {
		return answer(0), err
	}
	if withUpload := q.Header.Get("Content-Type") == offsetType; withUpload && up.Acked == 0 && up.State == receiving {
		up, err = r.proceed(q, up)
	}
	a, failed := r.tell(ctx, http.StatusCreated, up, err)
	a.Header.Set("Location", place+"/"+up.Media)
	return a, failed
}

func (r *Room) begin(q Request, length int64) (upload, error) {
	c, err := q.announced(length)
	if err != nil {
		return upload{}, err
	}
	if _, err := readChecksum(q.Header.Get("Upload-Checksum")); err != nil {
		return upload{}, err
	}
	if c.kind == voiceNote && length > longestVoice(q) {
		return upload{}, voiceTooLarge()
	}
	up, err := r.find(q.Owner, c.media)
	if no, is := refusal(err); is && no.Status == http.StatusNotFound {
		if err := moment.NotErased(r.app, c.moment, c.media); err != nil {
			return upload{}, err
		}
		if err := r.checkQuota(q.Owner, length); err != nil {
			return upload{}, err
		}
		if err := r.enter(q.Owner, c, length); err != nil {
			return upload{}, err
		}
		up, err = r.find(q.Owner, c.media)
	}
	if err != nil {
		return upload{}, err
	}
	sameForm := up.Sealed == c.sealed
	if up.SHA256 != c.sha256 || sameForm && up.Length != length || up.Moment != c.moment || up.Kind != c.kind {
		return upload{}, api.Refuse(http.StatusConflict, "media_reused",
			"This picture is already here with other content. Take it out of the moment and add it again.")
	}
	again := up.State == refused && up.Refused == ChecksumCode
	if anew := up.State == receiving && !sameForm; again || anew {
		up.Length, up.Sealed = length, c.sealed
		err = r.startOver(&up)
	}
	return up, err
}

// Offset answers HEAD: how many bytes are safe here, and what became of the picture.
func (r *Room) Offset(ctx context.Context, q Request) (Answer, error) {
	if a, err := q.speaks(); err != nil {
		return a, err
	}
	up, err := r.find(q.Owner, q.Media)
	if err != nil {
		return answer(0), err
	}
	a, err := r.tell(ctx, http.StatusOK, up, nil)
	a.Header.Set("Upload-Length", strconv.FormatInt(up.Length, 10))
	return a, err
}

// Continue answers PATCH: the bytes of the body, from Upload-Offset on. 204 says that the bytes up to the new Upload-Offset are on the
// disk. Only `Kith-Media: kept` says that the picture is. A wrong offset is 409 with the true one, and with what became of the
// picture if that is known; so a repeated last piece, whose answer was lost, learns the same `kept`.
func (r *Room) Continue(ctx context.Context, q Request) (Answer, error) {
	if a, err := q.speaks(); err != nil {
		return a, err
	}
	if err := r.takes(q); err != nil {
		return answer(0), err
	}
	if q.Header.Get("Content-Type") != offsetType {
		return answer(0), api.Refuse(http.StatusUnsupportedMediaType, "upload_invalid", "This app sent a picture in a way the school does not understand. Update the app.")
	}
	offset, err := q.number("Upload-Offset")
	if err != nil {
		return answer(0), badRequest("Upload-Offset").Because(err)
	}
	up, err := r.find(q.Owner, q.Media)
	if err != nil {
		return answer(0), err
	}
	if offset != up.Acked {
		return r.tell(ctx, http.StatusConflict, up, moved())
	}
	up, err = r.proceed(q, up)
	return r.tell(ctx, http.StatusNoContent, up, err)
}

// proceed takes the body in. A piece that names its length is refused before it is read, if it cannot fit.
func (r *Room) proceed(q Request, up upload) (upload, error) {
	sum, err := readChecksum(q.Header.Get("Upload-Checksum"))
	if err != nil {
		return up, err
	}
	if q.Length > up.Length-up.Acked || sum.wanted() && q.Length > checkedSize {
		return up, tooMuch()
	}
	if q.Body == nil {
		return up, nil
	}
	return r.receive(up, sum, q.Body)
}

// Drop answers DELETE: an upload that is not finished is forgotten, bytes and all. A picture that the school has can only be taken down
// by a person.
func (r *Room) Drop(_ context.Context, q Request) (Answer, error) {
	if a, err := q.speaks(); err != nil {
		return a, err
	}
	lock := r.lock(q.Media)
	lock.Lock()
	defer lock.Unlock()
	up, err := r.find(q.Owner, q.Media)
	if err != nil {
		return answer(0), err
	}
	if up.State == kept || up.State == working {
		return answer(0), api.Refuse(http.StatusConflict, "media_kept", "The school has this picture already. Ask your teacher to take it down.")
	}
	if err := r.forget(up); err != nil {
		return answer(0), err
	}
	return answer(http.StatusNoContent), r.parts.Remove(up.Media)
}

// tell makes the answer for an upload. If all its bytes are here it waits, for a while, for what becomes of the picture. An error of
// the request itself goes with the headers of what is true.
func (r *Room) tell(ctx context.Context, status int, up upload, failed error) (Answer, error) {
	up, err := r.finished(ctx, up)
	a := answer(status, "Upload-Offset", strconv.FormatInt(up.Acked, 10))
	switch {
	case err != nil:
		return a, err
	case up.State == receiving:
		a.Header.Set("Upload-Expires", up.expires().Format(http.TimeFormat))
		return a, failed
	}
	a.Header.Set("Kith-Media", up.State)
	if up.State == refused {
		a.Header.Set("Kith-Refused", up.Refused)
	}
	if up.State == kept {
		seq, err := r.seq(up.Media)
		if err != nil {
			return a, err
		}
		a.Header.Set("Kith-Seq", strconv.FormatInt(seq, 10))
	}
	return a, failed
}

// seq is the place of a kept picture in the order of everything: the same at every question, until the picture's record changes.
func (r *Room) seq(media string) (seq int64, err error) {
	record, err := r.app.FindRecordById("media", media)
	if err != nil {
		return 0, err
	}
	return int64(record.GetInt("seq")), nil
}

// speaks refuses another version of the protocol.
func (q Request) speaks() (Answer, error) {
	if q.Header.Get("Tus-Resumable") == tusVersion {
		return Answer{}, nil
	}
	return answer(http.StatusPreconditionFailed, "Tus-Version", tusVersion),
		api.Refuse(http.StatusPreconditionFailed, "upload_version", "This app is too old or too new for the school. Update the app.")
}

// number reads a header that must be a whole number, not below zero.
func (q Request) number(name string) (int64, error) {
	n, err := strconv.ParseUint(q.Header.Get(name), 10, 63)
	return int64(n), err
}

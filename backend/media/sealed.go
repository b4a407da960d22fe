package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/sealed"
)

// headOf is the header in which a shared device says whose a sealed picture is: a head that only the school can open. It comes with each
// request for the picture, since whoever brings it is not its owner.
const headOf = "Kith-Sealed"

// maxSealed bounds a sealed picture in bytes, since it is opened in memory. Phones make theirs a tenth of it.
const maxSealed = 4 << 20

// sentBy says for whom a request acts: for whoever is signed in, or for the author of a sealed picture, and then for that picture only.
// Only who can keep a moment can give it a picture: to everybody else there is nothing here.
func (r *Room) sentBy(ctx context.Context, q Request) (Request, error) {
	seat := circle.From(ctx)
	if text := q.Header.Get(headOf); text != "" {
		head, author, err := r.sealed.ReadHead(text)
		if err != nil {
			return q, err
		}
		if q.Media != "" && q.Media != head.Media {
			return q, api.NotFound()
		}
		seat, q.Head = author.Seat, &head
	}
	if seat.Kind != "student" {
		return q, api.NotFound()
	}
	q.Owner, q.School = seat.Person, seat.School
	return q, nil
}

// announced is what a picture is said to be, by the request or by its head. It refuses a box that cannot hold it.
func (q Request) announced(length int64) (announced, error) {
	if q.Head == nil {
		return readMetadata(q.Header.Get("Upload-Metadata"))
	}
	if length > maxSealed {
		return announced{}, tooLarge()
	}
	if length != q.Head.Length+sealed.Overhead {
		return announced{}, badRequest("Upload-Length")
	}
	return announced{media: q.Head.Media, moment: q.Head.Moment, kind: q.Head.Kind, sha256: q.Head.SHA256, sealed: q.Head.Key + "." + q.Head.Box}.sound()
}

// read gives the bytes of a whole upload, opened where they are sealed. A box that does not open has changed on its way.
func (r *Room) read(up upload) (io.ReadCloser, error) {
	file, err := r.parts.Open(up.Media)
	if err != nil || up.Sealed == "" {
		return file, err
	}
	box, err := io.ReadAll(io.LimitReader(file, up.Length))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("read a sealed upload: %w", err)
	}
	key, _, _ := strings.Cut(up.Sealed, ".")
	open, err := r.sealed.Picture(key, up.Media, box)
	if no, is := refusal(err); is && no.Status < http.StatusInternalServerError {
		return nil, wrongChecksum().Because(err)
	}
	return io.NopCloser(bytes.NewReader(open)), err
}

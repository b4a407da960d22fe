package media

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"strconv"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/feed"
)

// place is where uploads live, as a phone follows it.
const place = "/kith/v1/media"

// headersKey finds the raw headers of a request in its context: the contract names the ones that matter, and tus knows the others.
type headersKey struct{}

// WithRequest puts what tus needs of a request into its context.
func WithRequest(ctx context.Context, r *http.Request) context.Context {
	return context.WithValue(ctx, headersKey{}, r)
}

// asked answers one operation about a picture: begin, where it stands, its next bytes, or to drop it.
func (r *Room) asked(ctx context.Context, id string, body io.Reader, act func(context.Context, Request) (Answer, error)) (told, error) {
	q := Request{Media: id, Header: http.Header{}, Body: body, Length: -1}
	if raw, ok := ctx.Value(headersKey{}).(*http.Request); ok {
		q.Header, q.Length = raw.Header, raw.ContentLength
	}
	q, err := r.sentBy(ctx, q)
	if err != nil {
		return told{}, err
	}
	a, err := act(ctx, q)
	return told{a, err}, nil
}

// told is an answer of tus on its way out. A refusal goes with the headers of what is true.
type told struct {
	Answer
	failed error
}

func (t told) write(w http.ResponseWriter) error {
	if t.failed == nil {
		return t.Write(w)
	}
	maps.Copy(w.Header(), t.Header)
	return api.Tell(w, t.failed)
}

// Write sends the answer.
func (a Answer) Write(w http.ResponseWriter) error {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	return nil
}

// VisitBeginMediaResponse and its like write the answer of one operation.
func (t told) VisitBeginMediaResponse(w http.ResponseWriter) error    { return t.write(w) }
func (t told) VisitMediaOffsetResponse(w http.ResponseWriter) error   { return t.write(w) }
func (t told) VisitContinueMediaResponse(w http.ResponseWriter) error { return t.write(w) }
func (t told) VisitDropMediaResponse(w http.ResponseWriter) error     { return t.write(w) }

// BeginMedia is POST /media.
func (r *Room) BeginMedia(ctx context.Context, request api.BeginMediaRequestObject) (api.BeginMediaResponseObject, error) {
	return r.asked(ctx, "", request.Body, r.Begin)
}

// MediaOffset is HEAD /media/{id}.
func (r *Room) MediaOffset(ctx context.Context, request api.MediaOffsetRequestObject) (api.MediaOffsetResponseObject, error) {
	return r.asked(ctx, request.Id, nil, r.Offset)
}

// ContinueMedia is PATCH /media/{id}.
func (r *Room) ContinueMedia(ctx context.Context, request api.ContinueMediaRequestObject) (api.ContinueMediaResponseObject, error) {
	return r.asked(ctx, request.Id, request.Body, r.Continue)
}

// DropMedia is DELETE /media/{id}.
func (r *Room) DropMedia(ctx context.Context, request api.DropMediaRequestObject) (api.DropMediaResponseObject, error) {
	return r.asked(ctx, request.Id, nil, r.Drop)
}

// ReadMedia is GET /media/{rendition}/{size}: the feed is asked each time, so that what was withdrawn is gone at the next request.
func (r *Room) ReadMedia(ctx context.Context, request api.ReadMediaRequestObject) (api.ReadMediaResponseObject, error) {
	folder, err := feed.MayOpen(r.app, circle.From(ctx), request.Rendition)
	if err != nil {
		return nil, err
	}
	file, err := r.Shelf.Open(folder, int(request.Size))
	if err != nil {
		return nil, errors.Join(api.NotFound(), err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return picture{file, info.Size()}, nil
}

// picture is a stored picture on its way out.
type picture struct {
	io.ReadCloser
	size int64
}

// VisitReadMediaResponse writes the picture, for this reader alone.
func (p picture) VisitReadMediaResponse(w http.ResponseWriter) error {
	header := w.Header()
	header.Set("Content-Type", "image/jpeg")
	header.Set("Content-Length", strconv.FormatInt(p.size, 10))
	header.Set("Cache-Control", "private, no-store")
	header.Set("Content-Disposition", "inline")
	w.WriteHeader(http.StatusOK)
	_, err := io.Copy(w, p)
	return errors.Join(err, p.Close())
}

// Kept says of the answer to a whole upload whether the picture is kept, and otherwise why not.
func Kept(answer api.BeginMediaResponseObject) error {
	t, ok := answer.(told)
	switch {
	case !ok:
		return errors.New("this is no answer to an upload")
	case t.failed != nil:
		return t.failed
	case t.Header.Get("Kith-Media") != kept:
		return errors.New("the picture is " + t.Header.Get("Kith-Media") + " " + t.Header.Get("Kith-Refused"))
	}
	return nil
}

// Largest opens the largest size of a folder on the shelf. Whoever asks has looked up in the feed who may see it.
func (r *Room) Largest(folder string) (fs.File, error) { return r.Shelf.Open(folder, Large) }

package media

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"kith/backend/api"
)

const (
	// pieceSize is how many bytes are read from a phone before they are flushed and acknowledged: what a cut line loses at most.
	pieceSize = 256 << 10
	// checkedSize is the most that is held in memory to compare it with a checksum before a byte of it is written.
	checkedSize = 1 << 20
)

// receive takes the body in at the upload's offset. What has been flushed is acknowledged piece by piece, so a line that breaks in the
// middle loses at most one piece; with a checksum the body counts whole or not at all. Nothing is locked while a phone is being waited
// for: if another request of the same phone was faster, this one finds the offset moved and stops.
func (r *Room) receive(up upload, sum pieceSum, body io.Reader) (upload, error) {
	if sum.wanted() {
		return r.receiveChecked(up, sum, body)
	}
	piece := make([]byte, min(pieceSize, up.Length-up.Acked)+1)
	for up.Acked < up.Length {
		want := min(pieceSize, up.Length-up.Acked)
		if want == up.Length-up.Acked {
			want++ // a byte more than there may be, to notice it
		}
		n, broken := io.ReadFull(body, piece[:want])
		if up.Acked+int64(n) > up.Length {
			return up, tooMuch()
		}
		if n > 0 {
			if err := r.take(&up, piece[:n]); err != nil {
				return up, err
			}
		}
		if errors.Is(broken, io.EOF) || errors.Is(broken, io.ErrUnexpectedEOF) {
			return up, nil
		}
		if broken != nil {
			return up, fmt.Errorf("the line broke: %w", broken)
		}
	}
	return up, nil
}

func (r *Room) receiveChecked(up upload, sum pieceSum, body io.Reader) (upload, error) {
	piece, broken := io.ReadAll(io.LimitReader(body, checkedSize+1))
	switch {
	case broken != nil:
		return up, fmt.Errorf("the line broke: %w", broken)
	case len(piece) > checkedSize || up.Acked+int64(len(piece)) > up.Length:
		return up, tooMuch()
	case !sum.matches(piece):
		return up, api.Refuse(statusChecksum, "upload_checksum", "A part of the picture changed on its way. It is sent again.")
	}
	return up, r.take(&up, piece)
}

// take writes a piece to the disk and acknowledges it, unless the upload has moved on meanwhile.
func (r *Room) take(up *upload, piece []byte) error {
	lock := r.lock(up.Media)
	lock.Lock()
	defer lock.Unlock()
	now, err := r.find(up.Owner, up.Media)
	if err != nil {
		return err
	}
	if now.Acked != up.Acked || now.State != receiving {
		*up = now
		return moved()
	}
	if err := r.parts.Append(up.Media, up.Acked, piece); err != nil {
		return err
	}
	return r.acknowledge(up, up.Acked+int64(len(piece)))
}

func moved() *api.Refusal {
	return api.Refuse(http.StatusConflict, "upload_offset", "The school has another part of this picture. The app goes on from there.")
}

func tooMuch() *api.Refusal {
	return api.Refuse(http.StatusRequestEntityTooLarge, "body_too_large", "This is too much at once. Send it in smaller parts.")
}

package family

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"kith/backend/api"
)

// archive is a record on its way out: a page to read, the same as data, the pictures and the voice notes.
type archive struct {
	record         Record
	picture, sound func(rendition string) (fs.File, error)
	log            *slog.Logger
	writing        *http.ResponseController
}

// pause is how long one file of a record may take on its way to a slow phone. A phone that takes nothing any more is let go after it.
const pause = 5 * time.Minute

// VisitExportRecordResponse writes the zip while it is made, so that no copy of it lies at the school. Where something fails in the middle the
// line is cut: half a zip must not look like a whole one.
func (a archive) VisitExportRecordResponse(w http.ResponseWriter) error {
	a.writing = http.NewResponseController(w)
	header := w.Header()
	header.Set("Content-Type", "application/zip")
	header.Set("Content-Disposition", `attachment; filename="kith-record.zip"`)
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	if err := a.write(w); err != nil {
		a.log.Error("a record was cut off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (a archive) write(to io.Writer) error {
	packed := zip.NewWriter(to)
	page, err := a.entry(packed, "index.html", zip.Deflate)
	if err != nil {
		return err
	}
	if err := a.record.page(page); err != nil {
		return err
	}
	data, err := a.entry(packed, "data.json", zip.Deflate)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(data)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(a.record); err != nil {
		return err
	}
	for _, moment := range a.record.Moments {
		for _, picture := range moment.Pictures {
			if err := a.pack(packed, picture.Rendition, pictureName(picture), a.picture); err != nil {
				return err
			}
		}
		for _, note := range moment.Voice {
			if err := a.pack(packed, note.Rendition, soundName(note), a.sound); err != nil {
				return err
			}
		}
	}
	return packed.Close()
}

// pack adds one picture or voice note. One that was hidden since the record was gathered is left out: the page then shows its words.
func (a archive) pack(packed *zip.Writer, rendition, name string, open func(rendition string) (fs.File, error)) error {
	if rendition == "" {
		return nil
	}
	file, err := open(rendition)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // only read
	entry, err := a.entry(packed, name, zip.Store)
	if err != nil {
		return err
	}
	_, err = io.Copy(entry, file)
	return err
}

func (a archive) entry(packed *zip.Writer, name string, method uint16) (io.Writer, error) {
	if err := a.writing.SetWriteDeadline(time.Now().Add(pause)); err != nil {
		return nil, err
	}
	return packed.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: a.record.Made})
}

func pictureName(picture api.Picture) string { return "pictures/" + picture.Rendition + ".jpg" }

func soundName(note api.VoiceNote) string {
	return "voice/" + note.Rendition + "." + strings.TrimPrefix(string(note.Form), "audio/")
}

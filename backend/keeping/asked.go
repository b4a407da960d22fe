package keeping

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"kith/backend/api"
	"kith/backend/circle"
)

// ErasePerson erases a person of the coordinator's school, who has just signed in and typed the name, and answers with the certificate. Whoever did not
// get the answer asks again.
func (r *Room) ErasePerson(ctx context.Context, request api.ErasePersonRequestObject) (api.ErasePersonResponseObject, error) {
	seat := circle.From(ctx)
	if err := circle.Coordinator(r.App, seat); err != nil {
		return nil, err
	}
	known, err := CertificateOf(r.App, request.Id)
	if err != nil {
		return nil, err
	}
	if known.Sum != "" && known.School == seat.School {
		return packed{known}, r.Fresh(ctx)
	}
	name, err := MayErase(r.App, seat.School, request.Id)
	if err != nil {
		return nil, err
	}
	if err := r.Fresh(ctx); err != nil {
		return nil, err
	}
	if strings.TrimSpace(request.Body.Name) != name {
		return nil, api.Refuse(http.StatusUnprocessableEntity, "name_differs", "This is not the name of this person. Nothing was erased.")
	}
	certificate, err := ErasePerson(r.App, request.Id, string(request.Body.Mode), seat.Person)
	return packed{certificate}, err
}

// packed is a certificate on its way to whoever asked for it.
type packed struct{ Certificate }

// VisitErasePersonResponse answers with the certificate as a zip.
func (p packed) VisitErasePersonResponse(w http.ResponseWriter) error {
	var body bytes.Buffer
	if err := p.Pack(&body); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/zip")
	header.Set("Content-Disposition", `attachment; filename="kith-certificate.zip"`)
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(body.Bytes())
	return err
}

// Pack writes a certificate as a zip: a page to read, and the same as JSON.
func (c Certificate) Pack(to io.Writer) error {
	all := zip.NewWriter(to)
	page, err := all.CreateHeader(&zip.FileHeader{Name: "index.html", Method: zip.Deflate, Modified: c.At})
	if err == nil {
		err = c.Page(page)
	}
	if err != nil {
		return err
	}
	data, err := all.CreateHeader(&zip.FileHeader{Name: "certificate.json", Method: zip.Deflate, Modified: c.At})
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(data)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(c); err != nil {
		return err
	}
	return all.Close()
}

package keeping

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/clock"
)

// Certificate says what was destroyed of a person, in ids and counts: no name, no word. Whoever holds it can have it held against the school's audit
// (`kith verify --certificate`), which names its sum.
type Certificate struct {
	Kith   string    `json:"kith"`   // always "certificate"
	Format int       `json:"format"` // of this file; 1
	School string    `json:"school"` // ids, here and below
	Person string    `json:"person"`
	Mode   string    `json:"mode"` // "destroy", or "deidentify"
	By     string    `json:"by,omitempty"`
	At     time.Time `json:"at"`
	// BackupsUntil is when the last backup that the school made by itself before At is gone.
	BackupsUntil time.Time      `json:"backupsUntil"`
	Gone         map[string]int `json:"gone"` // how many of what
	Moments      []string       `json:"moments"`
	Revisions    []string       `json:"revisions"`
	Media        []string       `json:"media"`
	Stay         []string       `json:"stay"` // moments that stay without them
	Sum          string         `json:"sum"`  // SHA-256 of this, as JSON, with an empty sum
}

// Whole says whether a certificate is as it was written.
func (c Certificate) Whole() bool { return c.Sum != "" && c.Sum == c.sum() }

func (c Certificate) sum() string {
	c.Sum = ""
	body, err := json.Marshal(c)
	if err != nil {
		return "" // nothing in it can fail
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func (c Certificate) save(tx core.App) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.NonconcurrentDB().Insert("certificates", dbx.Params{
		"person": c.Person, "school": c.School, "sum": c.Sum, "body": string(body), "at": clock.Stamp(tx),
	}).Execute()
	if err != nil {
		return fmt.Errorf("keep a certificate: %w", err)
	}
	return nil
}

// CertificateOf is what was written when somebody was erased, or the zero certificate.
func CertificateOf(app core.App, person string) (c Certificate, err error) {
	var bodies []string
	err = app.DB().NewQuery(`SELECT body FROM certificates WHERE person = {:person}`).Bind(dbx.Params{"person": person}).Column(&bodies)
	if err != nil || len(bodies) == 0 {
		return c, err
	}
	return c, json.Unmarshal([]byte(bodies[0]), &c)
}

// What is wrong with a certificate.
var (
	ErrChanged = errors.New("the certificate was changed, or is none")
	ErrUnknown = errors.New("the audit does not tell of this certificate")
)

// Attest holds a certificate against the audit, which has to hold itself. It fails with ErrChanged or ErrUnknown.
func Attest(app core.App, c Certificate) error {
	if !c.Whole() {
		return ErrChanged
	}
	var told []int
	err := app.DB().NewQuery(`SELECT 1 FROM audit WHERE subject = {:sum} AND act = 'erase_person' LIMIT 1`).Bind(dbx.Params{"sum": c.Sum}).Column(&told)
	if err == nil && len(told) == 0 {
		err = ErrUnknown
	}
	return err
}

// ForgetCertificates lets go of certificates from before a time.
func ForgetCertificates(app core.App, before time.Time) error {
	_, err := app.NonconcurrentDB().NewQuery(`DELETE FROM certificates WHERE at < {:before}`).Bind(dbx.Params{"before": clock.Text(before)}).Execute()
	if err != nil {
		return fmt.Errorf("forget old certificates: %w", err)
	}
	return nil
}

//go:embed certificate.html
var certificateText string

var certificatePage = template.Must(template.New("certificate").Funcs(template.FuncMap{
	"day": func(at time.Time) string { return at.Format("2 January 2006, 15:04 MST") },
}).Parse(certificateText))

// Page writes a certificate for people to read.
func (c Certificate) Page(to io.Writer) error { return certificatePage.Execute(to, c) }

package consent

import (
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// Longest is how long a consent can run before somebody has to say it again.
const Longest = 365 * 24 * time.Hour

// Record writes what somebody allowed, as an adult at school took it down. It refuses with `not_found` for a student whom the adult does
// not look after, `giver_not_open` for a giver without an open family link, and `field_invalid`.
func Record(tx core.App, seat circle.Seat, op string, c api.RecordConsent) error {
	looksAfter, err := circle.LooksAfter(tx, seat.Person, c.Person)
	if err != nil || !looksAfter || seat.Kind != "staff" {
		return api.NotFound().Because(err)
	}
	if !slices.Contains(Kinds, string(c.Kind)) {
		return api.Invalid("kind")
	}
	if _, known := Parse(string(c.Widest)); !known {
		return api.Invalid("widest")
	}
	if c.How != api.RecordConsentHowPaper && c.How != api.RecordConsentHowInPerson {
		return api.Invalid("how")
	}
	if len(c.Text) > 60 || len(c.Lang) > 10 {
		return api.Invalid("text")
	}
	if err := giverOpen(tx, c); err != nil {
		return err
	}
	from, until, err := span(tx, seat.School, c)
	if err != nil {
		return err
	}
	kind, err := tx.FindCachedCollectionByNameOrId("consents")
	if err != nil {
		return err
	}
	row := core.NewRecord(kind)
	row.Id = op
	row.Load(map[string]any{
		"person": c.Person, "kind": string(c.Kind), "widest": string(c.Widest), "giver": c.Giver, "how": string(c.How),
		"text": c.Text, "lang": c.Lang, "from": from, "until": until, "by": seat.Person,
	})
	return tx.Save(row)
}

// giverOpen refuses a giver who is neither the student nor somebody with an open link to the student.
func giverOpen(tx core.App, c api.RecordConsent) error {
	if c.Giver == "" || c.Giver == c.Person {
		return nil
	}
	var open []int
	err := tx.DB().NewQuery(`SELECT 1 FROM family_links WHERE student = {:student} AND person = {:giver} AND NOT restricted
		AND (until = '' OR until > {:now}) LIMIT 1`).
		Bind(dbx.Params{"student": c.Person, "giver": c.Giver, "now": clock.Stamp(tx)}).Column(&open)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return api.Refuse(http.StatusUnprocessableEntity, "giver_not_open", "This person's word does not count for this student now. Ask your coordinator.")
	}
	return nil
}

// span is from when until when a consent runs: by default from now to the end of the school year, never longer than Longest.
func span(tx core.App, school string, c api.RecordConsent) (from, until time.Time, err error) {
	now := clock.Now(tx)
	from, until = c.From, c.Until
	if from.IsZero() {
		from = now
	}
	if until.IsZero() {
		record, err := tx.FindRecordById("schools", school)
		if err != nil {
			return from, until, err
		}
		until = record.GetDateTime("year_ends").Time()
		if !until.After(from) {
			until = from.Add(Longest)
		}
	}
	if !until.After(from) || until.Sub(from) > Longest+24*time.Hour {
		return from, until, api.Invalid("until")
	}
	return from, until, nil
}

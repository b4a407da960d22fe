package consent

import (
	"net/http"
	"slices"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/rows"
)

// Longest is how long a consent can run before somebody has to say it again. Source: design 4, "at most 365 days". A last day that is named counts to
// its evening, which is up to a day more.
const Longest = 365 * 24 * time.Hour

// Record writes what somebody allowed: as an adult at school took it down, or from the account of a guardian for their own student, or of a
// student with full rights for themself. It refuses with `not_found` for a student about whom this seat may not speak, `giver_not_open` for a
// giver without an open family link, `text_unknown` for a text that was never shown, `consent_changed` for a wider answer from an account that
// has said something else since, and `field_invalid`.
func Record(tx core.App, seat circle.Seat, op string, c api.RecordConsent) error {
	if err := mayRecord(tx, seat, c.Person); err != nil {
		return err
	}
	if !slices.Contains(Kinds, string(c.Kind)) {
		return api.Invalid("kind")
	}
	if _, known := Parse(string(c.Widest)); !known {
		return api.Invalid("widest")
	}
	var err error
	if seat.Kind == "staff" {
		err = takenDown(tx, c)
	} else {
		err = given(tx, seat, &c)
	}
	if err != nil {
		return err
	}
	from, until, err := span(tx, seat.School, c.From, c.Until)
	if err != nil {
		return err
	}
	return write(tx, op, seat.Person, c, from, until)
}

// write is the row, with the hash of the text that was shown as the school knows it.
func write(tx core.App, id, by string, c api.RecordConsent, from, until time.Time) error {
	text, _ := texts.find(string(c.Kind), c.Text, c.Lang)
	return rows.Save(tx, "consents", id, map[string]any{
		"person": c.Person, "kind": string(c.Kind), "widest": string(c.Widest), "giver": c.Giver, "how": string(c.How),
		"text": c.Text, "lang": c.Lang, "text_hash": text.Hash, "from": from, "until": until, "by": by,
	})
}

// mayRecord refuses with `not_found` whoever may not say what is allowed of this person.
func mayRecord(tx core.App, seat circle.Seat, person string) error {
	var may bool
	var err error
	switch seat.Kind {
	case "staff":
		may, err = circle.LooksAfter(tx, seat.Person, person)
	case "family":
		may, err = speaksFor(tx, seat.Person, person)
	case "student":
		may = person == seat.Person
		if may {
			may, err = circle.DecidesAlone(tx, person)
		}
	}
	if err != nil || !may {
		return api.NotFound().Because(err)
	}
	return nil
}

// speaksFor says whether a family member has an open link to a student who does not decide alone.
func speaksFor(tx core.App, guardian, student string) (bool, error) {
	open, err := circle.Speaks(tx, guardian, student)
	if err != nil || !open {
		return false, err
	}
	alone, err := circle.DecidesAlone(tx, student)
	return !alone, err
}

// takenDown checks what an adult at school wrote down for somebody.
func takenDown(tx core.App, c api.RecordConsent) error {
	if c.How != api.RecordConsentHowPaper && c.How != api.RecordConsentHowInPerson {
		return api.Invalid("how")
	}
	if err := known(c); err != nil {
		return err
	}
	return giverOpen(tx, c.Person, c.Giver)
}

// given checks what somebody allows from their own account: of the text that was on their screen, from now on.
func given(tx core.App, seat circle.Seat, c *api.RecordConsent) error {
	switch {
	case c.How != api.RecordConsentHowAccount:
		return api.Invalid("how")
	case c.Giver != "" && c.Giver != seat.Person:
		return api.Invalid("giver")
	case !c.From.IsZero():
		return api.Invalid("from")
	case !c.Until.IsZero():
		return api.Invalid("until")
	case c.Text == "" && c.Widest != "none", c.Text != "" && c.Hash == "":
		return api.Invalid("text")
	}
	if err := known(*c); err != nil {
		return err
	}
	c.Giver = seat.Person
	return notBehind(tx, *c)
}

// known refuses a text that the school never showed in that language, or that read otherwise. A school's own paper has no version.
func known(c api.RecordConsent) error {
	if len(c.Lang) > 10 {
		return api.Invalid("lang")
	}
	if c.Text == "" && c.Hash == "" {
		return nil
	}
	text, found := texts.find(string(c.Kind), c.Text, c.Lang)
	if !found || c.Hash != "" && c.Hash != text.Hash {
		return api.Refuse(http.StatusUnprocessableEntity, "text_unknown",
			"The text of this consent is not one that the school knows. Nothing has changed. Read it anew and say it again.")
	}
	return nil
}

// notBehind refuses to widen over something that the same giver said elsewhere meanwhile: a wider answer names the one that it was given over.
// Whatever is as narrow, or narrower, is taken always.
func notBehind(tx core.App, c api.RecordConsent) error {
	facts, err := FactsOf(tx, []string{c.Person}, "")
	if err != nil {
		return err
	}
	var newest Row
	for _, row := range facts.Rows[c.Person] {
		if row.Kind == string(c.Kind) && row.Giver == c.Giver {
			newest = row
		}
	}
	widest, _ := Parse(string(c.Widest))
	if widest > newest.allows(clock.Now(tx)) && c.After != newest.ID {
		return api.Refuse(http.StatusConflict, "consent_changed",
			"You have said something else since, so nothing was opened. Look at it again and choose anew.")
	}
	return nil
}

// giverOpen refuses a giver who is neither the student nor somebody with an open link to the student.
func giverOpen(tx core.App, student, giver string) error {
	if giver == "" || giver == student {
		return nil
	}
	open, err := circle.Speaks(tx, giver, student)
	if err != nil {
		return err
	}
	if !open {
		return api.Refuse(http.StatusUnprocessableEntity, "giver_not_open", "This person's word does not count for this student now. Ask your coordinator.")
	}
	return nil
}

// span is from when until when a consent runs: by default from now to the end of the school year, never longer than Longest.
func span(tx core.App, school string, from, until time.Time) (time.Time, time.Time, error) {
	if from.IsZero() {
		from = clock.Now(tx)
	}
	if until.IsZero() {
		record, err := tx.FindRecordById("schools", school)
		if err != nil {
			return from, until, err
		}
		until = record.GetDateTime("year_ends").Time()
		if latest := from.Add(Longest); !until.After(from) || until.After(latest) {
			until = latest
		}
	}
	if !until.After(from) || until.Sub(from) > Longest+24*time.Hour {
		return from, until, api.Invalid("until")
	}
	return from, until, nil
}

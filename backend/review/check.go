package review

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/consent"
	"kith/backend/moment"
)

// Check answers the coming of a decision, whoever writes it: an approval or a release has to pass every rule at that moment, within the
// ceiling, and comes from somebody who may decide for the circle. It refuses with `not_ready` and the reasons.
func Check(tx core.App, d *core.Record) error {
	kind := d.GetString("kind")
	if kind != "approve" && kind != "release" {
		return nil
	}
	h, err := headOf(tx, d.GetString("moment"))
	if err != nil {
		return err
	}
	if h.Revision != d.GetString("revision") {
		return api.Refuse(http.StatusConflict, "changed_since_seen", "This moment was changed since. Look at it again and decide.")
	}
	facts, err := factsOf(tx, h.Moment)
	if err != nil {
		return err
	}
	if kind == "approve" {
		leads, err := circle.Leads(tx, d.GetString("by"), h.Circle, clock.Now(tx))
		if err != nil || !leads {
			return api.NotFound().Because(err)
		}
	}
	audience, known := consent.Parse(d.GetString("audience"))
	if !known || audience == consent.None {
		return api.Invalid("audience")
	}
	facts.Audience, facts.Why = audience, d.GetString("why")
	if err := describe(&facts, d); err != nil {
		return err
	}
	if err := hear(&facts, d); err != nil {
		return err
	}
	if err := cover(&facts, d); err != nil {
		return err
	}
	if err := facts.weigh(tx); err != nil {
		return err
	}
	if err := blocked(facts, d.GetBool("bulk")); err != nil || kind == "approve" {
		return err
	}
	return made(tx, h.Revision, d.GetString("of"))
}

// describe puts the descriptions that the teacher saw and kept in the place of the author's.
func describe(facts *Facts, d *core.Record) error {
	var alts []api.NewPicture
	if err := json.Unmarshal([]byte(d.GetString("alts")), &alts); err != nil && d.GetString("alts") != "" {
		return api.Invalid("alts").Because(err)
	}
	for _, alt := range alts {
		for i := range facts.Pictures {
			if facts.Pictures[i].Media == alt.Media {
				facts.Pictures[i].Alt = moment.Clean(alt.Alt)
			}
		}
	}
	return nil
}

// hear puts what the teacher heard and wrote down in the place of the author's words of a voice note.
func hear(facts *Facts, d *core.Record) error {
	var said []api.VoiceWords
	if err := json.Unmarshal([]byte(d.GetString("said")), &said); err != nil && d.GetString("said") != "" {
		return api.Invalid("said").Because(err)
	}
	for _, one := range said {
		if !moment.SaidFits(one.Words, one.Lang) {
			return api.Invalid("said")
		}
		for i := range facts.Voice {
			if facts.Voice[i].Media == one.Media {
				facts.Voice[i].Words = moment.Clean(one.Words)
			}
		}
	}
	return nil
}

// blocked refuses what a rule stops. Approved in bulk is only what nothing asks to be looked at.
func blocked(facts Facts, bulk bool) error {
	var stops []api.Reason
	for _, reason := range reasons(facts) {
		if reason.Blocks || bulk {
			stops = append(stops, reason)
		}
	}
	if len(stops) == 0 {
		return nil
	}
	return blockedBy(stops...)
}

// Remember writes the audit row of a decision.
func Remember(tx core.App, d *core.Record) error {
	h, err := headOf(tx, d.GetString("moment"))
	if err != nil {
		return err
	}
	var students []string
	err = tx.DB().NewQuery(`SELECT DISTINCT person FROM shown WHERE revision = {:revision} ORDER BY person`).
		Bind(dbx.Params{"revision": d.GetString("revision")}).Column(&students)
	if err != nil {
		return fmt.Errorf("find who is shown: %w", err)
	}
	return audit.Write(tx, audit.Entry{
		School: h.School, Actor: d.GetString("by"), Act: "decision_" + d.GetString("kind"), Subject: d.Id, Students: students,
	})
}

// RememberAnswer writes the audit row of an answer that an adult recorded face to face. What students say on their own phones is theirs.
func RememberAnswer(tx core.App, a *core.Record) error {
	if a.GetString("how") != "face_to_face" {
		return nil
	}
	person, err := tx.FindRecordById("people", a.GetString("person"))
	if err != nil {
		return fmt.Errorf("find who answered: %w", err)
	}
	return audit.Write(tx, audit.Entry{
		School: person.GetString("school"), Actor: a.GetString("by"), Act: "record_answer", Subject: a.Id, Students: []string{person.Id},
	})
}

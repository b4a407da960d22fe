package account

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/clock"
)

// deliverToken is good for one thing until the school year ends: to say who made what a shared device sealed. It opens no door, and signing
// out does not end it, since the envelope is delivered after that. Only students have one: what an adult decides is worth more than a token
// that lives for a year.
func (r *Room) deliverToken(app core.App, session string, seat circle.Seat) (string, error) {
	if seat.Kind != "student" {
		return "", nil
	}
	school, err := app.FindRecordById("schools", seat.School)
	if err != nil {
		return "", err
	}
	return r.mint(deliverType, session, seat.ID, circle.YearEnd(app, school))
}

// doubted is why a session ended after which an adult looks at what was kept in it: the school or its owner ended it from elsewhere, or two
// devices showed its token.
var doubted = []string{endedBySchool, endedElsewhere, badgeRevoked, "reused", "other_device"}

// Author is who made what an envelope holds.
type Author struct {
	Seat circle.Seat
	// Why an adult has to look at what comes from them: their time at school or the token's is over (`author_left`), or the school has ended
	// the session in which it was kept (`author_signed_out`). Empty: nothing stands against it.
	Why string
}

// Author reads a delivery token. It refuses one that is not ours, and one of a seat that this school does not know or that is no student's.
func (r *Room) Author(token string) (Author, error) {
	read, late, err := r.parseLate(token, deliverType)
	if err != nil {
		return Author{}, err
	}
	var row struct {
		Person, School, Kind string
		Until                string
		Why                  string
	}
	err = r.App.DB().NewQuery("SELECT t.person, t.school, t.kind, t.`until`, coalesce(s.why, '') AS why FROM seats t " +
		"LEFT JOIN sessions s ON s.id = {:session} WHERE t.id = {:seat}").
		Bind(dbx.Params{"seat": read.Subject, "session": read.Session}).One(&row)
	if errors.Is(err, sql.ErrNoRows) || err == nil && row.Kind != "student" {
		return Author{}, api.NotFound()
	}
	if err != nil {
		return Author{}, fmt.Errorf("find the author of an envelope: %w", err)
	}
	author := Author{Seat: circle.Seat{ID: read.Subject, Person: row.Person, School: row.School, Kind: row.Kind}}
	switch {
	case late || row.Until != "" && row.Until <= clock.Stamp(r.App):
		author.Why = "author_left"
	case slices.Contains(doubted, row.Why):
		author.Why = "author_signed_out"
	}
	return author, nil
}

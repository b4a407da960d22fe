package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/circle"
	"kith/backend/clock"
	"kith/backend/rows"
)

// How long a session lasts, by the kind of its seat.
const (
	studentLife = 30 * 24 * time.Hour
	staffLife   = 24 * time.Hour
	staffIdle   = time.Hour
	familyLife  = 365 * 24 * time.Hour // rolling: every refresh begins it anew
)

// How often a session's last use is written down: a staff session ends when nobody uses it, the others only say when they were used.
const (
	staffSeen = time.Minute
	otherSeen = time.Hour
)

// Session is one seat on one device, as it stands at this request.
type Session struct {
	ID     string
	Seat   circle.Seat
	Device string
	Way    string // badge, code, letter, invitation, password, setup or demo
	Until  time.Time
	Began  time.Time // when somebody proved who they are; zero for a session from before that was written down
}

type sessionKey struct{}

// With puts a session, and the seat that acts, into the context of a request.
func With(ctx context.Context, session *Session) context.Context {
	return circle.With(context.WithValue(ctx, sessionKey{}, session), session.Seat)
}

// From is the session of a request, or nil when nobody is signed in.
func From(ctx context.Context) *Session {
	session, _ := ctx.Value(sessionKey{}).(*Session)
	return session
}

// sessionRow is a session with its seat.
type sessionRow struct {
	ID      string `db:"id"`
	Seat    string `db:"seat"`
	Device  string `db:"device"`
	Way     string `db:"way"`
	Until   string `db:"until"`
	Used    string `db:"used_at"`
	Revoked string `db:"revoked_at"`
	Why     string `db:"why"`
	Person  string `db:"person"`
	School  string `db:"school"`
	Kind    string `db:"kind"`
	SeatEnd string `db:"seat_until"`
	Began   string `db:"began_at"`
}

// Authenticate finds the session of an access token. It asks the database each time, so that whatever ended a session, or the seat it
// sits in, holds from the next request on. It refuses with session_over, or with signed_out_by_school.
func (r *Room) Authenticate(_ context.Context, bearer string) (*Session, error) {
	read, err := r.parse(bearer, accessType)
	if err != nil {
		return nil, err
	}
	row, err := findSession(r.App, read.Session)
	if err != nil {
		return nil, err
	}
	if err := r.seen(row); err != nil {
		return nil, err
	}
	return row.session(), nil
}

// findSession is a session that runs.
func findSession(app core.App, id string) (sessionRow, error) {
	var row sessionRow
	err := app.DB().NewQuery("SELECT s.id, s.seat, s.device, s.way, s.`until`, s.used_at, s.revoked_at, s.why, s.began_at, t.person, t.school, t.kind, " +
		"t.`until` AS seat_until FROM sessions s JOIN seats t ON t.id = s.seat WHERE s.id = {:id}").Bind(dbx.Params{"id": id}).One(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return row, lost(app, id)
	}
	if now := clock.Now(app); err == nil && !row.runs(now) {
		if row.takenBack(now) {
			return row, api.SignedOutBySchool()
		}
		return row, api.SignInAgain()
	}
	return row, err
}

// takenBack says whether the session was ended from elsewhere, or the seat it sits in. A lost phone then lets go of what it can.
func (s sessionRow) takenBack(now time.Time) bool {
	return s.Why == endedBySchool || s.Why == endedElsewhere || s.Why == badgeRevoked || s.SeatEnd != "" && s.SeatEnd <= clock.Text(now)
}

func (s sessionRow) runs(now time.Time) bool {
	text := clock.Text(now)
	idle := s.Kind == "staff" && s.Used <= clock.Text(now.Add(-staffIdle))
	return s.Revoked == "" && s.Until > text && (s.SeatEnd == "" || s.SeatEnd > text) && !idle
}

func (s sessionRow) session() *Session {
	return &Session{
		ID: s.ID, Seat: circle.Seat{ID: s.Seat, Person: s.Person, School: s.School, Kind: s.Kind},
		Device: s.Device, Way: s.Way, Until: clock.Parse(s.Until), Began: clock.Parse(s.Began),
	}
}

// seen writes the last use down now and then. Every phone asks at least once a minute, and each write is one to disk.
func (r *Room) seen(row sessionRow) error {
	every := otherSeen
	if row.Kind == "staff" {
		every = staffSeen
	}
	if row.Used > clock.Text(clock.Now(r.App).Add(-every)) {
		return nil
	}
	return r.App.RunInTransaction(func(tx core.App) error {
		record, err := tx.FindRecordById("sessions", row.ID)
		if err != nil {
			return err
		}
		record.Set("used_at", clock.Now(tx))
		return tx.Save(record)
	})
}

// open begins a session of a seat on a device, within the transaction of the sign-in.
func (r *Room) open(tx core.App, seat circle.Seat, device api.Device, way string) (api.SignedIn, error) {
	if err := letsIn(tx, seat); err != nil {
		return api.SignedIn{}, err
	}
	if err := meetDevice(tx, seat.Person, device); err != nil {
		return api.SignedIn{}, err
	}
	now, secret := clock.Now(tx), newSecret()
	record, err := rows.New(tx, "sessions", map[string]any{
		"seat": seat.ID, "person": seat.Person, "device": device.Id, "way": way, "refresh": fingerprint(secret),
		"used_at": now, "rotated_at": now, "began_at": now, "until": ends(seat.Kind, now),
	})
	if err != nil {
		return api.SignedIn{}, err
	}
	if err := tx.Save(record); err != nil {
		return api.SignedIn{}, err
	}
	return r.signedIn(tx, record, seat, secret)
}

// letsIn refuses while a school has switched signing in off. A coordinator gets in: somebody has to switch it on again.
func letsIn(tx core.App, seat circle.Seat) error {
	off, err := circle.Off(tx, seat.School, circle.SignIns)
	if err != nil || !off {
		return err
	}
	if circle.Coordinator(tx, seat) == nil {
		return nil
	}
	return circle.SwitchedOff(circle.SignIns, "The school lets nobody in just now. What is on your phone is safe. Try again later.")
}

func ends(kind string, now time.Time) time.Time {
	switch kind {
	case "staff":
		return now.Add(staffLife)
	case "family":
		return now.Add(familyLife)
	default:
		return now.Add(studentLife)
	}
}

// meetDevice remembers which devices a person has used, under the name they gave them.
func meetDevice(tx core.App, person string, device api.Device) error {
	record, err := tx.FindFirstRecordByFilter("devices", "person = {:person} && device = {:device}",
		dbx.Params{"person": person, "device": device.Id})
	if errors.Is(err, sql.ErrNoRows) {
		record, err = rows.New(tx, "devices", map[string]any{"person": person, "device": device.Id})
	}
	if err != nil {
		return err
	}
	if name, unusable := circle.CleanName("device", device.Name); unusable == nil {
		record.Set("name", name)
	}
	record.Set("seen_at", clock.Now(tx))
	return tx.Save(record)
}

// Why a session was ended by somebody who does not sit in it.
const (
	endedBySchool  = "ended_by_school"
	endedElsewhere = "ended_elsewhere" // by its owner, on another device
	badgeRevoked   = "badge_revoked"
)

// end revokes sessions of a person that still run: all of them, or those that came in by one way. What was kept in sessions that were over
// before is doubted from now on like the rest: a lost tablet may still hold envelopes of them.
func end(tx core.App, person, way, why string) error {
	_, err := tx.NonconcurrentDB().NewQuery(`UPDATE sessions SET why = {:why}
		WHERE person = {:person} AND revoked_at != '' AND why = 'signed_out' AND ({:way} = '' OR way = {:way})`).
		Bind(dbx.Params{"why": why, "person": person, "way": way}).Execute()
	if err != nil {
		return fmt.Errorf("doubt what was kept in earlier sessions: %w", err)
	}
	query := tx.RecordQuery("sessions").AndWhere(dbx.HashExp{"person": person, "revoked_at": ""})
	if way != "" {
		query.AndWhere(dbx.HashExp{"way": way})
	}
	var running []*core.Record
	if err := query.All(&running); err != nil {
		return err
	}
	for _, session := range running {
		if err := revoke(tx, session, why); err != nil {
			return err
		}
	}
	return nil
}

func revoke(tx core.App, session *core.Record, why string) error {
	session.Set("revoked_at", clock.Now(tx))
	session.Set("why", why)
	session.Set("successor", "")
	return tx.Save(session)
}

// SignOut ends this session. The phone keeps what was not delivered; only the copies of the app's own files are cleared.
func (r *Room) SignOut(ctx context.Context, _ api.SignOutRequestObject) (api.SignOutResponseObject, error) {
	session := From(ctx)
	if session == nil {
		return nil, api.SignInAgain()
	}
	err := r.App.RunInTransaction(func(tx core.App) error {
		record, err := tx.FindRecordById("sessions", session.ID)
		if err != nil {
			return err
		}
		return revoke(tx, record, "signed_out")
	})
	return signedOut{}, err
}

// EndSessions signs a person out everywhere: a facilitator their students, a coordinator anybody.
func (r *Room) EndSessions(ctx context.Context, request api.EndSessionsRequestObject) (api.EndSessionsResponseObject, error) {
	seat := circle.From(ctx)
	err := r.App.RunInTransaction(func(tx core.App) error {
		person, err := signable(tx, seat, request.Id)
		if err != nil {
			return err
		}
		if err := end(tx, person.Id, "", endedBySchool); err != nil {
			return err
		}
		return audit.Write(tx, audit.Entry{School: seat.School, Actor: seat.Person, Act: "end_sessions", Subject: person.Id})
	})
	return api.EndSessions204Response{}, err
}

// signable is a person whose sessions this adult may end.
func signable(tx core.App, seat circle.Seat, id string) (*core.Record, error) {
	if circle.Coordinator(tx, seat) == nil {
		return circle.PersonOf(tx, seat, id)
	}
	return circle.StudentOf(tx, seat, id)
}

package account_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
)

func (d *door) badge(reader, who string) api.Badge {
	d.t.Helper()
	answer, err := d.IssueBadge(d.as(reader), api.IssueBadgeRequestObject{Id: d.id(who)})
	d.must(err)
	return api.Badge(answer.(api.IssueBadge200JSONResponse))
}

func (d *door) withBadge(badge api.Badge, pin string, device api.Device) (api.SignedIn, error) {
	answer, err := d.SignInWithBadge(context.Background(), api.SignInWithBadgeRequestObject{
		Body: &api.BadgeSignIn{Badge: secretOf(badge.Link), Pin: pin, Device: device},
	})
	if err != nil {
		return api.SignedIn{}, err
	}
	return api.SignedIn(answer.(api.SignInWithBadge200JSONResponse).SignedInJSONResponse), nil
}

func TestAStudentSignsInByTheirBadge(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	if !regexp.MustCompile(`^https://kith\.westside\.example/b#[A-Za-z0-9_-]{22}$`).MatchString(badge.Link) || badge.Name != "Maya" {
		t.Errorf("the badge is %+v", badge)
	}
	signed, err := d.withBadge(badge, "", phone)
	d.must(err)
	if session := d.sits(signed, "Maya"); session.Way != "badge" || session.Device != phone.Id {
		t.Errorf("the session is %+v", session)
	}
	who := signed.Who
	if who.Name != "Maya" || who.Kind != "student" || who.SchoolName != "Westside" || who.Coordinator || len(who.Seats) != 1 {
		t.Errorf("who: %+v", who)
	}
	if !signed.Until.Equal(monday.AddDate(0, 0, 30)) {
		t.Errorf("a student's session ends %v", signed.Until)
	}
}

func TestABadgeIsDrawnAsASquareOfZeroesAndOnes(t *testing.T) {
	d := newDoor(t)
	rows := strings.Split(d.badge("Ms. Ortiz", "Maya").Qr, "/")
	for _, row := range rows {
		if len(row) != len(rows) || strings.Trim(row, "01") != "" {
			t.Fatalf("a row of %d is %q", len(rows), row)
		}
	}
	if len(rows) < 25 || !strings.HasPrefix(rows[0], "1111111") || !strings.HasPrefix(rows[1], "1000001") {
		t.Errorf("%d rows without the corner of a QR code: %v", len(rows), rows[:2])
	}
}

func TestTheSecretOfABadgeIsNowhereInTheDatabase(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	if strings.Contains(d.everywhere(), secretOf(badge.Link)) {
		t.Error("the secret is stored as it is")
	}
	if d.lastAct() != "issue_badge" {
		t.Errorf("on record: %s", d.lastAct())
	}
}

func TestANewBadgeEndsTheOneBefore(t *testing.T) {
	d := newDoor(t)
	old := d.badge("Ms. Ortiz", "Maya")
	signed, err := d.withBadge(old, "", phone)
	d.must(err)
	fresh := d.badge("Ms. Okafor", "Maya")
	_, err = d.withBadge(old, "", phone)
	d.refused(err, "sign_in_failed")
	_, err = d.withBadge(fresh, "", tablet)
	d.must(err)
	d.sits(signed, "Maya")
}

func TestARevokedBadgeEndsItsSessionsAtTheNextRequest(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	signed, err := d.withBadge(badge, "", phone)
	d.must(err)
	other := d.signIn("Maya", tablet)
	_, err = d.RevokeBadge(d.as("Ms. Ortiz"), api.RevokeBadgeRequestObject{Id: d.id("Maya")})
	d.must(err)
	d.takenBack(signed)
	d.sits(other, "Maya")
	_, err = d.refresh(signed.Refresh, phone.Id)
	d.refused(err, "signed_out_by_school")
	_, err = d.withBadge(badge, "", phone)
	d.refused(err, "sign_in_failed")
	if d.lastAct() != "revoke_badge" {
		t.Errorf("on record: %s", d.lastAct())
	}
}

func TestABadgeEndsWithTheSchoolYear(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	end := circle.YearEnd(d.app, d.school)
	d.later(end.Sub(monday) - time.Millisecond)
	_, err := d.withBadge(badge, "", phone)
	d.must(err)
	d.later(time.Millisecond)
	_, err = d.withBadge(badge, "", phone)
	d.refused(err, "sign_in_failed")
}

func TestABadgeOfSomebodyWhoLeftOpensNothing(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	signed, err := d.withBadge(badge, "", phone)
	d.must(err)
	seat, err := d.app.FindRecordById("seats", d.seats["Maya"].ID)
	d.must(err)
	seat.Set("until", monday)
	d.must(d.app.Save(seat))
	_, err = d.withBadge(badge, "", phone)
	d.refused(err, "sign_in_failed")
	d.takenBack(signed)
}

func TestABadgeThatIsNoneIsRefusedLikeAnyOther(t *testing.T) {
	d := newDoor(t)
	d.badge("Ms. Ortiz", "Maya")
	for _, secret := range []string{"", "x", strings.Repeat("A", 22), strings.Repeat("A", 100000), d.person(d.app, "Maya").GetString("badge")} {
		_, err := d.withBadge(api.Badge{Link: "#" + secret}, "", phone)
		d.refused(err, "sign_in_failed")
	}
}

func TestADeviceMustNameItself(t *testing.T) {
	d := newDoor(t)
	badge := d.badge("Ms. Ortiz", "Maya")
	for _, id := range []string{"", "short", "MAYASPHONEMAYAS", strings.Repeat("a", 16)} {
		_, err := d.withBadge(badge, "", api.Device{Id: id})
		d.refused(err, "field_invalid")
	}
	long, err := d.withBadge(badge, "", api.Device{Id: phone.Id, Name: strings.Repeat("x", 500)})
	d.must(err)
	d.sits(long, "Maya")
}

// Whoever may not do it hears what they would hear of a student who does not exist.
func TestBadgesAndPINsAreForWhoLooksAfterTheStudent(t *testing.T) {
	d := newDoor(t)
	acts := map[string]func(ctx context.Context, id string) error{
		"a badge": func(ctx context.Context, id string) error {
			_, err := d.IssueBadge(ctx, api.IssueBadgeRequestObject{Id: id})
			return err
		},
		"no badge": func(ctx context.Context, id string) error {
			_, err := d.RevokeBadge(ctx, api.RevokeBadgeRequestObject{Id: id})
			return err
		},
		"a PIN": func(ctx context.Context, id string) error {
			_, err := d.IssuePin(ctx, api.IssuePinRequestObject{Id: id})
			return err
		},
		"no PIN": func(ctx context.Context, id string) error {
			_, err := d.DropPin(ctx, api.DropPinRequestObject{Id: id})
			return err
		},
		"letting in": func(ctx context.Context, id string) error {
			_, err := d.LetIn(ctx, api.LetInRequestObject{Id: id})
			return err
		},
		"ending sessions": func(ctx context.Context, id string) error {
			_, err := d.EndSessions(ctx, api.EndSessionsRequestObject{Id: id})
			return err
		},
		"a family": func(ctx context.Context, id string) error {
			_, err := d.AddFamily(ctx, api.AddFamilyRequestObject{Id: id, Body: &api.NewFamily{Name: "Dana"}})
			return err
		},
	}
	for what, act := range acts {
		t.Run(what, func(t *testing.T) {
			d.t = t
			unknown := d.refused(act(d.as("Ms. Ortiz"), "nobodynobodynob"), "not_found")
			for _, try := range []struct{ reader, who string }{
				{"Mr. Hale", "Maya"},
				{"Ms. Ortiz", "Leo"},
				{"Ms. Brandt", "Maya"},
				{"Ms. Okafor", "Ivy"},
				{"Maya", "Maya"},
				{"Theo", "Maya"},
				{"Noor", "Theo"},
				{"Ms. Ortiz", "Noor"},
				{"Ms. Ortiz", "Mr. Hale"},
			} {
				refusal := d.refused(act(d.as(try.reader), d.id(try.who)), "not_found")
				if refusal.Detail != unknown.Detail || refusal.Status != unknown.Status {
					t.Errorf("%s of %s by %s differs from unknown: %v", what, try.who, try.reader, refusal)
				}
			}
			d.refused(act(context.Background(), d.id("Maya")), "not_found")
			d.must(act(d.as("Ms. Ortiz"), d.id("Maya")))
			d.must(act(d.as("Ms. Okafor"), d.id("Leo")))
		})
	}
}

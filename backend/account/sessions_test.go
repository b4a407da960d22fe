package account_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/circle"
)

func (d *door) refresh(token, device string) (api.SignedIn, error) {
	answer, err := d.RefreshSession(context.Background(), api.RefreshSessionRequestObject{
		Body: &api.RefreshRequest{Refresh: token, Device: device},
	})
	if err != nil {
		return api.SignedIn{}, err
	}
	return api.SignedIn(answer.(api.RefreshSession200JSONResponse).SignedInJSONResponse), nil
}

func TestAnAccessTokenIsGoodForFifteenMinutes(t *testing.T) {
	d := newDoor(t)
	signed := d.signIn("Maya", phone)
	d.later(15*time.Minute - time.Millisecond)
	d.sits(signed, "Maya")
	d.later(time.Millisecond)
	d.signedOut(signed)
}

// Everything that is not exactly our own token is refused.
func TestNoOtherTokenOpensASession(t *testing.T) {
	d := newDoor(t)
	signed := d.signIn("Maya", phone)
	session := d.sits(signed, "Maya").ID
	good := func() jwt.MapClaims {
		return jwt.MapClaims{"exp": monday.Add(time.Minute).Unix(), "aud": "kith", "typ": "access", "sid": session}
	}
	sign := func(method jwt.SigningMethod, key any, change func(jwt.MapClaims)) string {
		claims := good()
		change(claims)
		token, err := jwt.NewWithClaims(method, claims).SignedString(key)
		d.must(err)
		return token
	}
	same := func(jwt.MapClaims) {}
	d.sits(api.SignedIn{Access: sign(jwt.SigningMethodHS256, d.Key, same)}, "Maya")
	for what, token := range map[string]string{
		"no algorithm":      sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, same),
		"another algorithm": sign(jwt.SigningMethodHS512, d.Key, same),
		"another key":       sign(jwt.SigningMethodHS256, []byte(strings.Repeat("x", 32)), same),
		"no end":            sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { delete(c, "exp") }),
		"an end that was":   sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { c["exp"] = monday.Unix() }),
		"no audience":       sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { delete(c, "aud") }),
		"another audience":  sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { c["aud"] = "other" }),
		"no type":           sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { delete(c, "typ") }),
		"another type":      sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { c["typ"] = "refresh" }),
		"no session":        sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { delete(c, "sid") }),
		"an unknown one":    sign(jwt.SigningMethodHS256, d.Key, func(c jwt.MapClaims) { c["sid"] = "nobodynobodynob" }),
		"a refresh token":   signed.Refresh,
		"nothing":           "",
		"a changed letter":  signed.Access[:len(signed.Access)-2] + "AA",
	} {
		if _, err := d.Authenticate(context.Background(), token); err == nil {
			t.Errorf("%s was let through", what)
		} else {
			d.refused(err, "session_over")
		}
	}
}

func TestSigningOutEndsThisSessionAndNoOther(t *testing.T) {
	d := newDoor(t)
	here, there := d.signIn("Maya", phone), d.signIn("Maya", tablet)
	answer, err := d.SignOut(d.session(here), api.SignOutRequestObject{})
	d.must(err)
	recorder := httptest.NewRecorder()
	d.must(answer.VisitSignOutResponse(recorder))
	if recorder.Code != 204 || recorder.Header().Get("Clear-Site-Data") != `"cache"` {
		t.Errorf("answered %d with %q", recorder.Code, recorder.Header().Get("Clear-Site-Data"))
	}
	d.signedOut(here)
	_, err = d.refresh(here.Refresh, phone.Id)
	d.refused(err, "session_over")
	d.sits(there, "Maya")
}

func TestAnAdultEndsEverySessionOfAStudentAtOnce(t *testing.T) {
	d := newDoor(t)
	here, there, theo := d.signIn("Maya", phone), d.signIn("Maya", tablet), d.signIn("Theo", tablet)
	_, err := d.EndSessions(d.as("Ms. Ortiz"), api.EndSessionsRequestObject{Id: d.id("Maya")})
	d.must(err)
	d.takenBack(here)
	d.takenBack(there)
	d.sits(theo, "Theo")
	if d.lastAct() != "end_sessions" {
		t.Errorf("on record: %s", d.lastAct())
	}
	noor := d.signIn("Noor", phone)
	_, err = d.EndSessions(d.as("Ms. Okafor"), api.EndSessionsRequestObject{Id: d.id("Noor")})
	d.must(err)
	d.takenBack(noor)
}

func TestEachKindOfSeatHasItsOwnEnd(t *testing.T) {
	d := newDoor(t)
	for name, life := range map[string]time.Duration{"Maya": 30 * 24 * time.Hour, "Ms. Ortiz": 24 * time.Hour, "Noor": 365 * 24 * time.Hour} {
		d.now = monday
		signed := d.signIn(name, phone)
		step := life - time.Minute
		if name == "Ms. Ortiz" {
			step = 50 * time.Minute // a staff session ends by itself when nobody uses it, so it is kept awake
		}
		for d.now.Add(step).Before(monday.Add(life)) {
			d.later(step)
			next, err := d.refresh(signed.Refresh, phone.Id)
			d.must(err)
			if name != "Noor" && !next.Until.Equal(monday.Add(life)) {
				t.Fatalf("%s: a refresh moved the end to %v", name, next.Until)
			}
			signed = next
		}
		if name == "Noor" {
			if !signed.Until.Equal(d.now.Add(life)) {
				t.Errorf("Noor's session ends %v, which is not a year from its last use", signed.Until)
			}
			continue
		}
		d.now = monday.Add(life)
		_, err := d.refresh(signed.Refresh, phone.Id)
		d.refused(err, "session_over")
	}
}

func TestAStaffSessionThatNobodyUsesForAnHourIsOver(t *testing.T) {
	d := newDoor(t)
	used, idle, maya := d.signIn("Ms. Ortiz", laptop), d.signIn("Ms. Ortiz", phone), d.signIn("Maya", phone)
	for range 5 {
		d.later(14 * time.Minute)
		next, err := d.refresh(used.Refresh, laptop.Id)
		d.must(err)
		used = next
	}
	d.sits(used, "Ms. Ortiz")
	_, err := d.refresh(idle.Refresh, phone.Id)
	d.refused(err, "session_over")
	_, err = d.refresh(maya.Refresh, phone.Id)
	d.must(err)
}

func TestReadingKeepsAStaffSessionAwake(t *testing.T) {
	d := newDoor(t)
	signed := d.signIn("Ms. Ortiz", laptop)
	d.later(14 * time.Minute)
	d.sits(signed, "Ms. Ortiz")
	d.later(59 * time.Minute)
	_, err := d.refresh(signed.Refresh, laptop.Id)
	d.must(err)
}

func TestTheLastUseOfAStudentsSessionIsWrittenDownOnceAnHour(t *testing.T) {
	d := newDoor(t)
	signed := d.signIn("Maya", phone)
	id := d.sits(signed, "Maya").ID
	for _, step := range []struct {
		later time.Duration
		used  time.Time
	}{{14 * time.Minute, monday}, {31 * time.Minute, monday}, {15 * time.Minute, monday.Add(time.Hour)}} {
		d.later(step.later)
		// The token's own time is over by now, so a new one is made.
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"exp": d.now.Add(time.Minute).Unix(), "aud": "kith", "typ": "access", "sid": id,
		}).SignedString(d.Key)
		d.must(err)
		d.sits(api.SignedIn{Access: token}, "Maya")
		session, err := d.app.FindRecordById("sessions", id)
		d.must(err)
		if got := session.GetDateTime("used_at").Time(); !got.Equal(step.used) {
			t.Errorf("at %v the last use is %v", d.now, got)
		}
	}
}

func TestARefreshTokenIsUsedOnceAndItsReuseEndsTheSession(t *testing.T) {
	d := newDoor(t)
	first := d.signIn("Maya", phone)
	second, err := d.refresh(first.Refresh, phone.Id)
	d.must(err)
	third, err := d.refresh(second.Refresh, phone.Id)
	d.must(err)
	if second.Refresh == first.Refresh || third.Refresh == second.Refresh {
		t.Fatal("the token did not change")
	}
	d.sits(third, "Maya")
	_, err = d.refresh(first.Refresh, phone.Id)
	d.refused(err, "session_over")
	d.signedOut(third)
	_, err = d.refresh(third.Refresh, phone.Id)
	d.refused(err, "session_over")
}

func TestAPhoneThatNeverGotTheAnswerGetsTheSameSuccessor(t *testing.T) {
	d := newDoor(t)
	first := d.signIn("Maya", phone)
	lost, err := d.refresh(first.Refresh, phone.Id)
	d.must(err)
	d.later(60 * time.Second)
	again, err := d.refresh(first.Refresh, phone.Id)
	d.must(err)
	if again.Refresh != lost.Refresh {
		t.Error("the successor is another one")
	}
	d.sits(again, "Maya")
	next, err := d.refresh(again.Refresh, phone.Id)
	d.must(err)
	d.sits(next, "Maya")
}

func TestAfterAMinuteThePreviousTokenEndsTheSession(t *testing.T) {
	d := newDoor(t)
	first := d.signIn("Maya", phone)
	second, err := d.refresh(first.Refresh, phone.Id)
	d.must(err)
	d.later(60*time.Second + time.Millisecond)
	_, err = d.refresh(first.Refresh, phone.Id)
	d.refused(err, "session_over")
	d.signedOut(second)
}

func TestARefreshTokenFromAnotherDeviceEndsTheSession(t *testing.T) {
	d := newDoor(t)
	for _, previous := range []bool{false, true} {
		first := d.signIn("Maya", phone)
		second := first
		if previous {
			var err error
			second, err = d.refresh(first.Refresh, phone.Id)
			d.must(err)
		}
		_, err := d.refresh(first.Refresh, tablet.Id)
		d.refused(err, "session_over")
		d.signedOut(second)
	}
}

func TestAnInventedRefreshTokenEndsNothing(t *testing.T) {
	d := newDoor(t)
	signed := d.signIn("Maya", phone)
	session := d.sits(signed, "Maya").ID
	parts := strings.Split(signed.Refresh, ".")
	for _, token := range []string{
		"", "..", session, session + ".guessguessguessguess12." + parts[2], session + "." + parts[1] + ".", parts[1],
		signed.Refresh + "A", "nobodynobodynob." + parts[1] + "." + parts[2],
	} {
		_, err := d.refresh(token, phone.Id)
		d.refused(err, "session_over")
	}
	d.sits(signed, "Maya")
	_, err := d.refresh(signed.Refresh, phone.Id)
	d.must(err)
}

func TestTwoRefreshesAtTheSameTimeGetTheSameSuccessor(t *testing.T) {
	d := newDoor(t)
	first := d.signIn("Maya", phone)
	var all sync.WaitGroup
	tokens := make([]string, 4)
	for i := range tokens {
		all.Go(func() {
			if next, err := d.refresh(first.Refresh, phone.Id); err == nil {
				tokens[i] = next.Refresh
			}
		})
	}
	all.Wait()
	for _, token := range tokens {
		if token == "" || token != tokens[0] {
			t.Errorf("the tokens are %v", tokens)
		}
	}
}

func TestTheDatabaseAloneGivesNoRefreshToken(t *testing.T) {
	d := newDoor(t)
	first := d.signIn("Maya", phone)
	second, err := d.refresh(first.Refresh, phone.Id)
	d.must(err)
	all := d.everywhere()
	for _, token := range []string{first.Refresh, second.Refresh, first.Access, second.Access} {
		for _, part := range strings.Split(token, ".")[1:] {
			if strings.Contains(all, part) {
				t.Errorf("%s is stored as it is", part)
			}
		}
	}
}

func TestWhoAmITellsOfThePersonAndTheirSeats(t *testing.T) {
	d := newDoor(t)
	family := d.second("Ms. Ortiz", "family")
	answer, err := d.WhoAmI(d.session(d.signIn("Ms. Ortiz", laptop)), api.WhoAmIRequestObject{})
	d.must(err)
	who := api.Who(answer.(api.WhoAmI200JSONResponse))
	if who.Seat != d.seats["Ms. Ortiz"].ID || who.Name != "Ms. Ortiz" || who.School != d.school.Id || len(who.Seats) != 2 {
		t.Errorf("who: %+v", who)
	}
	if who.Seats[0].Seat != family.ID && who.Seats[1].Seat != family.ID {
		t.Errorf("the seats are %+v", who.Seats)
	}
}

func TestATeacherWhoIsAParentTakesTheOtherSeat(t *testing.T) {
	d := newDoor(t)
	family := d.second("Ms. Ortiz", "family")
	staff := d.signIn("Ms. Ortiz", laptop)
	answer, err := d.ChangeSeat(d.session(staff), api.ChangeSeatRequestObject{Body: &api.SeatChange{Seat: family.ID}})
	d.must(err)
	signed := api.SignedIn(answer.(api.ChangeSeat200JSONResponse).SignedInJSONResponse)
	session, err := d.Authenticate(context.Background(), signed.Access)
	d.must(err)
	if session.Seat != family || session.Device != laptop.Id {
		t.Errorf("the session is %+v", session)
	}
	d.sits(staff, "Ms. Ortiz")
	_, err = d.ChangeSeat(d.session(signed), api.ChangeSeatRequestObject{Body: &api.SeatChange{Seat: d.seats["Ms. Ortiz"].ID}})
	d.refused(err, "password_needed")
}

// A finder of a badge must not be able to keep a session that outlives the badge.
func TestASessionCannotCopyItself(t *testing.T) {
	d := newDoor(t)
	for _, who := range []string{"Maya", "Ms. Ortiz"} {
		_, err := d.ChangeSeat(d.session(d.signIn(who, laptop)), api.ChangeSeatRequestObject{Body: &api.SeatChange{Seat: d.seats[who].ID}})
		d.refused(err, "field_invalid")
	}
}

func TestAnotherSeatEndsWithTheBadgeThatOpenedTheFirst(t *testing.T) {
	d := newDoor(t)
	family := d.second("Maya", "family")
	first, err := d.withBadge(d.badge("Ms. Ortiz", "Maya"), "", phone)
	d.must(err)
	answer, err := d.ChangeSeat(d.session(first), api.ChangeSeatRequestObject{Body: &api.SeatChange{Seat: family.ID}})
	d.must(err)
	second := api.SignedIn(answer.(api.ChangeSeat200JSONResponse).SignedInJSONResponse)
	_, err = d.RevokeBadge(d.as("Ms. Ortiz"), api.RevokeBadgeRequestObject{Id: d.id("Maya")})
	d.must(err)
	d.takenBack(first)
	d.takenBack(second)
}

func TestNobodyTakesASeatOfSomebodyElse(t *testing.T) {
	d := newDoor(t)
	maya := d.session(d.signIn("Maya", phone))
	for _, seat := range []string{d.seats["Theo"].ID, d.seats["Ms. Ortiz"].ID, "nobodynobodynob", ""} {
		_, err := d.ChangeSeat(maya, api.ChangeSeatRequestObject{Body: &api.SeatChange{Seat: seat}})
		d.refused(err, "not_found")
	}
}

func TestWithoutASessionThereIsNobody(t *testing.T) {
	d := newDoor(t)
	nobody := context.Background()
	_, err := d.WhoAmI(nobody, api.WhoAmIRequestObject{})
	d.refused(err, "session_over")
	_, err = d.SignOut(nobody, api.SignOutRequestObject{})
	d.refused(err, "session_over")
	_, err = d.ChangeSeat(nobody, api.ChangeSeatRequestObject{Body: &api.SeatChange{}})
	d.refused(err, "session_over")
	if _, err := d.Authenticate(nobody, "nonsense"); err == nil {
		t.Error("nonsense was let in")
	}
	if account.From(nobody) != nil || circle.From(nobody).ID != "" {
		t.Error("somebody acts where nobody is signed in")
	}
	if _, err := d.SignIn(d.seats["Maya"].ID, api.Device{Id: "short"}, "demo"); err == nil {
		t.Error("a device without a name was let in")
	}
}

func TestARequestActsInTheSeatOfItsSession(t *testing.T) {
	d := newDoor(t)
	ctx := d.session(d.signIn("Ms. Ortiz", laptop))
	if circle.From(ctx) != d.seats["Ms. Ortiz"] || account.From(ctx).Device != laptop.Id {
		t.Errorf("acts: %+v in %+v", circle.From(ctx), account.From(ctx))
	}
}

package retention_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/audit"
	"kith/backend/clock"
	"kith/backend/kithtest"
	"kith/backend/retention"
)

const day = 24 * time.Hour

// at moves a school to a time and lets it sweep.
func at(school *kithtest.School, when time.Time) {
	school.T.Helper()
	school.Later(when.Sub(school.Now()))
	school.Tidy()
	if err := retention.Run(school.App); err != nil {
		school.T.Fatal(err)
	}
}

// yearEnd is when the year of a test's school is over: midnight after 14 June, in Chicago.
var yearEnd = time.Date(2027, time.June, 15, 5, 0, 0, 0, time.UTC)

func here(school *kithtest.School, story kithtest.Story) bool {
	return school.Count(`SELECT count(*) FROM moments WHERE id = {:a}`, story.Revision.Moment) == 1
}

// leaving is what a phone tells its reader of when moments go.
func leaving(phone *kithtest.Phone) string {
	phone.Return().Sync()
	for _, row := range phone.Rows {
		if row.Me != nil && !row.Me.Leaving.IsZero() {
			return row.Me.Leaving.UTC().Format(time.DateOnly)
		}
	}
	return ""
}

func TestAMomentGoesNinetyDaysAfterItsYearAndThoseInItAreToldThirtyDaysBefore(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies)
	waiting := school.Phone(c.Maya).Keep(c.Alone("Nobody decided this"))
	school.Grow(c.Theo)
	link := school.Text(`SELECT id FROM family_links WHERE student = {:a}`, c.Theo.Person)
	if status, body := school.Phone(c.Theo).JSON("PATCH", "/family-links/"+link, map[string]bool{"reads": true}); status != 200 {
		t.Fatal(status, string(body))
	}
	goes := yearEnd.Add(90 * day)
	at(school, goes.Add(-30*day-time.Hour))
	maya, family, ana := school.Phone(c.Maya), school.Phone(c.MayasFamily), school.Phone(c.Ana)
	if told := leaving(maya); told != "" {
		t.Fatalf("31 days before she is told that they go on %s", told)
	}
	next := maya.Keep(c.Alone("Kept in the new year"))
	edited := school.Phone(c.Maya).Keep(c.Alone("x"))
	at(school, goes.Add(-30*day))
	for who, phone := range map[string]*kithtest.Phone{"Maya": maya, "her family": family, "Theo, who is in it": school.Phone(c.Theo)} {
		if told := leaving(phone); told != "2027-09-13" {
			t.Errorf("%s is told %q", who, told)
		}
	}
	if told := leaving(ana); told != "" {
		t.Errorf("Ana, who is in nothing, is told %q", told)
	}
	if leaving(school.Phone(c.Ortiz)) != "" || leaving(school.Phone(c.AnasAunt)) != "" {
		t.Error("staff or a restricted family is told of somebody's moments")
	}
	if ben := school.Phone(c.TheosFamily); leaving(ben) != "" || !ben.Has(shared.Revision.Moment, api.MomentFormFamily) {
		t.Error("whom Theo lets read does not, or is told to save a record that is Theo's alone to save")
	}
	at(school, goes.Add(-time.Minute))
	if !here(school, shared) || !here(school, waiting) {
		t.Fatal("a minute before its time a moment is gone")
	}
	maya.Return()
	if !maya.Has(shared.Revision.Moment, api.MomentFormAuthor) {
		t.Fatal("Maya does not hold her moment")
	}
	at(school, goes)
	if here(school, shared) || here(school, waiting) || !here(school, next) || !here(school, edited) {
		t.Error("what is gone is not what had to go")
	}
	if leaving(maya) != "" || maya.Moment(shared.Revision.Moment, api.MomentFormAuthor) != nil || leaving(family) != "" {
		t.Error("phones do not hear of it")
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'erase_old'`); n != 2 {
		t.Errorf("%d rows say that a moment went", n)
	}
	if got := maya.One(api.OpKindKeepRevision, shared.Edited("Once more").Revision); got.Code != "erased" {
		t.Errorf("it is taken in again: %+v", got)
	}
}

func TestAMomentThatWasChangedInTheNewYearBelongsToThat(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	old := school.Phone(c.Maya).Keep(c.Alone("Of June"))
	at(school, yearEnd.Add(time.Hour))
	school.Phone(c.Maya).Keep(old.Edited("Of July"))
	at(school, yearEnd.Add(90*day))
	at(school, yearEnd.Add(130*day))
	if !here(school, old) {
		t.Error("it is gone with the old year")
	}
}

// A moment may be changed between the look for what goes and its turn. Here the other one is, when the first goes.
func TestAMomentThatIsChangedWhileOthersGoStays(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	maya.Keep(c.Alone("One"))
	maya.Keep(c.Alone("Another"))
	at(school, yearEnd.Add(60*day))
	err := school.Run(`CREATE TRIGGER change AFTER DELETE ON moments BEGIN
		UPDATE revisions SET received_at = '2027-08-01 00:00:00.000Z' WHERE moment <> OLD.id; END`)
	if err != nil {
		t.Fatal(err)
	}
	at(school, yearEnd.Add(91*day))
	if n := school.Count(`SELECT count(*) FROM moments`); n != 1 {
		t.Errorf("%d of two moments stay", n)
	}
}

// A school that nobody ran over the summer tells everybody first.
func TestNothingGoesWithoutThirtyDaysNoticeHoweverLongTheSchoolWasOff(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Alone("Nobody was here to tell"))
	back := yearEnd.Add(200 * day)
	at(school, back)
	if !here(school, story) {
		t.Fatal("it is gone, and nobody was told")
	}
	if told, want := leaving(school.Phone(c.Maya)), back.Add(30*day).Format(time.DateOnly); told != want {
		t.Errorf("she is told %q instead of %q", told, want)
	}
	at(school, back.Add(30*day-time.Minute))
	if !here(school, story) {
		t.Error("it went before the time that was told")
	}
	at(school, back.Add(30*day))
	if here(school, story) {
		t.Error("it stays after the time that was told")
	}
}

func TestAYearThatTheCoordinatorMovesOnEndsAllTheSame(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	story := school.Phone(c.Maya).Keep(c.Alone("Of the first year"))
	record := school.Record("schools", c.School)
	record.Set("year_ends", yearEnd.AddDate(1, 0, -1))
	if err := school.App.Save(record); err != nil {
		t.Fatal(err)
	}
	at(school, yearEnd.Add(60*day))
	at(school, yearEnd.Add(90*day))
	if here(school, story) {
		t.Error("the moment is here although its year was over")
	}
}

func TestALedgerLineGoesAfter400DaysAndNothingIsDoneTwiceOrLost(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	record := school.Record("schools", c.School)
	record.Set("year_ends", school.Now().AddDate(0, 11, 0)) // so that the moments outlive their lines
	if err := school.App.Save(record); err != nil {
		t.Fatal(err)
	}
	maya, ortiz := school.Phone(c.Maya), school.Phone(c.Ortiz)
	kept, never := c.Alone("Kept and acknowledged"), c.Alone("Never came out of the cupboard")
	sent := []api.Op{maya.Op(api.OpKindKeepRevision, kept.Revision)}
	maya.Must(maya.Sync(sent...))
	unsent := maya.Op(api.OpKindKeepRevision, never.Revision)
	decided := ortiz.Op(api.OpKindDecide, ortiz.Decision(kept.Revision.Moment, api.DecideKindApprove, api.AudienceCircle))
	ortiz.Must(ortiz.Sync(decided))
	consented := ortiz.Op(api.OpKindRecordConsent, api.RecordConsent{Person: c.Maya.Person, Kind: "photo", Widest: "none", How: "paper"})
	ortiz.Must(ortiz.Sync(consented))
	lines := func() int { return school.Count(`SELECT count(*) FROM ledger`) }
	before := lines()
	begun := school.Now()
	at(school, begun.Add(400*day))
	if lines() != before {
		t.Fatalf("%d of %d lines are left after 400 days", lines(), before)
	}
	at(school, begun.Add(400*day+time.Minute))
	if lines() != 0 {
		t.Fatalf("%d lines are left", lines())
	}
	counts := func() [4]int {
		return [4]int{
			school.Count(`SELECT count(*) FROM moments`), school.Count(`SELECT count(*) FROM revisions`),
			school.Count(`SELECT count(*) FROM decisions`), school.Count(`SELECT count(*) FROM consents`),
		}
	}
	had := counts()
	maya.Return().Must(maya.Sync(sent...))
	for _, op := range []api.Op{decided, consented} {
		ortiz.Return().Must(ortiz.Sync(op))
	}
	if counts() != had {
		t.Errorf("sent again, %v became %v", had, counts())
	}
	changed := maya.Op(api.OpKindKeepRevision, api.KeepRevision{
		Moment: kept.Revision.Moment, Revision: kept.Revision.Revision, Circle: c.ID, Words: "Other words under the same id",
	})
	changed.At = sent[0].At
	if got := maya.Sync(changed)[0]; got.Status != api.OpResultStatusRefused || counts() != had {
		t.Errorf("other words under the same id are answered %+v", got)
	}
	maya.Must(maya.Sync(unsent))
	if !here(school, never) || counts()[0] != had[0]+1 {
		t.Error("a story that never came in before is lost")
	}
	maya.Must(maya.Sync(unsent))
	if counts()[0] != had[0]+1 {
		t.Error("it is there twice")
	}
}

func TestAnOldCursorIsRewoundAndItsPhoneLetsGoOfWhatIsGone(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	theo, ana := school.Phone(c.Theo), school.Phone(c.Ana)
	school.Later(0)
	shared := school.Share(c, c.Drumming(), api.AudienceCircle)
	if !theo.Has(shared.Revision.Moment, api.MomentFormCircle) || !ana.Has(shared.Revision.Moment, api.MomentFormCircle) {
		t.Fatal("it did not come")
	}
	school.Expect(school.Phone(c.Theo).One(api.OpKindTakeDown, api.TakeDown{Moment: shared.Revision.Moment, Action: api.TakeDownActionAsk}), "")
	gone := func() int { return school.Count(`SELECT count(*) FROM feed WHERE gone AND key LIKE 'circle:%'`) }
	if gone() == 0 {
		t.Fatal("nothing says that it is gone")
	}
	begun := clock.Parse(school.Text(`SELECT max(at) FROM starts`))
	for month := range 14 { // the school never stops
		at(school, begun.Add(time.Duration(month)*31*day))
		ana.Return().Sync()
	}
	if gone() != 0 {
		t.Errorf("%d rows still say what is gone", gone())
	}
	theo.Return()
	if answer := theo.Send(); !answer.Rewound {
		t.Error("a cursor of 400 days ago is not rewound")
	}
	theo.Reconcile()
	if theo.Moment(shared.Revision.Moment, api.MomentFormCircle) != nil {
		t.Error("his phone holds what is gone")
	}
	if answer := ana.Return().Send(); answer.Rewound {
		t.Error("a phone that came by all the time is rewound")
	}
	if ana.Moment(shared.Revision.Moment, api.MomentFormCircle) != nil {
		t.Error("her phone holds what is gone")
	}
}

func TestWhatWasASignInIsForgottenAfter400Days(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	left := func(table string) int {
		return school.Count(`SELECT count(*) FROM `+table+` WHERE person IN ({:a}, {:b})`, c.Theo.Person, c.TheosFamily.Person)
	}
	theo := school.Phone(c.Theo)
	school.Save("invitations", map[string]any{"kind": "family", "secret": kithtest.ID(), "school": c.School, "person": c.TheosFamily.Person, "until": school.Now().Add(7 * day)})
	if response, body := theo.Do("DELETE", "/session", nil, nil); response.StatusCode >= 300 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	begun := school.Now()
	at(school, begun.Add(400*day))
	if left("sessions") != 1 || left("devices") != 1 || left("invitations") != 1 {
		t.Fatalf("after 400 days: %d sessions, %d devices, %d letters", left("sessions"), left("devices"), left("invitations"))
	}
	at(school, begun.Add(400*day+time.Minute))
	at(school, begun.Add(400*day+time.Minute))
	if left("sessions") != 0 || left("devices") != 0 {
		t.Errorf("%d sessions and %d devices are left", left("sessions"), left("devices"))
	}
	at(school, begun.Add(408*day))
	if left("invitations") != 0 {
		t.Errorf("%d letters are left", left("invitations"))
	}
}

func TestTheAuditGoesBackThreeYears(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Phone(c.Ortiz).Sync()
	first := func() int { return school.Count(`SELECT min(seq) FROM audit`) }
	begun := school.Now()
	at(school, begun.AddDate(3, 0, 0))
	if first() != 1 {
		t.Fatal("before three years are over it is cut")
	}
	at(school, begun.AddDate(3, 0, 1))
	if first() == 1 {
		t.Error("after three years it is not cut")
	}
	if _, err := audit.Verify(school.App); err != nil {
		t.Error(err)
	}
}

func TestWhatSomebodyToldAnAdultStaysSevenYearsAndLongerWhileTheSchoolHoldsIt(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	maya := school.Phone(c.Maya)
	maya.Must(maya.Sync(maya.Op(api.OpKindTellAdult, api.TellAdult{Words: "I am worried"})))
	hold := func(held bool) {
		t.Helper()
		if status, body := school.Phone(c.Coordinator).JSON("PATCH", "/school", map[string]bool{"worryHold": held}); status != 200 {
			t.Fatalf("hold: %d %s", status, body)
		}
	}
	left := func(want int) {
		t.Helper()
		school.Tidy()
		for _, table := range []string{"worries", "worry_told"} {
			if n := school.Count(`SELECT count(DISTINCT ` + map[string]string{"worries": "id", "worry_told": "worry"}[table] + `) FROM ` + table); n != want {
				t.Errorf("%d of %s are kept instead of %d", n, table, want)
			}
		}
	}
	school.Later(7*365*24*time.Hour - 24*time.Hour)
	left(1)
	hold(true)
	school.Later(3 * 365 * 24 * time.Hour)
	left(1)
	hold(false)
	left(0)
}

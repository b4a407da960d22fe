package inbox_test

import (
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/clock"
	"kith/backend/kithtest"
)

func TestWhatNobodyFilesIsForgottenAfterAYearAndThatIsOnRecord(t *testing.T) {
	a := openAside(t)
	a.elsewhere(a.Alone("Nobody looked"))
	filed := a.Alone("Filed")
	op := a.elsewhere(filed)
	a.isFiled(a.ortiz, op.Op, a.ID, filed.Revision.Moment)
	left := func() int { return a.Count(`SELECT count(*) FROM set_aside`) }
	a.Later(365*24*time.Hour - time.Minute)
	a.Tidy()
	if left() != 2 {
		t.Fatalf("before the year is over %d things are left", left())
	}
	a.Later(time.Minute)
	a.Tidy()
	if left() != 0 || a.audited("forget_set_aside") != 1 {
		t.Errorf("after a year %d things are left, and %d are on record as gone", left(), a.audited("forget_set_aside"))
	}
	if a.revisions() != 1 {
		t.Error("what was filed has gone too")
	}
}

func TestWhatIsNotKnownToHaveComeInIsForgottenAYearAfterItWasMade(t *testing.T) {
	a := openAside(t)
	a.elsewhere(a.Alone("Set aside by an older school"))
	if _, err := a.App.DB().NewQuery(`UPDATE set_aside SET whole = 'no JSON', came = '', said = '', kind = ''`).Execute(); err != nil {
		t.Fatal(err)
	}
	left := func() int { return a.Count(`SELECT count(*) FROM set_aside`) }
	a.Later(365*24*time.Hour - time.Minute)
	a.Tidy()
	if left() != 1 {
		t.Fatal("before the year is over it has gone")
	}
	if item := a.only(a.ortiz.Return()); item.Words != "Set aside by an older school" || len(item.Circles) != 0 {
		t.Errorf("her facilitator is told %+v", item)
	}
	a.Later(time.Minute)
	a.Tidy()
	if left() != 0 || a.audited("forget_set_aside") != 1 {
		t.Errorf("after a year %d things are left, and %d are on record as gone", left(), a.audited("forget_set_aside"))
	}
}

func TestWhatCameOutOfACupboardIsKeptForAYearFromThen(t *testing.T) {
	a := openAside(t)
	old := a.maya.Op(api.OpKindTakeBack, api.TakeBack{Moment: kithtest.ID()})
	old.At = a.Now().AddDate(0, -11, 0)
	isTaken(a.theo, a.maya.Seal(old))
	a.Later(40 * 24 * time.Hour)
	a.Tidy()
	if item := a.only(a.ortiz.Return()); !item.At.Equal(old.At) {
		t.Errorf("it was made %s", item.At)
	}
}

func TestASealedPictureWaitsAsLongAsItsLetterMayOpenAndAsLongAsItIsSetAside(t *testing.T) {
	a := openAside(t)
	school := a.Record("schools", a.Circle.School)
	school.Set("year_ends", nil) // a year without an end, so that no moment goes with it
	if err := a.App.Save(school); err != nil {
		t.Fatal(err)
	}
	lone, told, waits := kithtest.Photograph(kithtest.ID(), 20), a.Drumming(), a.Drumming()
	open := kithtest.Photograph(kithtest.ID(), 60)
	a.bringPhoto(lone)
	a.bringPhoto(told.Photo)
	a.bringPhoto(waits.Photo)
	if a.maya.Upload(open) != "kept" {
		t.Fatal("a picture from her own phone")
	}
	isTaken(a.theo, a.maya.Seal(a.maya.Op(api.OpKindKeepRevision, told.Revision)))
	here := func(photo kithtest.Photo) bool {
		rows := a.Count(`SELECT (SELECT count(*) FROM media WHERE id = {:a}) + (SELECT count(*) FROM renditions WHERE media = {:a})
			+ (SELECT count(*) FROM uploads WHERE media = {:a})`, photo.Media)
		files := a.onTheShelf(photo.Media)
		if rows != 3 && rows != 0 || (rows == 3) != files {
			t.Fatalf("of a picture %d rows are here, and files: %v", rows, files)
		}
		return files
	}
	after := func(d time.Duration, want ...bool) {
		t.Helper()
		a.Later(d)
		a.Tidy()
		if got := []bool{here(lone), here(told.Photo), here(waits.Photo), here(open)}; !slices.Equal(got, want) {
			t.Errorf("at %s the pictures that are here are %v instead of %v", clock.Text(a.Now()), got, want)
		}
	}
	day := 24 * time.Hour
	after(300*day, true, true, true, true)
	a.theo.Return()
	a.elsewhere(waits)
	after(282*day-time.Minute, true, true, true, true)
	after(time.Minute, false, true, true, true)
	after(83*day-time.Hour, false, true, true, true)
	after(2*time.Hour, false, true, false, true)
	a.theo.Return()
	a.bringPhoto(lone)
	if !here(lone) {
		t.Error("a picture that was let go of does not come again")
	}
}

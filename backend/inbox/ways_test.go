package inbox_test

import (
	"slices"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/inbox"
	"kith/backend/kithtest"
)

// waysOf are the ways of whoever holds the phone, as their own row tells them.
func waysOf(p *kithtest.Phone) []string {
	p.School.T.Helper()
	p.Sync()
	for _, row := range p.Rows {
		if row.Me != nil {
			return row.Me.Ways
		}
	}
	return nil
}

func TestAStudentChoosesToBeReadToAndTheirOtherWaysStay(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	theo := school.Phone(c.Theo)
	record := school.Record("people", c.Theo.Person)
	record.Set("ways", []string{"symbols", "photo"})
	if err := school.App.Save(record); err != nil {
		t.Fatal(err)
	}
	choose := func(p *kithtest.Phone, way string, chosen bool) api.OpResult {
		return p.One(api.OpKindChooseWay, api.ChooseWay{Way: way, Chosen: chosen})
	}
	for _, one := range []struct {
		way    string
		chosen bool
		want   []string
	}{
		{"aloud", true, []string{"symbols", "photo", "aloud"}},
		{"aloud", true, []string{"symbols", "photo", "aloud"}},
		{"aloud", false, []string{"symbols", "photo"}},
		{"aloud", false, []string{"symbols", "photo"}},
	} {
		school.Expect(choose(theo, one.way, one.chosen), "")
		if got := waysOf(theo); !slices.Equal(got, one.want) {
			t.Errorf("after %q %v he likes %v", one.way, one.chosen, got)
		}
	}
	school.Expect(choose(theo, "telepathy", true), "field_invalid")
	school.Expect(choose(school.Phone(c.Ortiz), "aloud", true), "not_found")
	school.Expect(choose(school.Phone(c.TheosFamily), "aloud", true), "not_found")
	if got := school.Count(`SELECT count(*) FROM people WHERE ways LIKE '%aloud%'`); got != 0 {
		t.Errorf("%d people are read to", got)
	}
}

func TestWhatSomebodyLikedBeforeTheLedgersTimeIsNotBroughtBack(t *testing.T) {
	school := kithtest.Open(t)
	theo := school.Phone(school.DrumRoom().Theo)
	op := theo.Op(api.OpKindChooseWay, api.ChooseWay{Way: "aloud", Chosen: true})
	school.Later(inbox.Remembered + time.Minute)
	theo.Return().Must(theo.Sync(op))
	if got := waysOf(theo); len(got) != 0 {
		t.Errorf("he likes %v", got)
	}
}

package feed_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

func reconcile(t *testing.T, phone *kithtest.Phone, rows []api.HeldRow) api.ReconcileAnswer {
	t.Helper()
	status, body := phone.JSON("POST", "/reconcile", api.ReconcileRequest{Rows: rows})
	if status != http.StatusOK {
		t.Fatalf("reconcile: %d %s", status, body)
	}
	var answer api.ReconcileAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func held(phone *kithtest.Phone) []api.HeldRow {
	rows := []api.HeldRow{}
	for _, row := range phone.Rows {
		rows = append(rows, api.HeldRow{Key: row.Key, Kind: row.Kind, Id: row.Id, Mark: row.Mark})
	}
	return rows
}

func TestAPhoneThatIsInOrderHasNothingToMend(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Drumming(), api.AudienceFamilies)
	for who, seat := range map[string]circle.Seat{"Maya": c.Maya, "Ana": c.Ana, "Theo's family": c.TheosFamily, "Ms. Ortiz": c.Ortiz, "Vera": c.AnasAunt} {
		phone := school.Phone(seat)
		phone.Sync()
		answer := reconcile(t, phone, held(phone))
		if len(answer.Drop)+len(answer.Stale)+len(answer.Missing) != 0 {
			t.Errorf("%s is told %+v", who, answer)
		}
	}
}

func TestAPhoneLearnsWhatToDropWhatChangedAndWhatItLacks(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	first := school.Share(c, c.Drumming(), api.AudienceFamilies)
	second := school.Share(c, c.Alone("The second"), api.AudienceFamilies)
	ana := school.Phone(c.Ana)
	ana.Sync()
	key := "circle:" + c.ID
	rows := []api.HeldRow{
		{Key: key, Kind: api.ChangeKindMoment, Id: first.Revision.Moment, Mark: "of another time"},
		{Key: key, Kind: api.ChangeKindMoment, Id: kithtest.ID(), Mark: "never was"},
		{Key: "kin:" + c.Theo.Person, Kind: api.ChangeKindMoment, Id: first.Revision.Moment, Mark: "not Ana's to hold"},
		{Key: "staff:" + c.ID, Kind: api.ChangeKindCircle, Id: c.ID, Mark: "nor this"},
	}
	answer := reconcile(t, ana, rows)
	if len(answer.Drop) != 3 || answer.Drop[0] != rows[1] || answer.Drop[1] != rows[2] || answer.Drop[2] != rows[3] {
		t.Errorf("to drop: %+v", answer.Drop)
	}
	if len(answer.Stale) != 1 || answer.Stale[0].Id != first.Revision.Moment || answer.Stale[0].Moment == nil || answer.Stale[0].Moment.Form != api.MomentFormCircle {
		t.Errorf("changed: %+v", answer.Stale)
	}
	missing := map[string]bool{}
	for i, change := range answer.Missing {
		missing[change.Id] = true
		if i > 0 && answer.Missing[i-1].Seq >= change.Seq {
			t.Error("what is missing does not come in order")
		}
	}
	if len(missing) != 3 || !missing[second.Revision.Moment] || !missing[c.ID] || !missing[c.Ana.ID] {
		t.Errorf("missing: %v", missing)
	}
}

func TestARestrictedFamilyIsToldToDropAndNeverWhatItLacks(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	link := school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Theo.Person})
	story := school.Share(c, c.Drumming(), api.AudienceFamilies)
	rosa := school.Phone(c.MayasFamily)
	rosa.Sync()
	rows := held(rosa)
	link.Set("restricted", true)
	if err := school.App.Save(link); err != nil {
		t.Fatal(err)
	}
	answer := reconcile(t, rosa, rows)
	for _, change := range append(answer.Stale, answer.Missing...) {
		if change.Id == story.Revision.Moment {
			t.Errorf("she is given %+v", change)
		}
	}
	dropped := 0
	for _, row := range answer.Drop {
		if row.Id == story.Revision.Moment {
			dropped++
		}
	}
	if dropped != 2 {
		t.Errorf("she is told to drop %+v", answer.Drop)
	}
}

func TestTooManyRowsAtOnceAreRefused(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	ana := school.Phone(c.Ana)
	status, body := ana.JSON("POST", "/reconcile", api.ReconcileRequest{Rows: make([]api.HeldRow, 2001)})
	if status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d %s", status, body)
	}
	if answer := reconcile(t, ana, make([]api.HeldRow, 2000)); len(answer.Drop) != 2000 {
		t.Errorf("of 2000 rows %d are to drop", len(answer.Drop))
	}
}

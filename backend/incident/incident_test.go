package incident_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// told reads an answer that must be good.
func told[T any](t *testing.T, phone *kithtest.Phone, method, path string, body any) T {
	t.Helper()
	status, answer := phone.JSON(method, path, body)
	var got T
	if err := json.Unmarshal(answer, &got); status != 200 || err != nil {
		t.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return got
}

func TestTheClocksOfAnIncidentRunFromWhenItWasNoticed(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	reyes := school.Phone(c.Coordinator)
	noticed := school.Now().Add(-5 * time.Hour)
	fresh := api.NewIncident{Id: kithtest.ID(), What: "A tablet was stolen \u202efrom the bus", Noticed: noticed}
	incident := told[api.Incident](t, reyes, "POST", "/incidents", fresh)
	want := map[api.IncidentStep]time.Duration{
		api.IncidentStepAuthority: 72 * time.Hour, api.IncidentStepSchool: 7 * 24 * time.Hour, api.IncidentStepState: 10 * 24 * time.Hour,
		api.IncidentStepFamilies: 60 * 24 * time.Hour,
	}
	for _, line := range incident.Steps {
		if after, due := want[line.Step]; due && !line.Due.Equal(noticed.Add(after)) || !due && !line.Due.IsZero() || !line.Done.IsZero() {
			t.Errorf("%s is due %v, done %v", line.Step, line.Due, line.Done)
		}
	}
	if len(incident.Steps) != 5 || incident.What != "A tablet was stolen from the bus" || incident.By != "Mr. Reyes" {
		t.Errorf("it is %+v", incident)
	}
	told[api.Incident](t, reyes, "POST", "/incidents", fresh)
	school.Later(time.Minute)
	for range 2 {
		done := told[api.Incident](t, reyes, "POST", "/incidents/"+incident.Id+"/steps", api.IncidentDone{Step: api.IncidentStepFamilies})
		at := slices.IndexFunc(done.Steps, func(line api.IncidentLine) bool { return line.Step == api.IncidentStepFamilies })
		if !done.Steps[at].Done.Equal(school.Now()) || done.Steps[at].By != "Mr. Reyes" {
			t.Errorf("families were told: %+v", done.Steps[at])
		}
	}
	if list := told[api.IncidentList](t, reyes, "GET", "/incidents", nil); len(list.Incidents) != 1 {
		t.Errorf("%d incidents", len(list.Incidents))
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act IN ('open_incident', 'step_incident')`); n != 2 {
		t.Errorf("%d acts are on record", n)
	}
}

func TestAnIncidentThatCannotBeIsRefused(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	reyes, okafor := school.Phone(c.Coordinator), school.Phone(n.Okafor)
	for what, wrong := range map[string]api.NewIncident{
		"no account": {Id: kithtest.ID(), What: " \n"}, "a novel": {Id: kithtest.ID(), What: strings.Repeat("a", 4001)}, "no id": {What: "A tablet"},
		"to come": {Id: kithtest.ID(), What: "A tablet", Noticed: school.Now().Add(time.Hour)}, "long ago": {Id: kithtest.ID(), What: "A tablet", Noticed: school.Now().AddDate(-2, 0, 0)},
	} {
		if status, body := reyes.JSON("POST", "/incidents", wrong); status != 422 {
			t.Errorf("%s: %d %s", what, status, body)
		}
	}
	theirs := told[api.Incident](t, okafor, "POST", "/incidents", api.NewIncident{Id: kithtest.ID(), What: "A letter was lost"})
	if list := told[api.IncidentList](t, reyes, "GET", "/incidents", nil); len(list.Incidents) != 0 {
		t.Errorf("another school's incidents are listed: %+v", list)
	}
	if status, body := reyes.JSON("POST", "/incidents/"+theirs.Id+"/steps", api.IncidentDone{Step: api.IncidentStepClosed}); status != 404 {
		t.Errorf("another school's incident: %d %s", status, body)
	}
	if status, body := okafor.JSON("POST", "/incidents/"+theirs.Id+"/steps", map[string]string{"step": "nobody"}); status != 422 && status != 400 {
		t.Errorf("a step that is none: %d %s", status, body)
	}
}

func TestWhoIsAffectedIsListedForWhoHasJustSignedInAndIsOnRecord(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	n := school.Next(c)
	reyes := school.Phone(c.Coordinator)
	all := told[api.Affected](t, reyes, "GET", "/affected", nil)
	var lines []string
	for _, student := range all.Students {
		lines = append(lines, student.Name+": "+student.Circles+": "+student.Families)
	}
	want := []string{"Ana: The Drum Room: Vera (restricted)", "Leo: The Garden: June", "Maya: The Drum Room: Rosa", "Theo: The Drum Room: Ben"}
	if !slices.Equal(lines, want) {
		t.Errorf("affected are %q", lines)
	}
	if one := told[api.Affected](t, reyes, "GET", "/affected?circle="+n.Garden, nil); len(one.Students) != 1 || one.Students[0].Name != "Leo" {
		t.Errorf("of one circle: %+v", one)
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'read_affected' AND students LIKE {:a}`, "%"+c.Maya.Person+"%"); n != 1 {
		t.Errorf("%d looks at Maya are on record", n)
	}
	school.Later(5 * time.Minute)
	if status, body := reyes.JSON("GET", "/affected", nil); status != 403 || !strings.Contains(string(body), "sign_in_fresh") {
		t.Errorf("five minutes later: %d %s", status, body)
	}
}

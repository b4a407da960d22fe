package feed_test

import (
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// A parent who may not meet a student must not learn from the app when that student is where.
func TestFamiliesAndTheSchoolAreToldADayAndNeitherATimeNorAPlace(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	for _, kind := range []string{"photo", "words"} {
		school.Consent(c.Ortiz, c.Maya, kind, "school")
	}
	story := school.Share(c, c.Alone("We drummed"), api.AudienceSchool)
	noon := time.Date(2026, time.September, 14, 12, 0, 0, 0, chicago(t))
	for who, told := range map[string]*api.Moment{
		"her family":        form(school.Phone(c.MayasFamily), story, api.MomentFormFamily),
		"another student's": form(school.Phone(n.Ivy), story, api.MomentFormSchool),
	} {
		if told == nil || !told.At.Equal(noon) || told.Circle != "" || told.CircleName != "" {
			t.Errorf("%s is told %+v", who, told)
		}
	}
	if told := form(school.Phone(c.Ana), story, api.MomentFormCircle); told == nil || told.At.Equal(noon) || told.CircleName == "" {
		t.Errorf("the circle is told %+v", told)
	}
}

func form(phone *kithtest.Phone, story kithtest.Story, form api.MomentForm) *api.Moment {
	phone.Sync()
	return phone.Moment(story.Revision.Moment, form)
}

func chicago(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

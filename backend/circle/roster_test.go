package circle_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"kith/backend/api"
	"kith/backend/circle"
)

func (w *westside) circleNames(reader string) []string {
	w.t.Helper()
	answer, err := w.ListCircles(w.as(reader), api.ListCirclesRequestObject{})
	w.must(err)
	names := []string{}
	for _, told := range answer.(api.ListCircles200JSONResponse).Circles {
		names = append(names, told.Name)
	}
	return names
}

func TestCirclesAreListedToWhoDecidesForThem(t *testing.T) {
	w := newWestside(t)
	for reader, want := range map[string][]string{
		"Ms. Okafor": {"Garden crew", "Lunch table"}, "Ms. Ortiz": {"Lunch table"}, "Mr. Hale": {"Garden crew"},
		"Ms. Park": {}, "Ms. Brandt": {},
	} {
		if got := w.circleNames(reader); !slices.Equal(got, want) {
			t.Errorf("%s sees %v", reader, got)
		}
	}
}

func TestACoordinatorMakesACircleOnceHoweverOftenItIsSent(t *testing.T) {
	w := newWestside(t)
	wanted := &api.NewCircle{Id: "chesschesschess", Name: " Chess  club ", Kind: "peer_support", Place: "Library"}
	for range 2 {
		answer, err := w.AddCircle(w.as("Ms. Okafor"), api.AddCircleRequestObject{Body: wanted})
		w.must(err)
		chess := answer.(api.AddCircle200JSONResponse)
		if chess.Id != wanted.Id || chess.Name != "Chess club" || chess.Kind != "peer_support" || chess.Glaze != "clay" || chess.Place != "Library" {
			t.Errorf("the circle is %+v", chess)
		}
	}
	if got := w.circleNames("Ms. Okafor"); !slices.Equal(got, []string{"Chess club", "Garden crew", "Lunch table"}) {
		t.Errorf("circles: %v", got)
	}
	for _, reader := range []string{"Ms. Ortiz", "Maya", "Noor"} {
		_, err := w.AddCircle(w.as(reader), api.AddCircleRequestObject{Body: &api.NewCircle{Name: "Chess", Kind: "peer_network"}})
		w.refused(err, "not_found")
	}
	_, err := w.AddCircle(w.as("Ms. Brandt"), api.AddCircleRequestObject{Body: wanted})
	w.refused(err, "field_invalid")
}

func TestACircleThatCannotBeIsRefused(t *testing.T) {
	w := newWestside(t)
	for what, wanted := range map[string]api.NewCircle{
		"no name":          {Kind: "peer_network"},
		"no kind":          {Name: "Chess"},
		"an unknown kind":  {Name: "Chess", Kind: "club"},
		"an unknown glaze": {Name: "Chess", Kind: "peer_network", Glaze: "gold"},
		"a long place":     {Name: "Chess", Kind: "peer_network", Place: strings.Repeat("x", 61)},
		"a short id":       {Name: "Chess", Kind: "peer_network", Id: "chess"},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := w.AddCircle(w.as("Ms. Okafor"), api.AddCircleRequestObject{Body: &wanted})
			w.refused(err, "field_invalid")
		})
	}
}

func TestAFacilitatorRenamesTheirOwnCircleOnly(t *testing.T) {
	w := newWestside(t)
	name, glaze, place := "Long table", api.CircleChangeGlaze("sea"), ""
	body := &api.CircleChange{Name: &name, Glaze: &glaze, Place: &place}
	answer, err := w.ChangeCircle(w.as("Ms. Ortiz"), api.ChangeCircleRequestObject{Id: w.lunch, Body: body})
	w.must(err)
	if told := answer.(api.ChangeCircle200JSONResponse); told.Name != "Long table" || told.Glaze != "sea" {
		t.Errorf("the circle is %+v", told)
	}
	for reader, id := range map[string]string{"Ms. Ortiz": w.garden, "Ms. Brandt": w.lunch, "Maya": w.lunch, "Ms. Park": w.lunch} {
		_, err := w.ChangeCircle(w.as(reader), api.ChangeCircleRequestObject{Id: id, Body: body})
		w.refused(err, "not_found")
	}
	empty, gold := "", api.CircleChangeGlaze("gold")
	for _, body := range []*api.CircleChange{{Name: &empty}, {Glaze: &gold}} {
		_, err := w.ChangeCircle(w.as("Ms. Ortiz"), api.ChangeCircleRequestObject{Id: w.lunch, Body: body})
		w.refused(err, "field_invalid")
	}
}

func (w *westside) addMember(reader, circleID, who string) (api.StaffCircle, error) {
	answer, err := w.AddMember(w.as(reader), api.AddMemberRequestObject{
		Id: circleID, Body: &api.NewMember{Person: w.id(who), Role: "tutor", Focus: true},
	})
	if err != nil {
		return api.StaffCircle{}, err
	}
	return api.StaffCircle(answer.(api.AddMember200JSONResponse)), nil
}

func memberNames(told api.StaffCircle) []string {
	names := []string{}
	for _, member := range told.Members {
		names = append(names, member.Name)
	}
	return names
}

func TestAStudentJoinsOnceAndLeavesNow(t *testing.T) {
	w := newWestside(t)
	for range 2 {
		told, err := w.addMember("Ms. Okafor", w.lunch, "Ana")
		w.must(err)
		if !slices.Equal(memberNames(told), []string{"Ana", "Maya", "Sam", "Theo"}) || told.Members[0].Role != "tutor" || !told.Members[0].Focus {
			t.Errorf("members: %+v", told.Members)
		}
	}
	w.now = w.now.Add(time.Hour)
	answer, err := w.EndMember(w.as("Ms. Ortiz"), api.EndMemberRequestObject{Id: w.lunch, Person: w.id("Ana")})
	w.must(err)
	if got := memberNames(api.StaffCircle(answer.(api.EndMember200JSONResponse))); !slices.Equal(got, []string{"Maya", "Sam", "Theo"}) {
		t.Errorf("members: %v", got)
	}
	before, err := circle.Belongs(w.App, w.id("Ana"), w.lunch, monday.Add(time.Minute))
	w.must(err)
	after, err := circle.Belongs(w.App, w.id("Ana"), w.lunch, w.now)
	w.must(err)
	if !before || after {
		t.Errorf("Ana belonged then: %v, belongs now: %v", before, after)
	}
	_, err = w.EndMember(w.as("Ms. Ortiz"), api.EndMemberRequestObject{Id: w.lunch, Person: w.id("Ana")})
	w.refused(err, "not_found")
	if got := w.acts(); !slices.Equal(got, []string{"add_member", "add_member", "end_member"}) {
		t.Errorf("on record: %v", got)
	}
}

func TestNobodyJoinsThroughAnAdultWhoDoesNotLookAfterThem(t *testing.T) {
	w := newWestside(t)
	for _, try := range []struct{ reader, circle, who string }{
		{"Ms. Ortiz", w.lunch, "Leo"},
		{"Ms. Ortiz", w.garden, "Maya"},
		{"Ms. Okafor", w.lunch, "Ivy"},
		{"Ms. Brandt", w.lunch, "Ivy"},
		{"Ms. Okafor", w.lunch, "Noor"},
		{"Ms. Okafor", w.lunch, "Ms. Park"},
		{"Maya", w.lunch, "Ana"},
		{"Ms. Park", w.lunch, "Ana"},
	} {
		_, err := w.addMember(try.reader, try.circle, try.who)
		w.refused(err, "not_found")
	}
	_, err := w.EndMember(w.as("Mr. Hale"), api.EndMemberRequestObject{Id: w.lunch, Person: w.id("Maya")})
	w.refused(err, "not_found")
	_, err = w.AddMember(w.as("Ms. Okafor"), api.AddMemberRequestObject{Id: w.lunch, Body: &api.NewMember{Person: w.id("Ana"), Role: "boss"}})
	w.refused(err, "field_invalid")
}

func (w *westside) addStaff(reader, who string, wanted api.NewStaff) (api.StaffCircle, error) {
	wanted.Person = w.id(who)
	answer, err := w.AddStaff(w.as(reader), api.AddStaffRequestObject{Id: w.lunch, Body: &wanted})
	if err != nil {
		return api.StaffCircle{}, err
	}
	return api.StaffCircle(answer.(api.AddStaff200JSONResponse)), nil
}

func TestACoverLeadsBetweenItsDatesOnly(t *testing.T) {
	w := newWestside(t)
	wednesday, friday := monday.AddDate(0, 0, 2), monday.AddDate(0, 0, 4)
	_, err := w.addStaff("Ms. Okafor", "Ms. Park", api.NewStaff{Role: "cover", From: wednesday, Until: friday})
	w.must(err)
	for day, want := range map[int]bool{0: false, 1: false, 2: true, 3: true, 4: false, 5: false} {
		w.now = monday.AddDate(0, 0, day)
		if got := len(w.circleNames("Ms. Park")) == 1; got != want {
			t.Errorf("day %d: Ms. Park leads: %v", day, got)
		}
	}
}

func TestAnEndedFacilitatorFindsTheCircleClosedAtTheNextRequest(t *testing.T) {
	w := newWestside(t)
	told, err := w.addStaff("Ms. Okafor", "Ms. Park", api.NewStaff{Role: "facilitator"})
	w.must(err)
	again, err := w.addStaff("Ms. Okafor", "Ms. Park", api.NewStaff{Role: "facilitator"})
	w.must(err)
	if len(told.Staff) != 2 || len(again.Staff) != 2 {
		t.Fatalf("staff: %+v then %+v", told.Staff, again.Staff)
	}
	if got := w.names("Ms. Park", "student"); len(got) != 3 {
		t.Errorf("Ms. Park sees %v", got)
	}
	park := told.Staff[slices.IndexFunc(told.Staff, func(line api.StaffLine) bool { return line.Name == "Ms. Park" })]
	for _, reader := range []string{"Ms. Ortiz", "Ms. Brandt", "Maya"} {
		_, err := w.EndStaff(w.as(reader), api.EndStaffRequestObject{Id: w.lunch, Grant: park.Grant})
		w.refused(err, "not_found")
	}
	_, err = w.EndStaff(w.as("Ms. Okafor"), api.EndStaffRequestObject{Id: w.garden, Grant: park.Grant})
	w.refused(err, "not_found")
	_, err = w.EndStaff(w.as("Ms. Okafor"), api.EndStaffRequestObject{Id: w.lunch, Grant: park.Grant})
	w.must(err)
	if got := w.names("Ms. Park", ""); len(got) != 0 {
		t.Errorf("Ms. Park still sees %v", got)
	}
	_, err = w.EndStaff(w.as("Ms. Okafor"), api.EndStaffRequestObject{Id: w.lunch, Grant: park.Grant})
	w.refused(err, "not_found")
}

func TestASupportingAdultDecidesNothing(t *testing.T) {
	w := newWestside(t)
	_, err := w.addStaff("Ms. Okafor", "Ms. Park", api.NewStaff{Role: "supporting_adult"})
	w.must(err)
	if got := w.circleNames("Ms. Park"); len(got) != 0 {
		t.Errorf("Ms. Park decides for %v", got)
	}
	_, err = w.addMember("Ms. Park", w.lunch, "Maya")
	w.refused(err, "not_found")
}

func TestStaffThatCannotBeIsRefused(t *testing.T) {
	w := newWestside(t)
	for what, try := range map[string]struct {
		reader, who, code string
		wanted            api.NewStaff
	}{
		"an unknown role":           {"Ms. Okafor", "Ms. Park", "field_invalid", api.NewStaff{Role: "principal"}},
		"a coordinator of a circle": {"Ms. Okafor", "Ms. Park", "field_invalid", api.NewStaff{Role: "coordinator"}},
		"a cover without an end":    {"Ms. Okafor", "Ms. Park", "field_invalid", api.NewStaff{Role: "cover"}},
		"an end in the past":        {"Ms. Okafor", "Ms. Park", "field_invalid", api.NewStaff{Role: "cover", Until: monday.Add(-time.Hour)}},
		"a cover of six days":       {"Ms. Okafor", "Ms. Park", "cover_too_long", api.NewStaff{Role: "cover", Until: monday.AddDate(0, 0, 7)}},
		"a student":                 {"Ms. Okafor", "Maya", "field_invalid", api.NewStaff{Role: "facilitator"}},
		"another school's teacher":  {"Ms. Okafor", "Ms. Brandt", "not_found", api.NewStaff{Role: "facilitator"}},
		"a facilitator's own wish":  {"Ms. Ortiz", "Ms. Park", "not_found", api.NewStaff{Role: "facilitator"}},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := w.addStaff(try.reader, try.who, try.wanted)
			w.refused(err, try.code)
		})
	}
	// Monday to Friday are a cover, whenever it begins.
	for _, from := range []time.Time{monday, monday.AddDate(0, 0, -1), monday.AddDate(0, 0, 2)} {
		until := monday.AddDate(0, 0, 5)
		if from.After(monday) {
			until = monday.AddDate(0, 0, 9).Add(-12 * time.Hour) // Wednesday to the next Tuesday, late
		}
		_, err := w.addStaff("Ms. Okafor", "Ms. Park", api.NewStaff{Role: "cover", From: from, Until: until})
		w.must(err)
	}
}

func (w *westside) changeLink(reader string, body api.FamilyLinkChange) (api.FamilyLink, error) {
	answer, err := w.ChangeFamilyLink(w.as(reader), api.ChangeFamilyLinkRequestObject{Id: w.noorTheo, Body: &body})
	if err != nil {
		return api.FamilyLink{}, err
	}
	return api.FamilyLink(answer.(api.ChangeFamilyLink200JSONResponse)), nil
}

func TestAFacilitatorRestrictsAFamilyAndOnlyACoordinatorOpensItAgain(t *testing.T) {
	w := newWestside(t)
	yes, no := true, false
	link, err := w.changeLink("Ms. Ortiz", api.FamilyLinkChange{Restricted: &yes})
	w.must(err)
	if !link.Restricted || link.Name != "Noor" || link.Student != w.id("Theo") {
		t.Errorf("the link is %+v", link)
	}
	_, err = w.changeLink("Ms. Ortiz", api.FamilyLinkChange{Restricted: &no})
	w.refused(err, "not_found")
	link, err = w.changeLink("Ms. Okafor", api.FamilyLinkChange{Restricted: &no})
	w.must(err)
	if link.Restricted {
		t.Error("the link is still restricted")
	}
	for _, reader := range []string{"Mr. Hale", "Ms. Brandt", "Noor", "Theo"} {
		_, err := w.changeLink(reader, api.FamilyLinkChange{Restricted: &yes})
		w.refused(err, "not_found")
	}
	if got := w.acts(); !slices.Equal(got, []string{"change_family_link", "change_family_link"}) {
		t.Errorf("on record: %v", got)
	}
}

func TestAFamilyLinkThatIsOverStaysOver(t *testing.T) {
	w := newWestside(t)
	yes, no := true, false
	link, err := w.changeLink("Ms. Ortiz", api.FamilyLinkChange{Ended: &yes})
	w.must(err)
	if !link.Until.Equal(monday) {
		t.Errorf("the link ends %v", link.Until)
	}
	w.now = w.now.Add(time.Hour)
	link, err = w.changeLink("Ms. Okafor", api.FamilyLinkChange{Ended: &yes})
	w.must(err)
	if !link.Until.Equal(monday) {
		t.Errorf("ending it twice moved its end to %v", link.Until)
	}
	_, err = w.changeLink("Ms. Okafor", api.FamilyLinkChange{Ended: &no})
	w.refused(err, "link_over")
}

func TestTheSchoolIsReadByItsStaffAndChangedByItsCoordinator(t *testing.T) {
	w := newWestside(t)
	name, zone, hold := "Westside High", "America/Denver", 0
	ends := openapi_types.Date{Time: time.Date(2027, 5, 28, 0, 0, 0, 0, time.UTC)}
	labels := map[string]string{"tutor": "LINK"}
	body := &api.SchoolChange{Name: &name, Zone: &zone, HoldSeconds: &hold, YearEnds: &ends, RoleLabels: &labels}
	_, err := w.ChangeSchool(w.as("Ms. Ortiz"), api.ChangeSchoolRequestObject{Body: body})
	w.refused(err, "not_found")
	_, err = w.ChangeSchool(w.as("Ms. Okafor"), api.ChangeSchoolRequestObject{Body: body})
	w.must(err)
	answer, err := w.ReadSchool(w.as("Ms. Ortiz"), api.ReadSchoolRequestObject{})
	w.must(err)
	told, err := json.Marshal(answer)
	w.must(err)
	want := `{"fewAdults":true,"holdSeconds":0,"id":"` + w.school.Id +
		`","name":"Westside High","roleLabels":{"tutor":"LINK"},"worryYears":7,"yearEnds":"2027-05-28","zone":"America/Denver"}`
	if string(told) != want {
		t.Errorf("the school is %s", told)
	}
	if _, err := w.ReadSchool(w.as("Ms. Brandt"), api.ReadSchoolRequestObject{}); err != nil {
		t.Error(err)
	}
}

func TestASchoolThatCannotBeIsRefused(t *testing.T) {
	w := newWestside(t)
	empty, nowhere, local, long, negative := "", "Mars/Olympus", "Local", circle.LongestHold+1, -1
	past := openapi_types.Date{Time: monday.AddDate(0, 0, -3)}
	far := openapi_types.Date{Time: monday.AddDate(2, 0, 0)}
	for what, body := range map[string]api.SchoolChange{
		"no name": {Name: &empty}, "no zone": {Zone: &empty}, "an unknown zone": {Zone: &nowhere}, "the server's own zone": {Zone: &local},
		"a hold of more than a week": {HoldSeconds: &long}, "a hold before approval": {HoldSeconds: &negative},
		"a year that is over": {YearEnds: &past}, "a year too far off": {YearEnds: &far},
		"an unknown role": {RoleLabels: &map[string]string{"king": "King"}}, "an empty label": {RoleLabels: &map[string]string{"tutor": ""}},
	} {
		t.Run(what, func(t *testing.T) {
			_, err := w.ChangeSchool(w.as("Ms. Okafor"), api.ChangeSchoolRequestObject{Body: &body})
			w.refused(err, "field_invalid")
		})
	}
}

func TestTheSchoolYearEndsAtMidnightWhereTheSchoolIs(t *testing.T) {
	w := newWestside(t)
	end := time.Date(2027, 6, 12, 5, 0, 0, 0, time.UTC) // 11 June ends in Chicago
	if got := circle.YearEnd(w.App, w.school); !got.Equal(end) {
		t.Errorf("the year ends %v", got)
	}
	w.now = end.Add(-time.Millisecond)
	if got := circle.YearEnd(w.App, w.school); !got.Equal(end) {
		t.Errorf("a moment before its end the year ends %v", got)
	}
	w.now = end
	if got := circle.YearEnd(w.App, w.school); !got.Equal(end.AddDate(1, 0, 0)) {
		t.Errorf("the next year ends %v", got)
	}
}

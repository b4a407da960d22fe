package account_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"kith/backend/account"
	"kith/backend/api"
)

func (d *door) letter(reader string) api.FamilyLetter {
	d.t.Helper()
	answer, err := d.ReprintLetter(d.as(reader), api.ReprintLetterRequestObject{Id: d.noor})
	d.must(err)
	return api.FamilyLetter(answer.(api.ReprintLetter200JSONResponse))
}

func (d *door) accept(link, password string, device api.Device) (api.SignedIn, error) {
	answer, err := d.AcceptInvitation(context.Background(), api.AcceptInvitationRequestObject{
		Body: &api.InvitationSignIn{Invitation: secretOf(link), Password: password, Device: device},
	})
	if err != nil {
		return api.SignedIn{}, err
	}
	return api.SignedIn(answer.(api.AcceptInvitation200JSONResponse).SignedInJSONResponse), nil
}

func TestAFamilyOpensItsLetterWithoutAPassword(t *testing.T) {
	d := newDoor(t)
	letter := d.letter("Ms. Ortiz")
	if !strings.HasPrefix(letter.Url, "https://kith.westside.example/i#") || letter.Qr == "" || letter.Link.Opened ||
		letter.Link.Name != "Noor" || !letter.Until.Equal(monday.AddDate(0, 0, 7)) {
		t.Errorf("the letter is %+v", letter)
	}
	signed, err := d.accept(letter.Url, "", phone)
	d.must(err)
	if session := d.sits(signed, "Noor"); session.Way != "letter" {
		t.Errorf("the session is %+v", session)
	}
	if !signed.Until.Equal(monday.AddDate(0, 0, 365)) {
		t.Errorf("a family's session ends %v", signed.Until)
	}
	if again := d.letter("Ms. Okafor"); !again.Link.Opened {
		t.Error("the link does not say that a letter was opened")
	}
	if strings.Contains(d.everywhere(), secretOf(letter.Url)) {
		t.Error("the secret is stored as it is")
	}
}

func TestALetterOpensOnceWithinSevenDaysAndNotAfterAReprint(t *testing.T) {
	d := newDoor(t)
	used := d.letter("Ms. Ortiz")
	_, err := d.accept(used.Url, "", phone)
	d.must(err)
	_, err = d.accept(used.Url, "", phone)
	d.refused(err, "invitation_over")

	replaced := d.letter("Ms. Ortiz")
	fresh := d.letter("Ms. Ortiz")
	_, err = d.accept(replaced.Url, "", phone)
	d.refused(err, "invitation_over")
	d.later(7*24*time.Hour - time.Millisecond)
	_, err = d.accept(fresh.Url, "", phone)
	d.must(err)

	late := d.letter("Ms. Ortiz")
	d.later(7 * 24 * time.Hour)
	_, err = d.accept(late.Url, "", phone)
	d.refused(err, "invitation_over")
	_, err = d.accept("#nothing", "", phone)
	d.refused(err, "invitation_over")
}

func TestALetterOfALinkThatIsOverOpensNothingAndIsNotReprinted(t *testing.T) {
	d := newDoor(t)
	letter := d.letter("Ms. Ortiz")
	link, err := d.app.FindRecordById("family_links", d.noor)
	d.must(err)
	link.Set("until", monday)
	d.must(d.app.Save(link))
	_, err = d.accept(letter.Url, "", phone)
	d.refused(err, "invitation_over")
	_, err = d.ReprintLetter(d.as("Ms. Ortiz"), api.ReprintLetterRequestObject{Id: d.noor})
	d.refused(err, "link_over")
}

func TestLettersAreReprintedByWhoLooksAfterTheStudent(t *testing.T) {
	d := newDoor(t)
	for _, reader := range []string{"Mr. Hale", "Ms. Brandt", "Theo", "Noor"} {
		_, err := d.ReprintLetter(d.as(reader), api.ReprintLetterRequestObject{Id: d.noor})
		d.refused(err, "not_found")
	}
	_, err := d.ReprintLetter(d.as("Ms. Ortiz"), api.ReprintLetterRequestObject{Id: "nobodynobodynob"})
	d.refused(err, "not_found")
	d.letter("Ms. Ortiz")
	if d.lastAct() != "reprint_letter" {
		t.Errorf("on record: %s", d.lastAct())
	}
}

func TestAFamilyIsAddedWithItsLetter(t *testing.T) {
	d := newDoor(t)
	answer, err := d.AddFamily(d.as("Ms. Ortiz"), api.AddFamilyRequestObject{
		Id: d.id("Maya"), Body: &api.NewFamily{Name: " Dana  Rivera ", Lang: "es", Restricted: true},
	})
	d.must(err)
	letter := api.FamilyLetter(answer.(api.AddFamily200JSONResponse))
	if letter.Link.Name != "Dana Rivera" || !letter.Link.Restricted || letter.Link.Student != d.id("Maya") {
		t.Errorf("the link is %+v", letter.Link)
	}
	if d.lastAct() != "add_family" {
		t.Errorf("on record: %s", d.lastAct())
	}
	signed, err := d.accept(letter.Url, "", phone)
	d.must(err)
	if signed.Who.Name != "Dana Rivera" || signed.Who.Kind != "family" {
		t.Errorf("who: %+v", signed.Who)
	}
	for _, body := range []api.NewFamily{{Name: ""}, {Name: "Dana", Lang: "not a language"}} {
		_, err := d.AddFamily(d.as("Ms. Ortiz"), api.AddFamilyRequestObject{Id: d.id("Maya"), Body: &body})
		d.refused(err, "field_invalid")
	}
}

const fourWords = "lantern orbit velvet maple"

func (d *door) colleague() api.AddedPerson {
	d.t.Helper()
	answer, err := d.AddPerson(d.as("Ms. Okafor"), api.AddPersonRequestObject{
		Body: &api.NewPerson{Id: "lindlindlindlin", Name: "Ms. Lind", Kind: "staff", Mail: " Lind@Westside.example "},
	})
	d.must(err)
	return api.AddedPerson(answer.(api.AddPerson200JSONResponse))
}

func TestAColleagueChoosesAPasswordOnce(t *testing.T) {
	d := newDoor(t)
	added := d.colleague()
	if added.Person.Mail != "lind@westside.example" || !strings.HasPrefix(added.Link, "https://kith.westside.example/i#") {
		t.Errorf("added: %+v", added)
	}
	_, err := d.accept(added.Link, "", laptop)
	d.refused(err, "password_needed")
	for _, easy := range []string{
		"short words", "fourteen words", "aaaaaaaaaaaaaaaaaaaa", "lind@westside.example", strings.Repeat("long words ", 7), strings.Repeat("ó", 40),
	} {
		_, err := d.accept(added.Link, easy, laptop)
		d.refused(err, "password_refused")
	}
	signed, err := d.accept(added.Link, fourWords, laptop)
	d.must(err)
	d.seats["Ms. Lind"] = d.seat(d.app, added.Person.Id, "staff")
	d.sits(signed, "Ms. Lind")
	if !signed.Until.Equal(monday.Add(24 * time.Hour)) {
		t.Errorf("a staff session ends %v", signed.Until)
	}
	_, err = d.accept(added.Link, fourWords, laptop)
	d.refused(err, "invitation_over")
	if strings.Contains(d.everywhere(), "lantern") {
		t.Error("the password is stored as it is")
	}
}

func TestANewLinkForAColleagueEndsTheOldOneAndChangesThePassword(t *testing.T) {
	d := newDoor(t)
	first := d.colleague()
	second := d.colleague()
	_, err := d.accept(first.Link, fourWords, laptop)
	d.refused(err, "invitation_over")
	signed, err := d.accept(second.Link, fourWords, laptop)
	d.must(err)
	third := d.colleague()
	_, err = d.accept(third.Link, "another four words here", tablet)
	d.must(err)
	d.signedOut(signed)
	person, err := d.app.FindRecordById("people", first.Person.Id)
	d.must(err)
	if person.ValidatePassword(fourWords) || !person.ValidatePassword("another four words here") {
		t.Error("the old password is still good, or the new one is not")
	}
}

func TestOnlyACoordinatorAddsPeople(t *testing.T) {
	d := newDoor(t)
	for _, reader := range []string{"Ms. Ortiz", "Maya", "Noor"} {
		_, err := d.AddPerson(d.as(reader), api.AddPersonRequestObject{Body: &api.NewPerson{Name: "Dre", Kind: "student"}})
		d.refused(err, "not_found")
	}
	answer, err := d.AddPerson(d.as("Ms. Okafor"), api.AddPersonRequestObject{
		Body: &api.NewPerson{Name: "Dre", Kind: "student", Face: "dre", Ways: []string{"symbols"}},
	})
	d.must(err)
	dre := api.AddedPerson(answer.(api.AddPerson200JSONResponse))
	if dre.Link != "" || dre.Person.Name != "Dre" || dre.Person.Kind != "student" || dre.Person.Face != "dre" {
		t.Errorf("added: %+v", dre)
	}
	if d.lastAct() != "add_person" {
		t.Errorf("on record: %s", d.lastAct())
	}
}

func TestAPersonThatCannotBeIsRefusedAndNobodyIsAdded(t *testing.T) {
	d := newDoor(t)
	count := func() (people int) {
		d.must(d.app.DB().NewQuery(`SELECT count(*) FROM people`).Row(&people))
		return people
	}
	before := count()
	for what, body := range map[string]api.NewPerson{
		"no name":                        {Kind: "student"},
		"no kind":                        {Name: "Dre"},
		"a family member by this way":    {Name: "Dana", Kind: "family"},
		"a student with a mail address":  {Name: "Dre", Kind: "student", Mail: "dre@westside.example"},
		"a student who coordinates":      {Name: "Dre", Kind: "student", Coordinator: true},
		"a colleague without an address": {Name: "Ms. Lind", Kind: "staff"},
		"an address that is none":        {Name: "Ms. Lind", Kind: "staff", Mail: "lind"},
		"an address of somebody else":    {Name: "Ms. Lind", Kind: "staff", Mail: "Ortiz@westside.example"},
		"an id of somebody else":         {Id: d.id("Theo"), Name: "Dre", Kind: "student"},
		"an id of another school":        {Id: d.id("Ivy"), Name: "Ivy", Kind: "student"},
	} {
		t.Run(what, func(t *testing.T) {
			d.t = t
			_, err := d.AddPerson(d.as("Ms. Okafor"), api.AddPersonRequestObject{Body: &body})
			d.refused(err, "field_invalid")
		})
	}
	if count() != before {
		t.Errorf("%d people, were %d", count(), before)
	}
}

func TestASchoolBeginsWithItsSetupLink(t *testing.T) {
	d := newDoor(t)
	old, err := d.SetupLink()
	d.must(err)
	link, err := d.SetupLink()
	d.must(err)
	_, err = d.SetUp(context.Background(), api.SetUpRequestObject{Body: northside(old)})
	d.refused(err, "invitation_over")
	answer, err := d.SetUp(context.Background(), api.SetUpRequestObject{Body: northside(link)})
	d.must(err)
	who := answer.(api.SetUp200JSONResponse).Who
	if who.SchoolName != "Northside" || who.Name != "Ms. Reyes" || who.Kind != "staff" || !who.Coordinator {
		t.Errorf("who: %+v", who)
	}
	if d.lastAct() != "set_up" {
		t.Errorf("on record: %s", d.lastAct())
	}
	_, err = d.SetUp(context.Background(), api.SetUpRequestObject{Body: northside(link)})
	d.refused(err, "invitation_over")
	late, err := d.SetupLink()
	d.must(err)
	d.later(24 * time.Hour)
	_, err = d.SetUp(context.Background(), api.SetUpRequestObject{Body: northside(late)})
	d.refused(err, "invitation_over")
}

func TestALetterOrAColleaguesLinkFoundsNoSchool(t *testing.T) {
	d := newDoor(t)
	for _, link := range []string{d.letter("Ms. Ortiz").Url, d.colleague().Link} {
		_, err := d.SetUp(context.Background(), api.SetUpRequestObject{Body: northside(link)})
		d.refused(err, "invitation_over")
	}
	setup, err := d.SetupLink()
	d.must(err)
	_, err = d.accept(setup, fourWords, laptop)
	d.refused(err, "invitation_over")
}

func northside(link string) *api.SetUp {
	body := &api.SetUp{Token: secretOf(link), Device: laptop}
	body.School.Name, body.School.Zone = "Northside", "Europe/London"
	body.Coordinator.Name, body.Coordinator.Mail, body.Coordinator.Password = "Ms. Reyes", "reyes@northside.example", fourWords
	return body
}

func TestASetupThatCannotBeLeavesItsLinkGood(t *testing.T) {
	d := newDoor(t)
	link, err := d.SetupLink()
	d.must(err)
	for what, spoil := range map[string]func(*api.SetUp){
		"no school":           func(s *api.SetUp) { s.School.Name = " " },
		"no zone":             func(s *api.SetUp) { s.School.Zone = "" },
		"nobody":              func(s *api.SetUp) { s.Coordinator.Name = "" },
		"no address":          func(s *api.SetUp) { s.Coordinator.Mail = "" },
		"a broken address":    func(s *api.SetUp) { s.Coordinator.Mail = "reyes" },
		"a year that is over": func(s *api.SetUp) { s.School.YearEnds.Time = monday.AddDate(-1, 0, 0) },
		"no device":           func(s *api.SetUp) { s.Device.Id = "" },
	} {
		t.Run(what, func(t *testing.T) {
			d.t = t
			body := northside(link)
			spoil(body)
			_, err := d.SetUp(context.Background(), api.SetUpRequestObject{Body: body})
			d.refused(err, "field_invalid")
		})
	}
	easy := northside(link)
	easy.Coordinator.Password = "password"
	_, err = d.SetUp(context.Background(), api.SetUpRequestObject{Body: easy})
	d.refused(err, "password_refused")
	_, err = d.SetUp(context.Background(), api.SetUpRequestObject{Body: northside(link)})
	d.must(err)
}

func TestAnOperatorLetsAColleagueBackIn(t *testing.T) {
	d := newDoor(t)
	link, err := d.StaffLink(" Okafor@Westside.example")
	d.must(err)
	if d.lastAct() != "staff_link" {
		t.Errorf("on record: %s", d.lastAct())
	}
	signed, err := d.accept(link, fourWords, laptop)
	d.must(err)
	d.sits(signed, "Ms. Okafor")
	for _, address := range []string{"", "nobody@westside.example"} {
		if _, err := d.StaffLink(address); err == nil {
			t.Errorf("%q got a link", address)
		}
	}
}

func TestADoorWithWeakSecretsIsNotOpened(t *testing.T) {
	d := newDoor(t)
	d.must(d.Check())
	long := []byte(strings.Repeat("k", 32))
	for what, room := range map[string]*account.Room{
		"a short key":       {Key: []byte("short"), Pepper: long, Origin: "https://kith.example"},
		"no pepper":         {Key: long, Origin: "https://kith.example"},
		"no address":        {Key: long, Pepper: long},
		"half an address":   {Key: long, Pepper: long, Origin: "kith.example"},
		"a strange address": {Key: long, Pepper: long, Origin: "ftp://kith.example"},
	} {
		if room.Check() == nil {
			t.Errorf("%s was let through", what)
		}
	}
}

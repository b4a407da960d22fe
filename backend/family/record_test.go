package family_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image/jpeg"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/family"
	"kith/backend/kithtest"
)

// taken is a record as somebody got it: its data, its page, and the bytes of its pictures by name.
type taken struct {
	family.Record
	page     string
	pictures map[string][]byte
	whole    string // every text in it
}

// take asks for a record and unpacks it.
func take(t *testing.T, phone *kithtest.Phone, student circle.Seat) taken {
	t.Helper()
	response, body := phone.Do("GET", "/people/"+student.Person+"/record", nil, nil)
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != "application/zip" || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("answered %d, %v: %s", response.StatusCode, response.Header, body)
	}
	packed, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	got := taken{pictures: map[string][]byte{}}
	for _, file := range packed.File {
		opened, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(opened)
		if err != nil {
			t.Fatal(err)
		}
		switch file.Name {
		case "index.html":
			got.page, got.whole = string(content), got.whole+string(content)
		case "data.json":
			got.whole += string(content)
			if err := json.Unmarshal(content, &got.Record); err != nil {
				t.Fatal(err)
			}
		default:
			got.pictures[file.Name] = content
		}
	}
	return got
}

func (got taken) moments() []string {
	var words []string
	for _, moment := range got.Moments {
		words = append(words, moment.Words)
	}
	slices.Sort(words)
	return words
}

// story is a moment of whoever keeps it, with people in it and perhaps a picture.
func story(in string, words string, shade uint8, people ...circle.Seat) kithtest.Story {
	moment := kithtest.ID()
	made := kithtest.Story{Revision: api.KeepRevision{Moment: moment, Revision: kithtest.ID(), Circle: in, Words: words}}
	for _, person := range people {
		made.Revision.People = append(made.Revision.People, person.Person)
	}
	if shade > 0 {
		made.Photo = kithtest.Photograph(moment, shade)
		made.Revision.Pictures = []api.NewPicture{{Media: made.Photo.Media, Alt: "A picture of " + words}}
	}
	return made
}

// afternoon is a circle in which much has happened: to be found in Maya's record, and not to be found.
func afternoon(t *testing.T) (*kithtest.School, kithtest.Circle, kithtest.Neighbours) {
	t.Helper()
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	n := school.Next(c)
	for _, student := range []circle.Seat{c.Maya, c.Theo, c.Ana} {
		school.Phone(student).Must([]api.OpResult{school.Phone(student).Say("", api.GiveAnswerAnswerYes)})
	}
	school.Consent(c.Ortiz, c.Ana, "name", "none") // to families she is a friend
	maya, theo, ortiz := school.Phone(c.Maya), school.Phone(c.Theo), school.Phone(c.Ortiz)
	shared := func(phone *kithtest.Phone, s kithtest.Story, audience api.Audience) {
		phone.Keep(s)
		ortiz.Approve(s.Revision.Moment, audience)
	}
	first := story(c.ID, "first shared", 10, c.Maya, c.Ana)
	shared(maya, first, api.AudienceFamilies)
	shared(maya, story(c.ID, "second circle", 20, c.Maya), api.AudienceCircle)
	shared(theo, story(c.ID, "theos with maya", 30, c.Maya, c.Theo), api.AudienceFamilies)
	shared(theo, story(c.ID, "theos circle with maya", 40, c.Maya, c.Theo), api.AudienceCircle)
	shared(theo, story(c.ID, "theos alone", 50, c.Theo), api.AudienceFamilies)
	school.Later(11 * time.Minute)
	maya.Keep(story(c.ID, "mine waiting", 60, c.Maya, c.Theo))
	theo.Keep(story(c.ID, "theos waiting with maya", 70, c.Maya, c.Theo))
	back := story(c.ID, "sent back", 0)
	maya.Keep(back)
	if got := ortiz.One(api.OpKindDecide, api.Decide{
		Moment: back.Revision.Moment, Revision: back.Revision.Revision, Kind: api.DecideKindKeepPrivate, Note: "canary of the staff", Seen: seen(ortiz, back),
	}); got.Status != api.OpResultStatusAccepted {
		t.Fatalf("kept private: %+v", got)
	}
	school.Phone(n.Leo).Keep(story(n.Garden, "canary of the garden", 80, n.Leo))
	edited := first.Edited("first changed")
	maya.Keep(edited)
	return school, c, n
}

func seen(ortiz *kithtest.Phone, s kithtest.Story) string {
	ortiz.Sync()
	return ortiz.Moment(s.Revision.Moment, api.MomentFormStaff).Hash
}

// Against an oracle: what of that afternoon is whose.
func TestARecordHoldsAllThatItsReaderMayHaveAndNothingElse(t *testing.T) {
	school, c, _ := afternoon(t)
	t.Run("a student", func(t *testing.T) { holdsAStudents(t, school, c) })
	t.Run("a family", func(t *testing.T) { holdsAFamilys(t, school, c) })
	t.Run("a focus student", func(t *testing.T) {
		ana := take(t, school.Phone(c.Ana), c.Ana)
		for _, words := range []string{"focus", "companion", "role"} {
			if strings.Contains(ana.whole, words) {
				t.Errorf("the record of a focus student says %q", words)
			}
		}
	})
}

func holdsAStudents(t *testing.T, school *kithtest.School, c kithtest.Circle) {
	got := take(t, school.Phone(c.Maya), c.Maya)
	if want := []string{"first changed", "mine waiting", "second circle", "sent back", "theos circle with maya", "theos with maya"}; !slices.Equal(got.moments(), want) {
		t.Errorf("the record holds %q and not %q", got.moments(), want)
	}
	if len(got.pictures) != 5 {
		t.Errorf("%d pictures", len(got.pictures))
	}
	for name, content := range got.pictures {
		if _, err := jpeg.Decode(bytes.NewReader(content)); err != nil || !strings.Contains(got.page, `src="`+name+`"`) {
			t.Errorf("%s: %v, and the page shows it: %v", name, err, strings.Contains(got.page, name))
		}
	}
	if len(got.Versions) != 5 || len(got.Consents) != 4 || len(got.Orientations) != 1 || len(got.Answers) != 1 || len(got.Circles) != 1 {
		t.Errorf("%d versions, %d consents, %d orientations, %d answers, %d circles", len(got.Versions), len(got.Consents), len(got.Orientations), len(got.Answers), len(got.Circles))
	}
	for _, words := range []string{"theos alone", "theos waiting", "canary"} {
		if strings.Contains(got.whole, words) {
			t.Errorf("the record tells of %q", words)
		}
	}
	if strings.Count(got.page, "<td>received the circle") != 1 {
		t.Error("the page does not sum what an adult did in a day")
	}
	if !strings.Contains(got.page, "A picture of second circle") || !strings.Contains(got.page, "first changed") || !strings.Contains(got.page, "Kept private") {
		t.Error("the page does not show what is in the record")
	}
}

func holdsAFamilys(t *testing.T, school *kithtest.School, c kithtest.Circle) {
	got := take(t, school.Phone(c.MayasFamily), c.Maya)
	if want := []string{"first shared", "theos with maya"}; !slices.Equal(got.moments(), want) || len(got.pictures) != 2 {
		t.Errorf("the record holds %q with %d pictures and not %q", got.moments(), len(got.pictures), want)
	}
	if got.Versions != nil || got.Answers != nil {
		t.Errorf("a family is told what their student wrote and said elsewhere: %+v %+v", got.Versions, got.Answers)
	}
	for _, words := range []string{"Ana", "waiting", "circle with", "sent back", "canary", "kept a moment private", c.Ana.Person} {
		if strings.Contains(got.whole, words) {
			t.Errorf("the record tells of %q", words)
		}
	}
	if len(got.Consents) != 4 || len(got.Orientations) != 1 || got.Devices != nil || got.Asides != nil {
		t.Errorf("%d consents, %d orientations", len(got.Consents), len(got.Orientations))
	}
}

func TestARecordIsForTheStudentTheirFamilyAndACoordinator(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	n := school.Next(c)
	for who, seat := range map[string]circle.Seat{
		"another member": c.Theo, "another family": c.TheosFamily, "a member of another circle": n.Leo, "another facilitator": n.Dre,
		"a supporting adult": n.Ivy, "the facilitator": c.Ortiz, "a coordinator of another school": n.Okafor,
	} {
		if response, body := school.Phone(seat).Do("GET", "/people/"+c.Maya.Person+"/record", nil, nil); response.StatusCode != 404 {
			t.Errorf("%s is answered %d, %d bytes", who, response.StatusCode, len(body))
		}
	}
	if response, _ := school.Phone(c.AnasAunt).Do("GET", "/people/"+c.Ana.Person+"/record", nil, nil); response.StatusCode != 404 {
		t.Errorf("a restricted family is answered %d", response.StatusCode)
	}
	school.Grow(c.Maya)
	if response, _ := school.Phone(c.MayasFamily).Do("GET", "/people/"+c.Maya.Person+"/record", nil, nil); response.StatusCode != 404 {
		t.Errorf("a family of a student with full rights is answered %d", response.StatusCode)
	}
}

func TestAnAdultTakesARecordSoonAfterSigningInAndThatIsOnRecord(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Phone(c.Maya).Keep(c.Alone("waiting"))
	theirs := take(t, school.Phone(c.MayasFamily), c.Maya)
	reyes := school.Phone(c.Coordinator)
	got := take(t, reyes, c.Maya)
	if len(got.moments()) != 1 || !slices.Equal(got.moments(), theirs.moments()) || got.Versions != nil {
		t.Errorf("an adult is given %q, a family %q", got.moments(), theirs.moments())
	}
	if n := school.Count(`SELECT count(*) FROM audit WHERE act = 'export_record' AND actor = {:a} AND students LIKE {:b}`, c.Coordinator.Person, "%"+c.Maya.Person+"%"); n != 1 {
		t.Errorf("%d rows say that an adult took the record", n)
	}
	later := take(t, school.Phone(c.MayasFamily), c.Maya)
	if !slices.ContainsFunc(later.Looks, func(one family.Look) bool {
		return one.Adult == "Mr. Reyes" && one.What == "took this record" && one.Day == "2026-09-14"
	}) {
		t.Errorf("the family is not told that an adult took it: %+v", later.Looks)
	}
	school.Later(5 * time.Minute)
	response, body := reyes.Do("GET", "/people/"+c.Maya.Person+"/record", nil, nil)
	if response.StatusCode != 403 || !strings.Contains(string(body), `"sign_in_fresh"`) {
		t.Errorf("five minutes later: %d %s", response.StatusCode, body)
	}
	take(t, reyes.Return(), c.Maya)
}

// What a coordinator hands to a family holds no more than the family may have.
func TestWhatIsHandedToAFamilyIsAsNarrowAsTheFamilyIs(t *testing.T) {
	school, c, _ := afternoon(t)
	reyes := school.Phone(c.Coordinator)
	if got := take(t, reyes, c.Maya).moments(); !slices.Equal(got, []string{"first shared", "theos with maya"}) {
		t.Fatalf("the record holds %q", got)
	}
	school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Ana.Person, "restricted": true})
	if got := take(t, reyes, c.Maya).moments(); !slices.Equal(got, []string{"theos with maya"}) {
		t.Errorf("with somebody in it whom the family may not see: %q", got)
	}
	school.Save("family_links", map[string]any{"person": c.MayasFamily.Person, "student": c.Theo.Person})
	school.Grow(c.Theo)
	if got := take(t, reyes, c.Maya).moments(); len(got) != 0 {
		t.Errorf("with somebody in it who decides alone and does not let the family read: %q", got)
	}
	if status, body := reyes.JSON("PATCH", "/school", map[string]bool{"familiesOff": true}); status != 200 {
		t.Fatal(status, string(body))
	}
	if got := take(t, reyes, c.Maya); len(got.Moments) != 0 || len(got.pictures) != 0 {
		t.Errorf("while families see nothing: %q", got.moments())
	}
	school.Grow(c.Maya)
	if response, body := reyes.Do("GET", "/people/"+c.Maya.Person+"/record", nil, nil); response.StatusCode != 409 || !strings.Contains(string(body), `"full_rights"`) {
		t.Errorf("of a student with full rights: %d %s", response.StatusCode, body)
	}
}

func TestWhoHasLeftTakesWhatTheirFamilySeesAndWhatTheyKept(t *testing.T) {
	school, c, _ := afternoon(t)
	member, err := school.App.FindFirstRecordByFilter("members", "person = '"+c.Maya.Person+"'")
	if err != nil {
		t.Fatal(err)
	}
	member.Set("until", school.Now())
	if err := school.App.Save(member); err != nil {
		t.Fatal(err)
	}
	got := take(t, school.Phone(c.Maya), c.Maya)
	if want := []string{"first changed", "mine waiting", "second circle", "sent back", "theos with maya"}; !slices.Equal(got.moments(), want) {
		t.Errorf("the record holds %q and not %q", got.moments(), want)
	}
	seat := school.Record("seats", c.Maya.ID)
	seat.Set("until", school.Now())
	if err := school.App.Save(seat); err != nil {
		t.Fatal(err)
	}
	if handed := take(t, school.Phone(c.Coordinator), c.Maya); !slices.Contains(handed.moments(), "theos with maya") {
		t.Errorf("who has left the school is handed %q", handed.moments())
	}
}

func TestWhereSomebodyIsOnlyHeardIsInTheirRecord(t *testing.T) {
	school, c, _ := afternoon(t)
	school.Consent(c.Ortiz, c.Maya, "voice", "families")
	spoken := c.Spoken(c.Maya)
	spoken.Revision.Words, spoken.Revision.Voice[0].Words = "theo recorded her", "We count to four"
	school.Phone(c.Theo).Keep(spoken)
	school.Phone(c.Ortiz).Approve(spoken.Revision.Moment, api.AudienceFamilies)
	school.Later(11 * time.Minute)
	for who, seat := range map[string]circle.Seat{"she": c.Maya, "her family": c.MayasFamily} {
		if got := take(t, school.Phone(seat), c.Maya); !slices.Contains(got.moments(), "theo recorded her") {
			t.Errorf("%s is not given what she is heard in: %q", who, got.moments())
		}
	}
}

func TestWhatSomebodyIsOnlyAskedAboutIsInNoRecord(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	held := story(c.ID, "held with maya", 30, c.Maya, c.Ana)
	school.Phone(c.Theo).Keep(held)
	school.Phone(c.Ortiz).Approve(held.Revision.Moment, api.AudienceFamilies)
	maya := school.Phone(c.Maya)
	maya.Sync()
	if maya.Moment(held.Revision.Moment, api.MomentFormAsk) == nil {
		t.Fatal("Maya is not asked")
	}
	if got := take(t, maya, c.Maya); len(got.Moments) != 0 || strings.Contains(got.whole, "held with maya") {
		t.Errorf("the record holds %q", got.moments())
	}
}

// Whoever is in a moment hides it, and nobody is told who or why.
func TestARecordSaysNotWhoHidAMoment(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	shared := school.Share(c, c.Drumming(), api.AudienceFamilies)
	school.Expect(school.Phone(c.Theo).One(api.OpKindTakeDown, api.TakeDown{Moment: shared.Revision.Moment, Action: api.TakeDownActionAsk}), "")
	got := take(t, school.Phone(c.Maya), c.Maya)
	for _, look := range got.Looks {
		if strings.Contains(look.What, "hid") || strings.Contains(look.What, "took a moment back") {
			t.Errorf("the record says: %s %s", look.Adult, look.What)
		}
	}
	if !slices.ContainsFunc(got.Looks, func(one family.Look) bool { return one.What == "approved a moment" && one.Adult == "Ms. Ortiz" }) {
		t.Errorf("the record says nothing of the approval: %+v", got.Looks)
	}
}

func TestWhatPeopleWroteIsTextOnThePage(t *testing.T) {
	school := kithtest.Open(t, kithtest.WithMail)
	c := school.DrumRoom()
	const script = `<script>alert(1)</script><img src=x onerror=alert(2)>`
	school.Phone(c.Maya).Keep(kithtest.Story{Revision: c.Alone(script).Revision})
	got := take(t, school.Phone(c.Maya), c.Maya)
	if strings.Contains(got.page, "<script") || strings.Contains(got.page, "<img") || !strings.Contains(got.page, "&lt;script&gt;") {
		t.Error("what a student wrote became a part of the page")
	}
}

package inbox_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/circle"
	"kith/backend/kithtest"
)

// aside is a school in which something of Maya's was set aside: Theo brought it, and Ms. Ortiz looks.
type aside struct {
	*kithtest.School
	kithtest.Circle
	maya, theo, ortiz *kithtest.Phone
}

func openAside(t *testing.T) aside {
	t.Helper()
	school := kithtest.Open(t)
	c := school.DrumRoom()
	return aside{School: school, Circle: c, maya: school.Phone(c.Maya), theo: school.Phone(c.Theo), ortiz: school.Phone(c.Ortiz)}
}

// elsewhere seals a story of Maya's for a circle that is not hers and lets Theo bring it, so that it is set aside.
func (a aside) elsewhere(story kithtest.Story) api.Op {
	a.T.Helper()
	story.Revision.Circle = "nosuchcircle001"
	op := a.maya.Op(api.OpKindKeepRevision, story.Revision)
	isTaken(a.theo, a.maya.Seal(op))
	return op
}

// bringPhoto lets Theo bring a sealed picture of Maya's.
func (a aside) bringPhoto(photo kithtest.Photo) {
	a.T.Helper()
	head, box := a.maya.SealPhoto(photo)
	if response, body := a.theo.Do("POST", "/media", kithtest.SealedHeaders(head, box), box); response.Header.Get("Kith-Media") != "kept" {
		a.T.Fatalf("a sealed picture: %d %s", response.StatusCode, body)
	}
}

// only is the one thing that is set aside, or the end of the test.
func (a aside) only(by *kithtest.Phone) api.SetAside {
	a.T.Helper()
	items := setAside(a.T, by)
	if len(items) != 1 {
		a.T.Fatalf("%d things are set aside: %+v", len(items), items)
	}
	return items[0]
}

// file files something into a circle and gives the moment that it became, or the code with which the school refused.
func (a aside) file(by *kithtest.Phone, op, into string) (moment, code string) {
	a.T.Helper()
	status, body := by.JSON("POST", "/set-aside/"+op+"?person="+a.Maya.Person, api.Filing{Circle: into})
	var told struct{ Moment, Code string }
	if err := json.Unmarshal(body, &told); err != nil || (status == http.StatusOK) != (told.Code == "") {
		a.T.Fatalf("file: %d %s %v", status, body, err)
	}
	return told.Moment, told.Code
}

// isFiled ends the test unless it becomes its author's moment.
func (a aside) isFiled(by *kithtest.Phone, op, into, moment string) {
	a.T.Helper()
	if got, code := a.file(by, op, into); got != moment || code != "" {
		a.T.Fatalf("it is filed as %q %q", got, code)
	}
}

func (a aside) audited(act string) int {
	a.T.Helper()
	return a.Count(`SELECT count(*) FROM audit WHERE act = {:a} AND students LIKE '%' || {:b} || '%'`, act, a.Maya.Person)
}

// master is the rendition of a picture as it came.
func (a aside) master(photo kithtest.Photo) (id string) {
	a.T.Helper()
	if err := a.App.DB().NewQuery(`SELECT id FROM renditions WHERE media = {:a}`).Bind(map[string]any{"a": photo.Media}).Row(&id); err != nil {
		a.T.Fatal(err)
	}
	return id
}

func (a aside) onTheShelf(media string) bool {
	a.T.Helper()
	files, err := filepath.Glob(filepath.Join(a.Dir, "media", "*", media, "*.jpg"))
	if err != nil {
		a.T.Fatal(err)
	}
	return len(files) == 3
}

func (a aside) revisions() int {
	a.T.Helper()
	return a.Count(`SELECT count(*) FROM revisions`)
}

// circleOf makes another circle, led by somebody, with these students in it.
func (a aside) circleOf(name string, lead circle.Seat, students ...circle.Seat) string {
	a.T.Helper()
	id := a.Save("circles", map[string]any{"school": a.Circle.School, "name": name, "kind": "peer_network", "glaze": "moss"}).Id
	a.Save("grants", map[string]any{"person": lead.Person, "school": a.Circle.School, "role": "facilitator", "circle": id})
	for _, student := range students {
		a.Save("members", map[string]any{"circle": id, "person": student.Person, "role": "companion", "from": a.Now().Add(-time.Hour)})
	}
	return id
}

// mayaLeaves ends her time in a circle.
func (a aside) mayaLeaves(id string, until time.Time) {
	a.T.Helper()
	member, err := a.App.FindFirstRecordByFilter("members", "circle = {:c} && person = {:p}", map[string]any{"c": id, "p": a.Maya.Person})
	if err != nil {
		a.T.Fatal(err)
	}
	member.Set("until", until)
	if err := a.App.Save(member); err != nil {
		a.T.Fatal(err)
	}
}

// signOutMaya makes everything that she sealed before wait for an adult.
func (a aside) signOutMaya() {
	a.T.Helper()
	if status, body := a.ortiz.JSON("DELETE", "/people/"+a.Maya.Person+"/sessions", nil); status != http.StatusNoContent {
		a.T.Fatalf("sign Maya out: %d %s", status, body)
	}
}

func TestAnAdultSeesThePicturesOfWhatIsSetAsideAndNobodyElseDoes(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	story := a.Drumming()
	moment := story.Revision.Moment
	unnamed, apart, theos := kithtest.Photograph(moment, 20), kithtest.Photograph(kithtest.ID(), 30), kithtest.Photograph(moment, 40)
	story.Revision.Pictures = append(story.Revision.Pictures,
		api.NewPicture{Media: kithtest.ID(), Alt: "Still on its way"}, api.NewPicture{Media: apart.Media}, api.NewPicture{Media: theos.Media})
	op := a.elsewhere(story)
	for _, photo := range []kithtest.Photo{story.Photo, unnamed, apart} {
		a.bringPhoto(photo)
	}
	if a.theo.Upload(theos) != "kept" {
		t.Fatal("a picture of Theo's")
	}
	item := a.only(a.ortiz)
	if item.Person != a.Maya.Person || item.Name != "Maya" || !item.At.Equal(op.At) || item.Kind != api.OpKindKeepRevision || len(item.Pictures) != 4 {
		t.Fatalf("her facilitator is told %+v", item)
	}
	first, rest := item.Pictures[0], item.Pictures[1:]
	if !first.Kept || first.Alt != "Theo at the drums" || first.Width == 0 || rest[0].Alt != "Still on its way" {
		t.Errorf("of its pictures she is told %+v", item.Pictures)
	}
	for _, picture := range rest {
		if picture.Kept || picture.Rendition != "" {
			t.Errorf("a picture that has not come, or was taken for another moment, or by somebody else, is told of: %+v", picture)
		}
	}
	if a.audited("read_set_aside") != 1 {
		t.Error("that she looked is not on record")
	}
	for name, phone := range map[string]*kithtest.Phone{"her facilitator": a.ortiz, "the coordinator": a.Phone(a.Coordinator)} {
		if !phone.Opens(first.Rendition) {
			t.Errorf("%s cannot open the picture", name)
		}
		for _, photo := range []kithtest.Photo{unnamed, apart, theos} {
			if phone.Opens(a.master(photo)) {
				t.Errorf("%s opens a picture that is no part of it", name)
			}
		}
	}
	// One of its pictures is Theo's, so it cannot be filed as it is; that it was tried changes nothing.
	for range 2 {
		if _, code := a.file(a.ortiz, op.Op, a.ID); code != "not_filed" || a.audited("file_set_aside") != 0 || a.only(a.ortiz).Op != op.Op {
			t.Errorf("with a picture of somebody else's it is filed: %q", code)
		}
	}
	for name, seat := range map[string]circle.Seat{
		"its author": a.Maya, "who brought it": a.Theo, "her family": a.MayasFamily, "a teacher of another circle": n.Dre, "a supporting adult": n.Ivy,
		"a coordinator elsewhere": n.Okafor, "her facilitator as somebody's family": a.Seat(a.Ortiz, "family"),
	} {
		if a.Phone(seat).Opens(first.Rendition) {
			t.Errorf("%s opens the picture", name)
		}
	}
	if status, body := a.ortiz.JSON("DELETE", "/set-aside/"+op.Op+"?person="+a.Maya.Person, nil); status != http.StatusNoContent {
		t.Fatalf("put away: %d %s", status, body)
	}
	if a.audited("put_set_aside_away") != 1 || a.ortiz.Opens(first.Rendition) {
		t.Error("that it was put away is not on record, or its picture still opens")
	}
	if _, code := a.file(a.ortiz, op.Op, a.ID); code != "not_found" {
		t.Errorf("what was put away is filed: %q", code)
	}
}

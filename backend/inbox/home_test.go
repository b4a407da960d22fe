package inbox_test

import (
	"net/http"
	"testing"

	"kith/backend/api"
	"kith/backend/kithtest"
)

func TestAStoryOfACircleOfItsAuthorsIsForTheAdultsOfThatCircleAlone(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	kitchen := a.circleOf("The Kitchen", n.Dre, a.Maya)
	story := a.Drumming()
	op := a.maya.Op(api.OpKindKeepRevision, story.Revision)
	envelope := a.maya.Seal(op)
	a.bringPhoto(story.Photo)
	a.signOutMaya()
	isTaken(a.theo, envelope)
	dre, reyes, picture := a.Phone(n.Dre), a.Phone(a.Coordinator), a.master(story.Photo)
	for name, by := range map[string]*kithtest.Phone{"its own facilitator": a.ortiz, "the coordinator": reyes} {
		item := a.only(by)
		if item.Code != "author_signed_out" || item.Meant != "The Drum Room" || len(item.Circles) != 1 || item.Circles[0].Id != a.ID || !by.Opens(picture) {
			t.Errorf("%s is told %+v", name, item)
		}
		if _, code := a.file(by, op.Op, kitchen); code != "field_invalid" {
			t.Errorf("%s files it where it was not meant: %q", name, code)
		}
	}
	if got := setAside(t, dre); len(got) != 0 || dre.Opens(picture) {
		t.Errorf("the facilitator of her other circle is told %+v, or opens its picture", got)
	}
	for _, into := range []string{a.ID, kitchen} {
		if _, code := a.file(dre, op.Op, into); code != "not_found" {
			t.Errorf("the facilitator of her other circle files it: %q", code)
		}
	}
	if status, _ := dre.JSON("DELETE", "/set-aside/"+op.Op+"?person="+a.Maya.Person, nil); status != http.StatusNotFound {
		t.Errorf("the facilitator of her other circle puts it away: %d", status)
	}
	a.mayaLeaves(a.ID, a.Now())
	if got := setAside(t, dre); len(got) != 0 || dre.Opens(picture) {
		t.Errorf("once she has left that circle, the facilitator of her other one is told %+v, or opens its picture", got)
	}
	a.isFiled(reyes, op.Op, a.ID, story.Revision.Moment)
}

func TestWhatIsAboutAMomentIsForTheAdultsOfTheCircleWhereThatLies(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	kitchen := a.circleOf("The Kitchen", n.Dre, a.Maya)
	story := a.Alone("First")
	a.maya.Keep(story)
	back := a.maya.Seal(a.maya.Op(api.OpKindTakeBack, api.TakeBack{Moment: story.Revision.Moment}))
	next := story.Edited("Second")
	next.Revision.Circle = "nosuchcircle001"
	second := a.maya.Seal(a.maya.Op(api.OpKindKeepRevision, next.Revision))
	moved := story.Edited("Second, for the Kitchen")
	moved.Revision.Circle = kitchen
	third := a.maya.Seal(a.maya.Op(api.OpKindKeepRevision, moved.Revision))
	a.signOutMaya()
	isTaken(a.theo, back)
	isTaken(a.theo, second)
	dre := a.Phone(n.Dre)
	if got := setAside(t, dre); len(got) != 0 {
		t.Errorf("the facilitator of her other circle is told %+v", got)
	}
	isTaken(a.theo, third)
	if item := a.only(dre); item.Meant != "The Kitchen" || item.Words != "Second, for the Kitchen" || len(item.Circles) != 0 {
		t.Errorf("of a version that names another circle the facilitator of that is told %+v", item)
	}
	for _, item := range setAside(t, a.ortiz) {
		if item.Meant != "The Drum Room" || (len(item.Circles) == 1) != (item.Kind == api.OpKindKeepRevision) {
			t.Errorf("the facilitator of that circle is told %+v", item)
		}
	}
	if len(setAside(t, a.ortiz)) != 2 {
		t.Error("the facilitator of that circle is not told of both")
	}
}

func TestOfAPictureThatTwoStoriesNameTheAdultsOfEitherCircleMayOpenIt(t *testing.T) {
	a := openAside(t)
	n := a.Next(a.Circle)
	kitchen := a.circleOf("The Kitchen", n.Dre, a.Maya)
	drums := a.Drumming()
	soup := drums.Edited("The same picture, in the Kitchen")
	soup.Revision.Circle = kitchen
	first, second := a.maya.Seal(a.maya.Op(api.OpKindKeepRevision, drums.Revision)), a.maya.Seal(a.maya.Op(api.OpKindKeepRevision, soup.Revision))
	a.bringPhoto(drums.Photo)
	a.signOutMaya()
	isTaken(a.theo, first)
	isTaken(a.theo, second)
	for name, by := range map[string]*kithtest.Phone{"The Drum Room": a.ortiz, "The Kitchen": a.Phone(n.Dre)} {
		if item := a.only(by); item.Meant != name || !by.Opens(a.master(drums.Photo)) {
			t.Errorf("the facilitator of %s is told %+v, or cannot open the picture", name, item)
		}
	}
}

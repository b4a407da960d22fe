package server

import (
	"github.com/pocketbase/pocketbase/core"

	"kith/backend/consent"
	"kith/backend/feed"
	"kith/backend/journal"
	"kith/backend/keeping"
	"kith/backend/moment"
	"kith/backend/programme/orientation"
	"kith/backend/programme/worry"
	"kith/backend/review"
	"kith/hooks"
)

// Lifecycle is a moment's life, and that of everything that decides who reads it: one line per event, and who answers it. Before the
// record is written a room may refuse it; after it is written the feed is brought in line, in the same transaction, and what narrows goes
// to the journal.
func Lifecycle() []hooks.Event {
	return []hooks.Event{
		{Name: "RevisionKept", Collection: "revisions", On: hooks.Created, Before: do(moment.Admit, feed.Number), After: do(feed.RefreshMomentOf, review.WaitsNoMore)},
		{Name: "MediaKept", Collection: "media", On: hooks.Saved, Before: do(moment.Complete, feed.Number), After: do(feed.RefreshMomentOf)},
		{Name: "DecisionMade", Collection: "decisions", On: hooks.Created, Before: do(review.Check, feed.Number), After: do(journal.Decision, review.Render, review.Await, feed.RefreshMomentOf, review.WaitsNoMore, review.Remember)},
		{Name: "FacesFound", Collection: "faces", On: hooks.Changed, Before: do(feed.Number), After: do(feed.RefreshPictureOf)},
		{Name: "CoverMade", Collection: "renditions", On: hooks.Changed, After: do(feed.RefreshPictureOf)},
		{Name: "ShownAnswered", Collection: "answers", On: hooks.Created, Before: do(feed.Number), After: do(journal.Answer, feed.RefreshAnswer, review.RememberAnswer)},
		{Name: "ConsentRecorded", Collection: "consents", On: hooks.Created, Before: do(feed.Number), After: do(journal.Consent, feed.RefreshPersonOf, consent.Remember, keeping.Withdrawn)},
		{Name: "Oriented", Collection: "orientations", On: hooks.Created, Before: do(feed.Number), After: do(feed.RefreshPersonOf, orientation.Remember)},
		{Name: "AdultTold", Collection: "worries", On: hooks.Created, Before: do(feed.Number), After: do(worry.Reach, feed.RefreshMeOf, worry.Remember)},
		{Name: "WorryAnswered", Collection: "worry_steps", On: hooks.Created, After: do(worry.Follow, worry.RememberStep)},

		{Name: "PersonChanged", Collection: "people", On: hooks.Changed, After: do(feed.RefreshPersonItself, journal.Person)},
		{Name: "SeatGiven", Collection: "seats", On: hooks.Saved, After: do(feed.RefreshMeOf)},
		{Name: "SchoolChanged", Collection: "schools", On: hooks.Changed, After: do(feed.RefreshSchool, journal.School)},
		{Name: "CircleChanged", Collection: "circles", On: hooks.Saved, After: do(feed.RefreshCircleItself)},
		{Name: "MemberCameOrLeft", Collection: "members", On: hooks.Saved, After: do(feed.RefreshCircleOf, feed.RefreshMeOf, journal.Member)},
		{Name: "GrantGivenOrEnded", Collection: "grants", On: hooks.Saved, After: do(feed.RefreshCircleOf, feed.RefreshMeOf, journal.Grant)},
		{Name: "FamilyLinked", Collection: "family_links", On: hooks.Saved, After: do(feed.RefreshLink, journal.Link)},
		{Name: "SessionChanged", Collection: "sessions", On: hooks.Changed, After: do(journal.Session)},
		{Name: "InvitationChanged", Collection: "invitations", On: hooks.Changed, After: do(journal.Invitation)},
	}
}

func do(answers ...func(core.App, *core.Record) error) []hooks.Answer {
	list := make([]hooks.Answer, len(answers))
	for i, answer := range answers {
		list[i] = answer
	}
	return list
}

package server_test

import (
	"encoding/json"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
)

// ops are what phones send, each in a sync of its own.
func ops() []question {
	op := func(kind api.OpKind, purpose, of string, body func(m *matrix, about thing) any, may answers) question {
		return question{name: "op " + string(kind) + purpose, of: of, path: at("/sync"), may: may, body: func(m *matrix, about thing) any {
			encoded, err := json.Marshal(body(m, about))
			if err != nil {
				panic(err) // nothing in it can fail
			}
			one := api.Op{Op: kithtest.ID(), Kind: kind, At: kithtest.Monday, Body: encoded}
			return api.SyncRequest{Device: "matrixdevice000", Build: 1, Schema: 1, Ops: []api.Op{one}}
		}}
	}
	decide := func(kind api.DecideKind) func(*matrix, thing) any {
		return func(_ *matrix, about thing) any {
			return api.Decide{Moment: about.id, Revision: about.revision, Kind: kind, Audience: api.AudienceCircle, Seen: about.seen}
		}
	}
	down := func(action api.TakeDownAction) func(*matrix, thing) any {
		return func(_ *matrix, about thing) any { return api.TakeDown{Moment: about.id, Action: action} }
	}
	no := func(person func(*matrix) string) func(*matrix, thing) any {
		return func(m *matrix, about thing) any {
			return api.GiveAnswer{Moment: about.id, Person: person(m), Answer: api.GiveAnswerAnswerNo}
		}
	}
	ownNo := func(_ *matrix, about thing) any {
		return api.RecordConsent{Person: about.id, Kind: api.ConsentKindVoice, Widest: api.WidestNone, How: api.RecordConsentHowAccount}
	}
	return []question{
		// What nobody but students ever may is refused by one word, whatever is named.
		op(api.OpKindKeepRevision, ": the next version", "moment", func(_ *matrix, about thing) any {
			return api.KeepRevision{Moment: about.id, Revision: kithtest.ID(), Base: about.revision, Circle: about.in, Words: "Changed"}
		}, answers{
			here: "adults:not_member, author, co-author", garden: "adults:not_member, member of another circle", hillside: "adults:not_member",
			unknown: "everybody:not_member", unreadable: "adults:not_member, author, co-author",
			// An erased id is never taken in again, also from whoever names it first.
			deleted: "students:erased, adults:not_member",
		}),
		op(api.OpKindKeepRevision, ": a new moment", "circle", func(_ *matrix, about thing) any {
			return api.KeepRevision{Moment: kithtest.ID(), Revision: kithtest.ID(), Circle: about.id, Words: "New"}
		}, answers{
			here: "everybody:not_member, author, co-author, other member, person shown", garden: "everybody:not_member, member of another circle",
			hillside: "everybody:not_member", unknown: "everybody:not_member",
		}),
		op(api.OpKindTakeBack, "", "moment", func(_ *matrix, about thing) any { return api.TakeBack{Moment: about.id} }, answers{
			here: "author:already_shared, co-author:already_shared", garden: "member of another circle:already_shared", unreadable: "author, co-author",
		}),
		op(api.OpKindDecide, ": approve", "moment", decide(api.DecideKindApprove), answers{
			here: "facilitator:already_decided", garden: "other facilitator:already_decided", unreadable: "facilitator",
		}),
		op(api.OpKindDecide, ": keep private", "moment", decide(api.DecideKindKeepPrivate), answers{
			here: "facilitator", garden: "other facilitator", unreadable: "facilitator",
		}),
		op(api.OpKindGiveAnswer, ": one's own", "moment", no(func(*matrix) string { return "" }), answers{here: "person shown"}),
		op(api.OpKindGiveAnswer, ": Theo's", "moment", no(func(m *matrix) string { return m.circle.Theo.Person }), answers{
			here: "person shown, facilitator", unreadable: "facilitator",
		}),
		op(api.OpKindTakeDown, ": ask", "moment", down(api.TakeDownActionAsk), answers{
			here: "author, co-author, person shown, family, facilitator", garden: "member of another circle, other facilitator",
		}),
		op(api.OpKindTakeDown, ": confirm", "moment", down(api.TakeDownActionConfirm), answers{
			here: "facilitator:already_decided", garden: "other facilitator:already_decided", unreadable: "facilitator:already_decided",
		}),
		op(api.OpKindRecordConsent, "", "person", func(_ *matrix, about thing) any {
			return api.RecordConsent{Person: about.id, Kind: api.ConsentKindWords, Widest: api.WidestNone, How: api.RecordConsentHowPaper}
		}, looksAfter),
		op(api.OpKindRecordConsent, ": a guardian's own", "student", ownNo, answers{
			here: "facilitator:field_invalid, family, coordinator:field_invalid", garden: "other facilitator:field_invalid, coordinator:field_invalid",
		}),
		op(api.OpKindRecordConsent, ": a grown student's own", "grown", ownNo, answers{
			here: "co-author, facilitator:field_invalid, coordinator:field_invalid",
		}),
		// Whoever tells something is never told that somebody is not there: a stranger is somebody else.
		op(api.OpKindTellAdult, ": about a person", "person", func(_ *matrix, about thing) any {
			return api.TellAdult{Words: "I am worried", People: []string{about.id}}
		}, told(here, garden, hillside, unknown, unreadable)),
		op(api.OpKindStepOut, "", "circle", func(_ *matrix, about thing) any {
			return api.StepOut{Circle: about.id, Wish: api.StepOutWishBreak}
		}, answers{
			here: "everybody:not_member, author, co-author, other member, ex-member, person shown", garden: "everybody:not_member, member of another circle",
			hillside: "everybody:not_member", unknown: "everybody:not_member",
		}),
		op(api.OpKindChooseWay, "", "", func(*matrix, thing) any { return api.ChooseWay{Way: "aloud", Chosen: true} }, answers{nowhere: "students"}),
		op(api.OpKindRecordOrientation, "", "person", func(_ *matrix, about thing) any {
			return map[string]string{"person": about.id, "on": kithtest.Monday.Format(time.DateOnly)}
		}, looksAfter),
	}
}

// told says that students and staff may do something whatever it is about, and nobody in a seat as a family.
func told(relations ...string) answers {
	may := answers{}
	for _, relation := range relations {
		may[relation] = "students, staff"
	}
	return may
}

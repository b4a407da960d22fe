package server_test

import (
	"kith/backend/api"
	"kith/backend/kithtest"
)

// question is an operation of the contract, asked about something of a kind or about nothing. Each kind of op that a phone sends is a question.
type question struct {
	name   string // method and path as in the contract; or "op", its kind, and what it is for
	of     string // the kind of thing
	path   func(thing) string
	header func(thing) map[string]string
	body   func(m *matrix, about thing) any
	tells  bool // asked is whether the answer names the thing; otherwise whether there is one
	may    answers
}

// answers says by relation who is answered, with commas between: "a, b:code" where b is refused with another code than not_found. Everybody
// else is answered as if nothing were there. What stands later in a line counts more; `students`, `adults` and `everybody` are several.
type answers map[string]string

var groups = map[string][]string{
	"students":  {"author", "co-author", "other member", "member of another circle", "ex-member", "person shown"},
	"adults":    {"supporting adult", "facilitator", "other facilitator", "cover out of dates", "family", "restricted family", "family not let read", "coordinator", "facilitator at home", "coordinator at home"},
	"staff":     {"supporting adult", "facilitator", "other facilitator", "cover out of dates", "coordinator"},
	"everybody": principals[1:], // but nobody without a session
}

// looksAfter are the adults who decide for a circle, and the coordinator. Whoever has left is the coordinator's alone.
var looksAfter = answers{here: "facilitator, coordinator", garden: "other facilitator, coordinator", unreadable: "coordinator"}

var coordinatorAlone = answers{here: "coordinator", garden: "coordinator"}

func questions() []question {
	all := append(roster(), ops()...)
	all = append(all, pictures()...)
	all = append(all, worries()...)
	all = append(all, amendments()...)
	all = append(all, lists()...)
	return append(all, general()...)
}

func at(path string) func(thing) string { return func(thing) string { return path } }

func under(before, after string) func(thing) string {
	return func(about thing) string { return before + about.id + after }
}

func within(before, between string) func(thing) string {
	return func(about thing) string { return before + about.in + between + about.id }
}

func asideAt(about thing) string { return "/set-aside/" + about.id + "?person=" + about.in }

func always(body any) func(*matrix, thing) any { return func(*matrix, thing) any { return body } }

// roster is what adults do about people and circles.
func roster() []question {
	people := func(name, after string, body any) question {
		q := question{name: name, of: "person", path: under("/people/", after), may: looksAfter}
		if body != nil {
			q.body = always(body)
		}
		return q
	}
	member := func(m *matrix, _ thing) any { return api.NewMember{Person: m.things["person"][unreadable].id} }
	cover := func(m *matrix, _ thing) any {
		return api.NewStaff{
			Person: m.circle.Ortiz.Person, Role: api.NewStaffRoleCover, From: kithtest.Monday.AddDate(0, 0, 1), Until: kithtest.Monday.AddDate(0, 0, 2),
		}
	}
	file := func(m *matrix, about thing) any { return api.Filing{Circle: about.into} }
	// The student of here is the other member, and who has left is the one who has left: each may have their own.
	record := people("GET /people/{id}/record", "/record", nil)
	record.may = answers{here: "other member, coordinator", garden: "coordinator", unreadable: "ex-member, coordinator"}
	// So may each end their own sessions.
	sessions := people("GET /people/{id}/sessions", "/sessions", nil)
	sessions.may = answers{here: "other member, facilitator, coordinator", garden: looksAfter[garden], unreadable: "ex-member, coordinator"}
	return []question{
		people("GET /people/{id}", "", nil),
		record,
		{name: "GET /people/{id}/record: of students in it", of: "student", path: under("/people/", "/record"), may: answers{
			here: "author, family, coordinator", garden: "member of another circle, coordinator",
		}},
		people("PATCH /people/{id}", "", map[string]string{"face": "fox"}),
		{name: "PATCH /people/{id}: from when a student decides alone", of: "person", path: under("/people/", ""), body: always(map[string]string{"fullRights": "2027-01-01"}), may: answers{
			here: "coordinator", garden: "coordinator", unreadable: "coordinator",
		}},
		// Whoever may erase somebody types their name. The name here is nobody's.
		{name: "POST /people/{id}/erasure", of: "person", path: under("/people/", "/erasure"), body: always(api.Erasure{Mode: "destroy", Name: "Nobody"}), may: answers{
			here: "coordinator:name_differs", garden: "coordinator:name_differs", unreadable: "coordinator:name_differs",
		}},
		people("POST /people/{id}/badge", "/badge", nil),
		people("DELETE /people/{id}/badge", "/badge", nil),
		people("POST /people/{id}/pin", "/pin", nil),
		people("DELETE /people/{id}/pin", "/pin", nil),
		people("POST /people/{id}/let-in", "/let-in", nil),
		sessions,
		people("DELETE /people/{id}/sessions", "/sessions", nil),
		{name: "DELETE /people/{id}/sessions/{session}", of: "session", path: within("/people/", "/sessions/"), may: sessions.may},
		people("POST /people/{id}/families", "/families", api.NewFamily{Name: "June"}),
		{name: "PATCH /family-links/{id}", of: "link", path: under("/family-links/", ""), body: always(map[string]bool{"restricted": true}), may: looksAfter},
		{name: "PATCH /family-links/{id}: who reads of somebody of full rights", of: "reader", path: under("/family-links/", ""), body: always(map[string]bool{"reads": true}), may: answers{
			here: "co-author",
		}},
		{name: "POST /family-links/{id}/letter", of: "link", path: under("/family-links/", "/letter"), may: answers{
			here: looksAfter[here], garden: looksAfter[garden], unreadable: "coordinator:link_over",
		}},
		{name: "PATCH /circles/{id}", of: "circle", path: under("/circles/", ""), body: always(map[string]string{"place": "The yard"}), may: looksAfter},
		// A facilitator does not look after whoever has left, and so cannot bring them back.
		{name: "POST /circles/{id}/members", of: "circle", path: under("/circles/", "/members"), body: member, may: coordinatorAlone},
		{name: "DELETE /circles/{id}/members/{person}", of: "member", path: within("/circles/", "/members/"), may: answers{
			here: looksAfter[here], garden: looksAfter[garden], // who has left cannot leave again
		}},
		{name: "POST /circles/{id}/staff", of: "circle", path: under("/circles/", "/staff"), body: cover, may: coordinatorAlone},
		{name: "DELETE /circles/{id}/staff/{grant}", of: "grant", path: within("/circles/", "/staff/"), may: coordinatorAlone},
		{name: "POST /set-aside/{op}", of: "aside", path: asideAt, body: file, may: looksAfter},
		{name: "DELETE /set-aside/{op}", of: "aside", path: asideAt, may: looksAfter},
	}
}

// worries are read online. Who tells the one of here is Maya, of there Leo; the unreadable one names Ms. Ortiz and Mr. Reyes, and a student.
func worries() []question {
	readers := answers{here: "facilitator, coordinator", garden: "other facilitator, coordinator"}
	note := api.NewWorryStep{Id: kithtest.ID(), Kind: api.NewWorryStepKindNote, Note: "A line"}
	return []question{
		{name: "GET /worries/{id}", of: "worry", path: under("/worries/", ""), may: readers},
		{name: "POST /worries/{id}/steps", of: "worry", path: under("/worries/", "/steps"), body: always(note), may: readers},
		{name: "GET /worries", of: "worry", path: at("/worries"), tells: true, may: readers},
		{name: "GET /told", of: "worry", path: at("/told"), tells: true, may: answers{here: "author", garden: "member of another circle", unreadable: "author"}},
	}
}

// amendments are asked about Maya by her family, about Leo by his aunt, about Sam at Hillside, and the unreadable one about Pia, who has full rights, by
// herself: her mother, who is Maya's too, is told nothing of it. The school has refused each.
func amendments() []question {
	adults := answers{here: "facilitator, coordinator", garden: "other facilitator, coordinator", unreadable: "facilitator, coordinator"}
	asks := answers{here: "family", unreadable: "co-author"}
	asked := func(*matrix, thing) any { return api.NewAmendment{Id: kithtest.ID(), Words: "This is not right"} }
	done := always(api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: api.NewAmendmentAnswerKindCorrected, Words: "It is now"})
	moment := func(_ *matrix, about thing) any {
		return api.NewAmendment{Id: kithtest.ID(), Words: "Not so", Moment: about.id}
	}
	of := under("/people/", "/amendments")
	return []question{
		{name: "POST /people/{id}/amendments", of: "student", path: of, body: asked, may: answers{here: "family"}},
		{name: "POST /people/{id}/amendments: of full rights", of: "grown", path: of, body: asked, may: answers{here: "co-author"}},
		{name: "POST /people/{id}/amendments: about a moment", of: "moment of Maya", path: func(about thing) string {
			return "/people/" + about.in + "/amendments"
		}, body: moment, may: answers{here: "family"}},
		{name: "POST /people/{id}/amendments: about a moment of one's own", of: "moment of Pia", path: func(about thing) string {
			return "/people/" + about.in + "/amendments"
		}, body: moment, may: answers{here: "co-author", unreadable: "co-author"}},
		{name: "GET /people/{id}/amendments", of: "student", path: of, may: answers{here: "family"}},
		{name: "GET /people/{id}/amendments: of full rights", of: "grown", path: of, may: answers{here: "co-author"}},
		{name: "GET /amendments", of: "amendment", path: at("/amendments"), tells: true, may: adults},
		{name: "POST /amendments/{id}/answers", of: "amendment", path: under("/amendments/", "/answers"), body: done, may: adults},
		{
			name: "POST /amendments/{id}/statements", of: "amendment", path: under("/amendments/", "/statements"),
			body: always(api.NewStatement{Id: kithtest.ID(), Words: "I say so"}), may: asks,
		},
	}
}

// pictures and sounds are read by whoever holds a row that lists them; an upload is its owner's alone.
func pictures() []question {
	begin := func(about thing) map[string]string { return kithtest.UploadHeaders(kithtest.Photograph(about.id, 9)) }
	tus := func(thing) map[string]string {
		return map[string]string{"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
	}
	owner := answers{here: "author", garden: "member of another circle", unreadable: "author"}
	inner := answers{
		here: "author, co-author, facilitator, coordinator", garden: "member of another circle, other facilitator, coordinator",
		unreadable: "author, co-author, facilitator, coordinator",
	}
	// Adults who read the master are told of no other rendition.
	shared := answers{here: "author, co-author, other member, person shown, supporting adult, family", garden: "member of another circle"}
	return []question{
		{name: "POST /media", of: "moment", path: at("/media"), header: begin, may: answers{
			// A picture may come before its words, so that nothing is said yet of whose moment it is for.
			here: "students", garden: "students", hillside: "students", unknown: "students", unreadable: "students", deleted: "students:erased",
		}},
		{name: "GET /media/{rendition}/{size}", of: "master", path: under("/media/", "/400"), may: inner},
		{name: "GET /media/{rendition}/{size}", of: "picture", path: under("/media/", "/400"), may: shared},
		{name: "GET /media/{rendition}/{size}: the middle", of: "master", path: under("/media/", "/800"), may: inner},
		{name: "GET /media/{rendition}/{size}: the middle", of: "picture", path: under("/media/", "/800"), may: shared},
		{name: "GET /media/{rendition}/{size}: the largest", of: "master", path: under("/media/", "/1600"), may: inner},
		{name: "GET /media/{rendition}/{size}: the largest", of: "picture", path: under("/media/", "/1600"), may: shared},
		{name: "GET /media/{rendition}/{size}: a sound is no picture", of: "sound", path: under("/media/", "/800"), may: answers{}},
		{name: "GET /media/{rendition}/sound", of: "master sound", path: under("/media/", "/sound"), may: inner},
		{name: "GET /media/{rendition}/sound", of: "sound", path: under("/media/", "/sound"), may: shared},
		{name: "GET /media/{rendition}/sound: a picture is no sound", of: "picture", path: under("/media/", "/sound"), may: answers{}},
		{name: "HEAD /media/{id}", of: "upload", path: under("/media/", ""), header: tus, may: owner},
		{name: "PATCH /media/{id}", of: "upload", path: under("/media/", ""), header: tus, may: owner},
		{name: "DELETE /media/{id}", of: "upload", path: under("/media/", ""), header: tus, may: owner},
	}
}

// lists are asked whether they name something.
func lists() []question {
	list := func(name, of, path string, body any, may answers) question {
		q := question{name: name, of: of, path: at(path), tells: true, may: may}
		if body != nil {
			q.body = always(body)
		}
		return q
	}
	read := answers{
		here:       "author, co-author, other member, person shown, supporting adult, facilitator, family",
		garden:     "member of another circle, other facilitator",
		unreadable: "author, co-author, facilitator",
	}
	return []question{
		list("POST /sync", "moment", "/sync", api.SyncRequest{Device: "matrixdevice000", Build: 1, Schema: 1, Ops: []api.Op{}}, read),
		list("POST /reconcile", "moment", "/reconcile", api.ReconcileRequest{Rows: []api.HeldRow{}}, read),
		list("GET /waiting", "moment", "/waiting", nil, answers{here: "coordinator", garden: "coordinator", unreadable: "coordinator"}),
		list("GET /set-aside", "aside", "/set-aside", nil, looksAfter),
		list("GET /people", "person", "/people", nil, looksAfter),
		list("GET /circles", "circle", "/circles", nil, looksAfter),
	}
}

// general are questions about nothing in particular.
func general() []question {
	sheet := api.ConsentSheetFile{File: []byte("Student,Words\nAna,Nobody\n")}
	ask := func(name, path string, body any, may string) question {
		q := question{name: name, path: at(path), may: answers{nowhere: may}}
		if body != nil {
			q.body = always(body)
		}
		return q
	}
	return []question{
		ask("GET /session", "/session", nil, "everybody"),
		ask("DELETE /session", "/session", nil, "everybody"),
		ask("POST /session/seat", "/session/seat", api.SeatChange{Seat: "nobodysseat0000"}, ""),
		ask("POST /sealed", "/sealed", api.SealedRequest{Device: "matrixdevice000", Envelopes: []api.Envelope{}}, "everybody"),
		ask("POST /sealed/key", "/sealed/key", api.SealedKey{Key: "k", Box: []byte("box")}, "everybody:seal_unknown"),
		ask("GET /school", "/school", nil, "staff"),
		ask("GET /amendments/open", "/amendments/open", nil, "staff"),
		ask("GET /alarms", "/alarms", nil, "coordinator"),
		ask("POST /alarms/{id}/seen", "/alarms/nobodysalarm001/seen", nil, ""),
		ask("GET /incidents", "/incidents", nil, "coordinator"),
		ask("POST /incidents", "/incidents", api.NewIncident{Id: "incident0000001", What: "A tablet was stolen"}, "coordinator"),
		ask("POST /incidents/{id}/steps", "/incidents/nobodysincident/steps", api.IncidentDone{Step: api.IncidentStepFamilies}, ""),
		ask("GET /affected", "/affected", nil, "coordinator"),
		ask("GET /consent-sheet", "/consent-sheet", nil, "coordinator"),
		ask("POST /consent-sheet/preview", "/consent-sheet/preview", sheet, "coordinator"),
		ask("POST /consent-sheet", "/consent-sheet", api.ConsentSheet{File: sheet.File}, "coordinator:sheet_changed"),
		ask("PATCH /school", "/school", map[string]string{"name": "Riverside"}, "coordinator"),
		ask("POST /people", "/people", api.NewPerson{Name: "Zoe", Kind: "student"}, "coordinator"),
		ask("POST /circles", "/circles", map[string]string{"name": "The Bench", "kind": "peer_support"}, "coordinator"),
		ask("GET /set-aside", "/set-aside", nil, "staff"),
		ask("GET /phones", "/phones", nil, "staff"),
		ask("GET /keeping", "/keeping", nil, "coordinator"),
		ask("POST /keeping/confirm", "/keeping/confirm", nil, "coordinator"),
	}
}

package server_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/review"
)

// growing are the tables that grow with a school's life. No question that a room asks may read one of them from end to end.
var growing = []string{
	"moments", "revisions", "shown", "quotes", "revision_media", "media", "renditions", "decisions", "answers", "consents", "orientations",
	"authors", "worries", "worry_told", "worry_steps", "worry_clocks", "amendments", "amendment_steps", "feed", "ledger", "uploads", "members", "people", "seats", "sessions", "devices",
	"grants", "family_links", "notices", "audit", "audit_details", "invitations", "tries", "erased", "settled", "faces",
}

// listening takes down every statement that a house runs.
type listening struct {
	mu   sync.Mutex
	seen map[string]bool
}

func (l *listening) to(dbs ...dbx.Builder) {
	note := func(statement string) {
		statement = unquoted.Replace(statement)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.seen[statement] = true
	}
	for _, builder := range dbs {
		db := builder.(*dbx.DB)
		db.QueryLogFunc = func(_ context.Context, _ time.Duration, statement string, _ *sql.Rows, _ error) { note(statement) }
		db.ExecLogFunc = func(_ context.Context, _ time.Duration, statement string, _ sql.Result, _ error) { note(statement) }
	}
}

func (l *listening) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(maps.Keys(l.seen))
}

// unquoted takes dbx's own marks away, which it writes into its log before they become SQL.
var unquoted = strings.NewReplacer("[[", "", "]]", "", "{{", "", "}}", "", "<nil>", "NULL")

// bounded are questions that read a table from one end and stop at the first row.
var bounded = []string{"SELECT * FROM audit ORDER BY seq DESC LIMIT 1"}

// words are the ids and times in a statement: two that differ in nothing else are one question.
var words = regexp.MustCompile(`'[^']*'`)

// aday is what a school does in a day, from a moment to a withdrawal, with everybody's phones.
func aday(school *kithtest.School, c kithtest.Circle, n kithtest.Neighbours) {
	maya, ortiz, theo := school.Phone(c.Maya), school.Phone(c.Ortiz), school.Phone(c.Theo)
	story := maya.Keep(c.Drumming())
	ortiz.Approve(story.Revision.Moment, api.AudienceFamilies)
	theo.Sync()
	theo.Say(story.Revision.Moment, api.GiveAnswerAnswerYes)
	school.Later(11 * time.Minute)
	for _, phone := range []*kithtest.Phone{school.Phone(c.Ana), school.Phone(c.TheosFamily), school.Phone(c.AnasAunt), school.Phone(n.Ivy), school.Phone(n.LeosAunt)} {
		phone.Sync()
		phone.Sync()
		phone.JSON("POST", "/reconcile", api.ReconcileRequest{Rows: []api.HeldRow{}})
	}
	if family := school.Phone(c.TheosFamily); family.Has(story.Revision.Moment, api.MomentFormFamily) {
		family.Opens(family.Moment(story.Revision.Moment, api.MomentFormFamily).Pictures[0].Rendition)
	}
	maya.Return().Keep(story.Edited("Again"))
	ortiz.Return().Decide(story.Revision.Moment, api.DecideKindSendBack, "")
	theo.Return().One(api.OpKindTakeDown, api.TakeDown{Moment: story.Revision.Moment, Action: api.TakeDownActionAsk})
	ortiz.One(api.OpKindTakeDown, api.TakeDown{Moment: story.Revision.Moment, Action: api.TakeDownActionConfirm})
	maya.One(api.OpKindTakeBack, api.TakeBack{Moment: story.Revision.Moment})
	ortiz.One(api.OpKindRecordConsent, api.RecordConsent{Person: c.Theo.Person, Kind: "photo", Widest: "none", How: "paper", Giver: c.TheosFamily.Person})
	ortiz.One(api.OpKindRecordOrientation, map[string]any{"person": c.Theo.Person, "on": school.Now().Format(time.DateOnly)})
	theo.Say("", api.GiveAnswerAnswerNo)
	worry := theo.One(api.OpKindTellAdult, api.TellAdult{Words: "I am worried", People: []string{c.Ana.Person}})
	theo.One(api.OpKindStepOut, api.StepOut{Circle: c.ID, Wish: api.StepOutWishBreak})
	for _, kind := range []api.NewWorryStepKind{api.NewWorryStepKindSeen, api.NewWorryStepKindHandOn, api.NewWorryStepKindClose} {
		ortiz.JSON("POST", "/worries/"+worry.Op+"/steps", api.NewWorryStep{Id: kithtest.ID(), Kind: kind, Person: n.Ivy.Person, Note: "We talked"})
	}
	for phone, path := range map[*kithtest.Phone]string{ortiz: "/worries/" + worry.Op, school.Phone(n.Ivy): "/worries", theo: "/told"} {
		phone.JSON("GET", path, nil)
	}
	amended(school, c, story.Revision.Moment)
	school.Later(25 * time.Hour)
	reyes := school.Phone(c.Coordinator)
	for _, path := range []string{"/session", "/school", "/people", "/people?kind=student", "/people/" + c.Theo.Person, "/circles", "/waiting", "/hello"} {
		reyes.JSON("GET", path, nil)
		ortiz.JSON("GET", path, nil)
	}
}

// amended is what a family says is not right, and all that follows.
func amended(school *kithtest.School, c kithtest.Circle, moment string) {
	ben, reyes := school.Phone(c.TheosFamily), school.Phone(c.Coordinator)
	for _, about := range []string{moment, ""} {
		ben.JSON("POST", "/people/"+c.Theo.Person+"/amendments", api.NewAmendment{Id: kithtest.ID(), Words: "Not right", Moment: about})
	}
	var list api.AmendmentList
	if _, body := reyes.JSON("GET", "/amendments", nil); json.Unmarshal(body, &list) != nil || len(list.Amendments) == 0 {
		school.T.Fatal("nobody asked for an amendment")
	}
	path := "/amendments/" + list.Amendments[0].Id
	school.Phone(c.Ortiz).JSON("POST", path+"/answers", api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: api.NewAmendmentAnswerKindRefused, Words: "It is"})
	ben.JSON("POST", path+"/statements", api.NewStatement{Id: kithtest.ID(), Words: "It is not"})
	ben.JSON("GET", "/people/"+c.Theo.Person+"/amendments", nil)
	reyes.JSON("GET", "/amendments/open", nil)
}

// wholeTable finds what a plan reads from end to end.
var wholeTable = regexp.MustCompile(`^SCAN (\w+)`)

func TestNoQuestionReadsAGrowingTableFromEndToEnd(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	n := school.Next(c)
	// A school of some size, so that SQLite has no reason to think that a table is too small for an index.
	for range 3 {
		school.Share(c, c.Drumming(), api.AudienceFamilies)
	}
	heard := &listening{seen: map[string]bool{}}
	heard.to(school.App.NonconcurrentDB(), school.App.ConcurrentDB())
	aday(school, c, n)
	if _, err := review.Release(school.App); err != nil {
		t.Fatal(err)
	}
	statements := heard.all()
	if len(statements) < 100 {
		t.Fatalf("only %d statements were heard", len(statements))
	}
	told := map[string]bool{}
	for _, statement := range statements {
		if slices.Contains(bounded, statement) {
			continue
		}
		for _, line := range plan(t, school, statement) {
			found := wholeTable.FindStringSubmatch(line)
			if found == nil {
				continue
			}
			if table := tableOf(statement, found[1]); slices.Contains(growing, table) && !strings.Contains(line, "VIRTUAL TABLE") {
				if question := words.ReplaceAllString(statement, "'?'"); !told[line+question] {
					told[line+question] = true
					t.Errorf("%s\n\tin %s", line, question)
				}
			}
		}
	}
}

// plan asks SQLite how it would answer a statement. What is no question about tables has no plan.
func plan(t *testing.T, school *kithtest.School, statement string) []string {
	t.Helper()
	first, _, _ := strings.Cut(strings.TrimSpace(statement), " ")
	if !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE"}, strings.ToUpper(strings.TrimSpace(first))) {
		return nil
	}
	var lines []struct{ Detail string }
	rows, err := school.App.ConcurrentDB().(*dbx.DB).DB().Query("EXPLAIN QUERY PLAN " + statement)
	if err != nil {
		t.Errorf("no plan for %s: %v", statement, err)
		return nil
	}
	defer rows.Close() //nolint:errcheck // only read
	for rows.Next() {
		var id, parent, unused int
		var line struct{ Detail string }
		if err := rows.Scan(&id, &parent, &unused, &line.Detail); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	details := make([]string, len(lines))
	for i, line := range lines {
		details[i] = line.Detail
	}
	return details
}

// tableOf is the table behind an alias.
func tableOf(statement, alias string) string {
	for _, table := range growing {
		quoted := "[`\"\\[{]*" + table + "[`\"\\]}]*"
		if regexp.MustCompile(`(?i)\b(from|join|into|update)\s+` + quoted + `\s+(as\s+)?` + "[`\"]?" + regexp.QuoteMeta(alias) + "[`\"]?" + `\b`).MatchString(statement) {
			return table
		}
	}
	return alias
}

func TestAPlanThatReadsAWholeTableIsFound(t *testing.T) {
	school := kithtest.Open(t)
	for statement, table := range map[string]string{
		"SELECT * FROM moments":                                       "moments",
		"SELECT r.words FROM revisions r WHERE r.words = 'x'":         "revisions",
		"SELECT `people`.* FROM `people` WHERE `people`.`name` = 'x'": "people",
		"UPDATE sessions SET why = 'x' WHERE device = 'x'":            "sessions",
	} {
		found := ""
		for _, line := range plan(t, school, statement) {
			if m := wholeTable.FindStringSubmatch(line); m != nil {
				found = tableOf(statement, m[1])
			}
		}
		if found != table {
			t.Errorf("%s: found %q in %s", statement, found, fmt.Sprint(plan(t, school, statement)))
		}
	}
}

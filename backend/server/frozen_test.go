package server_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/server"
)

// frozen are the tables that are never changed, with a column that somebody might want to change.
var frozen = map[string]string{
	"revisions": "words", "authors": "how", "quotes": "words", "shown": "kind", "revision_media": "alt", "decisions": "kind",
	"answers": "answer", "consents": "widest", "orientations": "how",
	"worries": "words", "worry_told": "why", "worry_steps": "kind",
	"amendments": "words", "amendment_steps": "words",
}

// full is a school with a row in each of them, in which an operator may ask PocketBase's SQL route.
func full(t *testing.T) (*kithtest.School, func(method, path, body string) answered) {
	t.Helper()
	school := kithtest.Open(t, func(config *server.Config) { config.Operators = []string{"127.0.0.1"} })
	c := school.DrumRoom()
	school.Share(c, c.Drumming(), api.AudienceFamilies)
	worry := school.Phone(c.Maya).One(api.OpKindTellAdult, api.TellAdult{Words: "I am scared at lunch."})
	done := api.NewWorryStep{Id: kithtest.ID(), Kind: api.NewWorryStepKindNote, Note: "We talk on Friday."}
	if status, body := school.Phone(c.Ortiz).JSON("POST", "/worries/"+worry.Op+"/steps", done); status != 200 {
		t.Fatalf("a line about a worry: %d %s", status, body)
	}
	asked := api.NewAmendment{Id: kithtest.ID(), Words: "Her name is Maja."}
	if status, body := school.Phone(c.MayasFamily).JSON("POST", "/people/"+c.Maya.Person+"/amendments", asked); status != 200 {
		t.Fatalf("an amendment: %d %s", status, body)
	}
	no := api.NewAmendmentAnswer{Id: kithtest.ID(), Kind: api.NewAmendmentAnswerKindRefused, Words: "It is Maya."}
	if status, body := school.Phone(c.Ortiz).JSON("POST", "/amendments/"+asked.Id+"/answers", no); status != 200 {
		t.Fatalf("an answer: %d %s", status, body)
	}
	return school, operate(t, school)
}

func TestWhatWasSaidAndDecidedIsNeverChangedByAnyRoute(t *testing.T) {
	school, ask := full(t)
	sql := func(statement string) answered {
		return ask("POST", "/api/sql", fmt.Sprintf(`{"query":%q}`, statement))
	}
	if answer := sql(`SELECT 1`); answer.status != 200 {
		t.Fatalf("the SQL route does not answer, so this test cannot fail: %d %s", answer.status, answer.body)
	}
	for table, column := range frozen {
		t.Run(table, func(t *testing.T) {
			var id string
			if err := school.App.DB().NewQuery(`SELECT id FROM ` + table + ` LIMIT 1`).Row(&id); err != nil {
				t.Fatal(err)
			}
			before := row(t, school, table, id)
			record := school.Record(table, id)
			if field := record.Collection().Fields.GetByName(column); field == nil {
				t.Fatalf("there is no %s", column)
			}
			changed := record.Fresh()
			value := map[string]string{
				"how": "paper", "kind": "words", "answer": "no", "widest": "school", "words": "Something else", "alt": "Something else",
			}[column]
			if table == "decisions" {
				value = "undo"
			}
			if table == "worry_told" || table == "worry_steps" {
				value = map[string]string{"worry_told": "handed_on", "worry_steps": "close"}[table]
			}
			if table == "authors" {
				value = "side_by_side"
			}
			if table == "orientations" {
				value = "deck"
			}
			if record.GetString(column) == value {
				value = "photo"
			}
			changed.Set(column, value)
			for route, do := range map[string]func() bool{
				"saving the record":            func() bool { return school.App.Save(changed) == nil },
				"saving it without its checks": func() bool { return school.App.SaveNoValidate(changed) == nil },
				"deleting the record":          func() bool { return school.App.Delete(record) == nil },
				"SQL that changes": func() bool {
					return school.Run("UPDATE "+table+" SET `"+column+"` = {:a} WHERE id = {:b}", value, id) == nil
				},
				"SQL that deletes": func() bool { return school.Run("DELETE FROM "+table+" WHERE id = {:a}", id) == nil },
				"SQL that replaces": func() bool {
					return school.Run("REPLACE INTO "+table+" SELECT "+columns(t, school, table, column, value)+" FROM "+table+" WHERE id = {:a}", id) == nil
				},
				"the operator's SQL that changes": func() bool {
					return sql("UPDATE "+table+" SET `"+column+"` = '"+value+"' WHERE id = '"+id+"'").status == 200
				},
				"the operator's SQL that deletes": func() bool { return sql("DELETE FROM "+table).status == 200 },
				"the operator's record API": func() bool {
					return ask("PATCH", "/api/collections/"+table+"/records/"+id, fmt.Sprintf(`{%q:%q}`, column, value)).status == 200
				},
				"the operator's deletion": func() bool { return ask("DELETE", "/api/collections/"+table+"/records/"+id, "").status < 300 },
			} {
				if do() {
					t.Errorf("%s went through", route)
				}
				if after := row(t, school, table, id); after != before {
					t.Fatalf("%s changed\n%s\ninto\n%s", route, before, after)
				}
			}
		})
	}
}

// columns are those of a table, with a value in the place of one.
func columns(t *testing.T, school *kithtest.School, table, column, value string) string {
	t.Helper()
	var names []string
	if err := school.App.DB().NewQuery("SELECT name FROM pragma_table_info('" + table + "')").Column(&names); err != nil {
		t.Fatal(err)
	}
	for i, name := range names {
		names[i] = "`" + name + "`"
		if name == column {
			names[i] = "'" + value + "'"
		}
	}
	return strings.Join(names, ", ")
}

// row is one record, byte for byte.
func row(t *testing.T, school *kithtest.School, table, id string) string {
	t.Helper()
	record, err := school.App.FindRecordById(table, id)
	if err != nil {
		return "gone"
	}
	return fmt.Sprintf("%+v", record.FieldsData())
}

func TestAnErasureCanTakeAwayWhatNobodyElseCan(t *testing.T) {
	school, _ := full(t)
	if err := school.Run(`INSERT INTO erasing VALUES ('a test of erasure')`); err != nil {
		t.Fatal(err)
	}
	for table := range frozen {
		if err := school.Run(`DELETE FROM ` + table); err != nil {
			t.Errorf("%s: %v", table, err)
		}
		if rows := school.Count(`SELECT count(*) FROM ` + table); rows != 0 {
			t.Errorf("%s keeps %d rows", table, rows)
		}
	}
	for _, statement := range []string{`DELETE FROM erasing`, `DELETE FROM moments`, `DELETE FROM feed`} {
		if err := school.Run(statement); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheAuditChainIsOnlyEverAddedTo(t *testing.T) {
	school, ask := full(t)
	before := school.Count(`SELECT count(*) FROM audit`)
	for _, statement := range []string{
		`UPDATE audit SET actor = 'nobody'`, `DELETE FROM audit`, `DELETE FROM audit WHERE seq = 1`, `UPDATE audit SET hash = '' WHERE seq = 1`,
	} {
		if err := school.Run(statement); err == nil || !strings.Contains(err.Error(), "audit rows are never changed") {
			t.Errorf("%s: %v", statement, err)
		}
		if answer := ask("POST", "/api/sql", fmt.Sprintf(`{"query":%q}`, statement)); answer.status == 200 {
			t.Errorf("the operator's %s went through", statement)
		}
	}
	if err := school.Run(`INSERT INTO erasing VALUES ('a test')`); err != nil {
		t.Fatal(err)
	}
	if err := school.Run(`UPDATE audit SET actor = 'nobody'`); err == nil {
		t.Error("an erasure may even rewrite who did something")
	}
	if err := school.Run(`DELETE FROM erasing`); err != nil {
		t.Fatal(err)
	}
	if after := school.Count(`SELECT count(*) FROM audit`); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
}

func TestAnAnswerThatFailsUndoesTheWriteItAnswers(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	before := school.Count(`SELECT count(*) FROM consents`) + school.Count(`SELECT count(*) FROM audit`)
	if err := school.Run(`CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no more room'); END`); err != nil {
		t.Fatal(err)
	}
	collection, err := school.App.FindCachedCollectionByNameOrId("consents")
	if err != nil {
		t.Fatal(err)
	}
	err = school.App.Save(newRecord(collection, map[string]any{
		"person": c.Ana.Person, "kind": "photo", "widest": "none", "how": "paper", "by": c.Ortiz.Person, "from": school.Now(), "until": school.Now().Add(time.Hour),
	}))
	if err == nil {
		t.Error("a consent without its audit row was written")
	}
	if err := school.Run(`DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	if after := school.Count(`SELECT count(*) FROM consents`) + school.Count(`SELECT count(*) FROM audit`); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
}

package server_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"kith/backend/api"
	"kith/backend/kithtest"
	"kith/backend/server"
)

func TestPocketBasesOwnApiIsAsIfItWereNotThere(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	bearer := school.Phone(c.Ortiz).Access
	never := send(t, school, "GET", "/never.js", nil)
	for _, path := range []string{
		"/api", "/api/", "/api/health", "/api/collections", "/api/collections/people/records", "/api/collections/people/auth-with-password",
		"/api/collections/moments/records", "/api/collections/people/records/" + c.Maya.Person, "/api/files/people/x/y.jpg", "/api/realtime",
		"/api/batch", "/api/settings", "/api/logs", "/api/backups", "/api/crons", "/api/sql", "/api/collections/_superusers/auth-with-password",
		"/api/never", "/_/", "/_/index.html", "/_/assets/x.js", "/%61pi/health", "/api/../api/health",
	} {
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
			for what, header := range map[string]map[string]string{
				"nobody": {"Accept": "text/html"}, "a session of ours": {"Authorization": "Bearer " + bearer}, "its raw token": {"Authorization": bearer},
			} {
				answer := send(t, school, method, path, header)
				if strings.Contains(path, "..") && answer.status/100 == 3 {
					continue // the mux tidies the path first, and the tidy one is in this list
				}
				if answer.status != 404 || answer.body != never.body {
					t.Errorf("%s %s by %s: %d %s", method, path, what, answer.status, answer.body)
				}
			}
		}
	}
}

// superuser makes an operator's account and returns its mail and password.
func superuser(t *testing.T, school *kithtest.School) (string, string) {
	t.Helper()
	collection, err := school.App.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	record := core.NewRecord(collection)
	record.SetEmail("operator@riverside.example")
	record.SetPassword("a long password of an operator")
	if err := school.App.Save(record); err != nil {
		t.Fatal(err)
	}
	return "operator@riverside.example", "a long password of an operator"
}

// operate signs an operator in and returns how to ask PocketBase as one.
func operate(t *testing.T, school *kithtest.School) func(method, path, body string) answered {
	t.Helper()
	mail, password := superuser(t, school)
	signed := send(t, school, "POST", "/api/collections/_superusers/auth-with-password", map[string]string{"Content-Type": "application/json"},
		fmt.Sprintf(`{"identity":%q,"password":%q}`, mail, password))
	var told struct{ Token string }
	if err := json.Unmarshal([]byte(signed.body), &told); err != nil || told.Token == "" {
		t.Fatalf("%d %s", signed.status, signed.body)
	}
	return func(method, path, body string) answered {
		return send(t, school, method, path, map[string]string{"Authorization": told.Token, "Content-Type": "application/json"}, body)
	}
}

func TestOnlyAnOperatorAtTheirAddressReachesPocketBase(t *testing.T) {
	school := kithtest.Open(t, func(config *server.Config) { config.Operators = []string{"127.0.0.1"} })
	ask := operate(t, school)
	if answer := ask("GET", "/api/collections", ""); answer.status != 200 {
		t.Errorf("an operator at their address: %d %s", answer.status, answer.body)
	}
	for _, path := range []string{"/api/collections", "/api/collections/people/records", "/api/settings", "/api/collections/people/auth-methods"} {
		if answer := send(t, school, "GET", path, nil); answer.status != 404 || answer.code() != "not_found" {
			t.Errorf("somebody else at that address, at %s: %d %s", path, answer.status, answer.body)
		}
	}
	elsewhere := kithtest.Open(t, func(config *server.Config) { config.Operators = []string{"192.0.2.7"} })
	mail, password := superuser(t, elsewhere)
	answer := send(t, elsewhere, "POST", "/api/collections/_superusers/auth-with-password", map[string]string{
		"Content-Type": "application/json", "X-Forwarded-For": "192.0.2.7", "X-Real-IP": "192.0.2.7",
	}, fmt.Sprintf(`{"identity":%q,"password":%q}`, mail, password))
	if answer.status != 404 || answer.code() != "not_found" {
		t.Errorf("an operator who only says that they are there: %d %s", answer.status, answer.body)
	}
}

func TestEveryCollectionIsLocked(t *testing.T) {
	school := kithtest.Open(t)
	collections, err := school.App.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, collection := range collections {
		names = append(names, collection.Name)
		rules := map[string]*string{
			"list": collection.ListRule, "view": collection.ViewRule, "create": collection.CreateRule, "update": collection.UpdateRule,
			"delete": collection.DeleteRule,
		}
		if collection.IsAuth() {
			rules["auth"], rules["manage"] = collection.AuthRule, collection.ManageRule
		}
		for name, rule := range rules {
			if rule != nil && !collection.System {
				t.Errorf("%s has an open %s rule: %q", collection.Name, name, *rule)
			}
			if collection.System && rule != nil && *rule == "" && name != "auth" {
				t.Errorf("%s of PocketBase is open to everybody for %s", collection.Name, name)
			}
		}
		if collection.Name == "people" && (collection.PasswordAuth.Enabled || collection.OAuth2.Enabled || collection.AuthAlert.Enabled) {
			t.Error("people can sign in past our own doors")
		}
	}
	for _, name := range []string{"people", "seats", "moments", "revisions", "decisions", "consents", "sessions", "media"} {
		if !slices.Contains(names, name) {
			t.Errorf("there is no %s", name)
		}
	}
	if slices.Contains(names, "users") {
		t.Error("PocketBase's open users are still there")
	}
	if err := server.Sound(school.App); err != nil {
		t.Error("a fresh school is not sound:", err)
	}
}

func TestASchoolWithAFaultIsNotSound(t *testing.T) {
	for _, try := range []struct {
		what, says string
		plant      func(*testing.T, *kithtest.School)
	}{
		{"an open rule", "moments has an open rule", func(t *testing.T, s *kithtest.School) {
			collection, err := s.App.FindCollectionByNameOrId("moments")
			if err != nil {
				t.Fatal(err)
			}
			collection.ViewRule = types.Pointer("")
			if err := s.App.Save(collection); err != nil {
				t.Fatal(err)
			}
		}},
		{"a rule for signed-in people", "notices has an open rule", func(t *testing.T, s *kithtest.School) {
			collection, err := s.App.FindCollectionByNameOrId("notices")
			if err != nil {
				t.Fatal(err)
			}
			collection.DeleteRule = types.Pointer("@request.auth.id != ''")
			if err := s.App.Save(collection); err != nil {
				t.Fatal(err)
			}
		}},
		{"less than full durability", "synchronous", func(t *testing.T, s *kithtest.School) {
			if err := s.Run(`PRAGMA synchronous = NORMAL`); err != nil {
				t.Fatal(err)
			}
		}},
		{"triggers that a replacement slips past", "recursive_triggers", func(t *testing.T, s *kithtest.School) {
			if err := s.Run(`PRAGMA recursive_triggers = OFF`); err != nil {
				t.Fatal(err)
			}
		}},
		{"erased rows that stay readable", "secure_delete", func(t *testing.T, s *kithtest.School) {
			if err := s.Run(`PRAGMA secure_delete = OFF`); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(try.what, func(t *testing.T) {
			school := kithtest.Open(t)
			try.plant(t, school)
			if err := server.Sound(school.App); err == nil || !strings.Contains(err.Error(), try.says) {
				t.Errorf("it is said to be sound: %v", err)
			}
		})
	}
}

func TestTheKeysOfASchoolAreMadeOnceAndAreStrong(t *testing.T) {
	dir := t.TempDir()
	first := kithtest.Reopen(t, dir)
	c := first.DrumRoom()
	signed := first.Phone(c.Maya)
	first.Shut()
	path := filepath.Join(dir, "secrets.json")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the keys lie there as %v: %v", info.Mode(), err)
	}
	second := kithtest.Reopen(t, dir)
	if answer := send(t, second, "GET", "/kith/v1/session", map[string]string{"Authorization": "Bearer " + signed.Access}); answer.status != 200 {
		t.Errorf("after a restart Maya has to sign in again: %d %s", answer.status, answer.body)
	}
	second.Shut()
	strong := strings.Repeat("ab", 32)
	for what, change := range map[string]func(*server.Config){
		"a short key":           func(config *server.Config) { config.Key = strong[:62] },
		"a key that is no hex":  func(config *server.Config) { config.Key = strings.Repeat("xy", 32) },
		"a short pepper":        func(config *server.Config) { config.Pepper = "00" },
		"a file that is broken": func(*server.Config) { write(t, path, `{"key":`) },
		"a file with weak keys": func(*server.Config) { write(t, path, `{"key":"00","pepper":"`+strong+`"}`) },
		"a file without keys":   func(*server.Config) { write(t, path, `{}`) },
	} {
		kept, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		config := server.Config{Dir: dir, Origin: "http://kith.test"}
		change(&config)
		if house, err := server.Open(config); err == nil {
			t.Errorf("with %s the school opened", what)
			if err := house.Close(); err != nil {
				t.Error(err)
			}
		} else if strings.Contains(err.Error(), strong) {
			t.Errorf("with %s a key is told: %v", what, err)
		}
		write(t, path, string(kept))
	}
	given := kithtest.Reopen(t, dir, func(config *server.Config) { config.Key = strong })
	if answer := send(t, given, "GET", "/kith/v1/session", map[string]string{"Authorization": "Bearer " + signed.Access}); answer.status != 401 {
		t.Errorf("a token of the old key is good under a new one: %d", answer.status)
	}
}

func write(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWhatTimeBringsHappensByItself(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	record := school.Record("schools", c.School)
	record.Set("hold_seconds", 0)
	if err := school.App.Save(record); err != nil {
		t.Fatal(err)
	}
	story := school.Phone(c.Maya).Keep(c.Alone("Nobody touches the clock"))
	school.Phone(c.Ortiz).Approve(story.Revision.Moment, api.AudienceCircle)
	school.Eventually("the house releases it at its next beat", func() bool { return school.Reaches("circle:"+c.ID, story.Revision.Moment) })
}

func TestAHouseThatOnlyLooksDoesNothingByItself(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	school.Share(c, c.Alone("Looked at"), api.AudienceCircle)
	starts := school.Count(`SELECT count(*) FROM starts`)
	school.Shut()
	house, err := server.Open(server.Config{Dir: school.Dir, Origin: "http://elsewhere.test", Mail: server.Mail{Host: "mail.test"}, Still: true})
	if err != nil {
		t.Fatal(err)
	}
	if settings := house.App.Settings(); settings.SMTP.Enabled || settings.Meta.AppURL != "http://kith.test" {
		t.Errorf("a look changed the settings of the school: %+v", settings.Meta)
	}
	var now int
	if err := house.App.DB().NewQuery(`SELECT count(*) FROM starts`).Row(&now); err != nil || now != starts {
		t.Errorf("a look left a mark of a start: %d instead of %d, %v", now, starts, err)
	}
	if err := house.Close(); err != nil {
		t.Error(err)
	}
}

func TestAFolderThatCannotBeUsedIsSaidSo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	write(t, file, "in the way")
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if house, err := server.Open(server.Config{Dir: dir}); err == nil {
			t.Errorf("a school opened in %s", dir)
			if err := house.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

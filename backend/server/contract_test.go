package server_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"kith/backend/kithtest"
)

// operation is one line of the contract.
type operation struct {
	method, path string
	open         bool // the contract asks for no session
}

// operations reads the contract itself, so that a new operation is asked about without anybody thinking of it.
func operations(t *testing.T) []operation {
	t.Helper()
	contract, err := os.ReadFile("../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var found []operation
	path, method := regexp.MustCompile(`^  (/\S+):$`), regexp.MustCompile(`^    (get|post|put|patch|delete|head):$`)
	at := ""
	for line := range strings.Lines(string(contract)) {
		line = strings.TrimRight(line, "\n")
		if line == "components:" {
			break
		}
		if m := path.FindStringSubmatch(line); m != nil {
			at = m[1]
		}
		if m := method.FindStringSubmatch(line); m != nil {
			found = append(found, operation{method: strings.ToUpper(m[1]), path: at})
		}
		if strings.TrimSpace(line) == "security: []" {
			found[len(found)-1].open = true
		}
	}
	if len(found) < 40 {
		t.Fatalf("only %d operations were read", len(found))
	}
	return found
}

// called is an operation's path with ids in it.
func (o operation) called() string {
	return regexp.MustCompile(`\{[^}]+\}`).ReplaceAllStringFunc(o.path, func(name string) string {
		if name == "{size}" {
			return "400"
		}
		return kithtest.ID()
	})
}

func TestTheDoorsWithoutASessionAreThoseOfTheContract(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	over := school.Phone(c.Maya)
	if status, _ := over.JSON("DELETE", "/session", nil); status != 204 {
		t.Fatal("Maya could not sign out")
	}
	live := school.Phone(c.Theo)
	var closed string
	for _, operation := range operations(t) {
		for what, bearer := range map[string]string{
			"nothing": "", "an empty word": "Bearer ", "no token": "Bearer hello", "another scheme": "Basic " + over.Access,
			"a session that is over": "Bearer " + over.Access, "a token cut short": "Bearer " + over.Access[:len(over.Access)-3],
			"a live token without its scheme": live.Access,
		} {
			answer := send(t, school, operation.method, "/kith/v1"+operation.called(), map[string]string{"Authorization": bearer})
			if operation.open {
				if answer.status == 401 && answer.code() == "session_over" && operation.path != "/session/refresh" {
					t.Errorf("%s %s is an open door of the contract and asks for a session", operation.method, operation.path)
				}
				continue
			}
			if answer.status != 401 {
				t.Errorf("%s %s with %s: %d %s", operation.method, operation.path, what, answer.status, answer.body)
			}
			if operation.method == "HEAD" {
				continue
			}
			if closed == "" {
				closed = answer.body
			}
			if answer.body != closed || answer.code() != "session_over" {
				t.Errorf("%s %s with %s is told in other bytes: %s", operation.method, operation.path, what, answer.body)
			}
		}
	}
}

func TestEveryOperationOfTheContractIsAnsweredByARoom(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	never := send(t, school, "GET", "/kith/v1/never", map[string]string{"Authorization": "Bearer " + school.Phone(c.Maya).Access})
	if never.status != 404 {
		t.Fatalf("%d %s", never.status, never.body)
	}
	for _, operation := range operations(t) {
		if operation.path == "/pokes" {
			continue // it is a stream, with tests of its own
		}
		answer := send(t, school, operation.method, "/kith/v1"+operation.called(), map[string]string{
			"Authorization": "Bearer " + school.Phone(c.Coordinator).Access, "Content-Type": "application/json",
		})
		if answer.status >= 500 {
			t.Errorf("%s %s: %d %s", operation.method, operation.path, answer.status, answer.body)
		}
		if answer.status >= 400 && operation.method != "HEAD" {
			answer.mustBeAProblem(t, operation.method+" "+operation.path)
		}
	}
}

// mustNotBeKept holds an answer to being copied nowhere, neither by a browser nor by a box on the way.
func (a answered) mustNotBeKept(t *testing.T, what string) {
	t.Helper()
	if kept := a.header.Values("Cache-Control"); len(kept) != 1 || kept[0] != "no-store" && kept[0] != "private, no-store" {
		t.Errorf("%s may be kept: %q with %d", what, kept, a.status)
	}
}

// What is answered with something is asked in the matrix, which holds each cell to the same. Here each operation is answered once to whom it knows
// and once to nobody, the open doors with them.
func TestNothingThatPeopleReadIsCached(t *testing.T) {
	school := kithtest.Open(t)
	c := school.DrumRoom()
	for _, operation := range operations(t) {
		for who, bearer := range map[string]string{
			"Maya": "Bearer " + school.Phone(c.Maya).Access, "Ms. Ortiz": "Bearer " + school.Phone(c.Ortiz).Access, "nobody": "",
		} {
			if operation.path == "/pokes" && bearer != "" {
				continue // it is a stream, which feed holds to the same
			}
			answer := send(t, school, operation.method, "/kith/v1"+operation.called(), map[string]string{
				"Authorization": bearer, "Content-Type": "application/json",
			})
			answer.mustNotBeKept(t, operation.method+" "+operation.path+" by "+who)
		}
	}
}

// A page of another site can send a form, a picture's address or a fetch to the school. It has no token, no cookie goes with it, and whatever it asks
// first is answered with no word that its browser would take for leave. Somebody's own token changes none of that.
func TestAPageOfAnotherSiteIsToldNothing(t *testing.T) {
	school := kithtest.Open(t)
	maya := school.Phone(school.DrumRoom().Maya)
	const elsewhere = "https://elsewhere.example"
	for _, operation := range operations(t) {
		for what, bearer := range map[string]string{"without a token": "", "with a token": "Bearer " + maya.Access} {
			if operation.path == "/pokes" && bearer != "" {
				continue // it does not end
			}
			path := "/kith/v1" + operation.called()
			asked := send(t, school, "OPTIONS", path, map[string]string{
				"Origin": elsewhere, "Access-Control-Request-Method": operation.method, "Access-Control-Request-Headers": "authorization, content-type",
				"Access-Control-Request-Private-Network": "true", "Authorization": bearer,
			})
			if bearer == "" && asked.status/100 == 2 { // a browser asks this without a token
				t.Errorf("%s %s may be asked, %s: %d", operation.method, path, what, asked.status)
			}
			answer := send(t, school, operation.method, path, map[string]string{
				"Origin": elsewhere, "Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain", "Authorization": bearer,
			}, "{}")
			for _, each := range []answered{asked, answer} {
				for name := range each.header {
					if strings.HasPrefix(name, "Access-Control-") || name == "Set-Cookie" {
						t.Errorf("%s %s says %s: %s, %s", operation.method, path, name, each.header.Get(name), what)
					}
				}
				if each.header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
					t.Errorf("%s %s may be shown elsewhere, %s", operation.method, path, what)
				}
			}
			if bearer == "" && !operation.open && answer.status != 401 {
				t.Errorf("%s %s lets a form of another site in: %d", operation.method, path, answer.status)
			}
		}
	}
}

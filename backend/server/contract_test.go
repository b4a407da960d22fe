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

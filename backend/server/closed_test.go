package server_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"kith/backend/kithtest"
	"kith/backend/server"
)

func TestItIsNotServedWhereAStrangerCouldRead(t *testing.T) {
	for _, try := range []struct {
		what, says string
		change     func(*server.Config)
	}{
		{"pages of every site may read", "pages of another site may read", func(config *server.Config) {
			config.Doors = func(_ *server.House, group *echo.Group) { group.GET("/hello", openToAllSites) }
		}},
		{"PocketBase answers elsewhere", "PocketBase's own /api/collections/_superusers/auth-with-password answers a stranger", func(config *server.Config) {
			config.Operators = []string{"203.0.113.9"}
		}},
		{"everybody behind the proxy is an operator", "everybody comes from 127.0.0.1", func(config *server.Config) {
			config.Origin, config.Operators = "https://kith.school.example", []string{"192.0.2.7", "127.0.0.1"}
		}},
		{"so in the other notation", "everybody comes from ::1", func(config *server.Config) {
			config.Origin, config.Operators = "https://198.51.100.4", []string{"::1"}
		}},
		{"no address in particular", "not all of them", func(config *server.Config) { config.Operators = []string{"0.0.0.0"} }},
		{"no address at all", "an operator's address", func(config *server.Config) { config.Operators = []string{"the office"} }},
	} {
		t.Run(try.what, func(t *testing.T) {
			err := serving(t, try.change)
			if err == nil || !strings.Contains(err.Error(), try.says) {
				t.Errorf("it is served, or for another reason is not: %v", err)
			}
		})
	}
}

func TestASchoolOnItsOwnMachineOrBehindAProxyIsServed(t *testing.T) {
	for what, change := range map[string]func(*server.Config){
		"alone": func(*server.Config) {},
		"with an operator on the same machine": func(config *server.Config) {
			config.Origin, config.Operators = "http://127.0.0.1:8090", []string{"127.0.0.1"}
		},
		"behind a proxy with an operator elsewhere": func(config *server.Config) {
			config.Origin, config.Operators = "https://kith.school.example", []string{"192.0.2.7"}
		},
	} {
		if err := serving(t, change); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// PocketBase makes an account that may do everything when it is first served, for whoever holds its link. A school has none, before its set-up and after.
func TestASchoolThatIsSetUpHasNobodyWhoMayDoEverything(t *testing.T) {
	school := kithtest.Open(t, func(config *server.Config) { config.Addr = "127.0.0.1:0" })
	nobody := func(when string) {
		t.Helper()
		if n := school.Count(`SELECT count(*) FROM _superusers`); n != 0 {
			t.Errorf("%s there are %d superusers", when, n)
		}
	}
	nobody("before it is set up")
	link, err := school.SetupLink()
	if err != nil {
		t.Fatal(err)
	}
	_, secret, _ := strings.Cut(link, "#")
	answer := send(t, school, "POST", "/kith/v1/setup", map[string]string{"Content-Type": "application/json"}, fmt.Sprintf(
		`{"token":%q,"device":{"id":"setupdevice0000"},"school":{"name":"Northside","zone":"Europe/London","yearEnds":"2027-07-31"},`+
			`"coordinator":{"name":"Ms. Reyes","mail":"reyes@northside.example","password":"four quiet words here"}}`, secret))
	if answer.status != 200 || school.Count(`SELECT count(*) FROM grants WHERE role = 'coordinator'`) != 1 {
		t.Fatalf("%d %s", answer.status, answer.body)
	}
	nobody("when it is set up")
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := school.Serve(ctx); err != nil {
		t.Fatal(err)
	}
	nobody("when it has been served")
}

// serving serves a school on a port that is free, for a moment if it can be served at all, and returns why it could not.
func serving(t *testing.T, change func(*server.Config)) error {
	t.Helper()
	school := kithtest.Open(t, func(config *server.Config) { config.Addr = "127.0.0.1:0" }, change)
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	return school.Serve(ctx)
}

func openToAllSites(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderAccessControlAllowOrigin, "*")
	return c.NoContent(http.StatusOK)
}

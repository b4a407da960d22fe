package server_test

import (
	"context"
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

package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"kith/backend/account"
	"kith/backend/api"
	"kith/backend/media"
)

// prefix is where the contract lives.
const prefix = "/kith/v1"

// openDoors are the operations that need no session. A test holds them against the contract.
var openDoors = map[string]bool{
	"/hello": true, "/setup": true, "/session/refresh": true, "/sign-in/badge": true, "/sign-in/code": true,
	"/sign-in/invitation": true, "/sign-in/password": true, "/sign-in/mailed-code": true,
}

// limits are how many bytes a body may have. What is not named here has the smallest.
func limit(method, path string) int64 {
	switch {
	case strings.HasPrefix(path, prefix+"/media") && (method == http.MethodPost || method == http.MethodPatch):
		return 10<<20 + 1
	case path == prefix+"/sync":
		return 256 << 10
	case path == prefix+"/reconcile", path == prefix+"/sealed", strings.HasPrefix(path, prefix+"/consent-sheet"):
		return 512 << 10
	}
	return 32 << 10
}

// mount puts the contract, the app's files and nothing else before the world. PocketBase's own API is not found, except for a
// superuser at an operator's address.
func (h *House) mount(r *router.Router[*core.RequestEvent]) {
	e := h.echo()
	handle := func(event *core.RequestEvent) error {
		e.ServeHTTP(event.Response, event.Request)
		return nil
	}
	r.Unbind(apis.DefaultSecurityHeadersMiddlewareId) // ours are stricter
	// The gate stands right behind the reading of PocketBase's own tokens, since an operator is known by one.
	r.Bind(&hook.Handler[*core.RequestEvent]{Id: "kithGate", Func: h.gate, Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 1})
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"} {
		if method != "HEAD" { // GET answers HEAD too
			r.Route(method, "/kith/{path...}", handle)
		}
	}
	r.Route("HEAD", "/kith/{path...}", handle)
	r.GET("/{path...}", h.files())
	r.Route("", "/", func(event *core.RequestEvent) error { return api.NotFound() })
}

// guarded gives every answer its headers, also those of the mux itself.
func (h *House) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		protect(w.Header(), h.config.Origin)
		next.ServeHTTP(w, request)
	})
}

// gate closes PocketBase's own doors to everybody but an operator, and tells whatever goes wrong behind it in our form.
func (h *House) gate(event *core.RequestEvent) (err error) {
	path := event.Request.URL.Path
	theirs := theirs(path)
	if theirs && !h.operator(event) {
		return api.Tell(event.Response, api.NotFound())
	}
	defer func() {
		what := recover()
		if what == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
			panic(what)
		}
		if what != nil && event.Written() { // half an answer must not end like a whole one
			h.App.Logger().Error("a request panicked in its middle", slog.String("path", path), slog.Any("cause", what))
			panic(http.ErrAbortHandler)
		}
		if what != nil {
			h.App.Logger().Error("a request panicked", slog.String("path", path), slog.Any("cause", what))
			err = api.Tell(event.Response, fmt.Errorf("panicked: %v", what))
		}
	}()
	if err = event.Next(); err == nil || theirs || event.Written() {
		return err
	}
	var refused *router.ApiError
	if errors.As(err, &refused) && refused.Status == http.StatusRequestEntityTooLarge {
		err = &http.MaxBytesError{}
	}
	return api.Tell(event.Response, err)
}

func (h *House) operator(event *core.RequestEvent) bool {
	at, err := netip.ParseAddr(event.RemoteIP())
	if err != nil || !slices.Contains(h.config.Operators, at.Unmap().String()) {
		return false
	}
	return event.HasSuperuserAuth() || strings.HasPrefix(event.Request.URL.Path, "/api/collections/_superusers/auth-")
}

func (h *House) echo() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.JSONSerializer, e.Binder = strict{}, onlyJSON{}
	e.HTTPErrorHandler = h.tell
	group := e.Group(prefix, h.bounded, h.known, h.wakes)
	api.RegisterHandlersWithOptions(group, api.NewStrictHandler(
		h.Rooms(), nil), api.RegisterHandlersOptions{})
	group.OPTIONS("/media", func(c echo.Context) error { return h.media.Abilities().Write(c.Response()) })
	if h.config.Doors != nil {
		h.config.Doors(h, group)
	}
	return e
}

// tell is the one place that turns an error into HTTP.
func (h *House) tell(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	var wrong *echo.HTTPError
	if errors.As(err, &wrong) && !errors.As(err, new(*api.Refusal)) && !errors.As(err, new(*http.MaxBytesError)) {
		switch {
		case wrong.Code == http.StatusNotFound || wrong.Code == http.StatusMethodNotAllowed:
			err = api.NotFound()
		case wrong.Code < http.StatusInternalServerError:
			err = api.Refuse(wrong.Code, "request_invalid", "The school could not read this. Reload the app; nothing on this phone is lost.").Because(wrong)
		}
	}
	if refusal := api.As(err); refusal.Status >= http.StatusInternalServerError {
		h.App.Logger().Error("a request failed", slog.String("path", c.Path()), slog.Any("error", err))
	}
	if failed := api.Tell(c.Response(), err); failed != nil {
		h.App.Logger().Warn("a refusal could not be told", slog.Any("error", failed))
	}
}

// bounded ends a body that is longer than its route allows, also one that comes in chunks.
func (h *House) bounded(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		most := limit(request.Method, request.URL.Path)
		if request.ContentLength > most {
			return errors.Join(&http.MaxBytesError{Limit: most}, forgive(request))
		}
		request.Body = http.MaxBytesReader(c.Response(), request.Body, most)
		c.Response().Header().Set("Cache-Control", "no-store")
		return next(c)
	}
}

// forgiven is how long a body may be, in bytes, whose sender still gets to read the refusal.
const forgiven = 1 << 20

// forgive reads a body that is somewhat too long to its end: a connection that is closed while the phone still writes loses the answer.
func forgive(request *http.Request) error {
	if request.ContentLength > forgiven {
		return nil
	}
	_, err := io.Copy(io.Discard, request.Body)
	return err
}

// known lets nobody past without a session, except at the open doors, and puts the seat that acts into the request.
func (h *House) known(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if openDoors[strings.TrimPrefix(c.Path(), prefix)] || strings.HasPrefix(c.Path(), prefix+"/demo") {
			return next(c)
		}
		bearer, found := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
		if !found {
			return api.SignInAgain()
		}
		session, err := h.account.Authenticate(c.Request().Context(), bearer)
		if err != nil {
			return err
		}
		ctx := account.With(c.Request().Context(), session)
		c.SetRequest(c.Request().WithContext(media.WithRequest(ctx, c.Request())))
		return next(c)
	}
}

// wakes tells the streams to look, after whatever may have written.
func (h *House) wakes(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		err := next(c)
		if c.Request().Method != http.MethodGet && c.Request().Method != http.MethodHead {
			h.streams.Wake()
		}
		return err
	}
}

// onlyJSON refuses bodies of another kind: echo would read XML and forms into the same types, past every check of strict.
type onlyJSON struct{}

// Bind implements echo.Binder.
func (onlyJSON) Bind(into any, c echo.Context) error {
	if kind, _, _ := strings.Cut(c.Request().Header.Get("Content-Type"), ";"); strings.TrimSpace(kind) != "application/json" {
		return echo.ErrUnsupportedMediaType
	}
	return c.Echo().JSONSerializer.Deserialize(c, into)
}

// strict reads JSON bodies and refuses fields that the contract does not know.
type strict struct{ echo.DefaultJSONSerializer }

// Deserialize implements echo.JSONSerializer.
func (strict) Deserialize(c echo.Context, into any) error {
	body, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return api.As(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return api.Refuse(http.StatusBadRequest, "body_invalid", "The school could not read this. Reload the app; nothing on this phone is lost.").Because(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return api.Refuse(http.StatusBadRequest, "body_invalid", "The school could not read this. Reload the app; nothing on this phone is lost.")
	}
	return nil
}

package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// Where a stranger comes from: a network that is kept for examples (RFC 5737), and a site on it.
const strangersAddress, strangersSite = "203.0.113.9", "https://stranger.example"

// closed asks the house what a stranger would ask before anybody else can. It refuses to serve where PocketBase's own API or its dashboard
// answers, also somebody who only says that they are at an operator's address, and where a page of another site may read what it is told.
func (h *House) closed(handler http.Handler) error {
	if err := h.nobodyIsEverywhere(); err != nil {
		return err
	}
	for _, ask := range [][2]string{
		{http.MethodGet, "/_/"},
		{http.MethodGet, "/api/health"},
		{http.MethodGet, "/api/collections"},
		{http.MethodGet, "/api/collections/people/records"},
		{http.MethodPost, "/api/collections/_superusers/auth-with-password"},
		{http.MethodOptions, prefix + "/sync"},
		{http.MethodGet, prefix + "/hello"},
		{http.MethodGet, prefix + "/nothing"},
		{http.MethodGet, "/"},
	} {
		status, header, err := h.stranger(handler, ask[0], ask[1])
		if err != nil {
			return err
		}
		if theirs(ask[1]) && status != http.StatusNotFound {
			return fmt.Errorf("PocketBase's own %s answers a stranger (%d)", ask[1], status)
		}
		if allowed := header.Get("Access-Control-Allow-Origin"); allowed != "" {
			return fmt.Errorf("pages of another site may read %s (Access-Control-Allow-Origin: %s)", ask[1], allowed)
		}
	}
	return nil
}

// theirs is whether a path is PocketBase's own.
func theirs(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/_/")
}

// nobodyIsEverywhere refuses an operator's address that everybody seems to come from: behind a proxy on the same machine that is this machine's own.
func (h *House) nobodyIsEverywhere() error {
	origin, err := url.Parse(h.config.Origin)
	if err != nil {
		return err
	}
	outside := origin.Hostname() != "localhost"
	if at, err := netip.ParseAddr(origin.Hostname()); err == nil {
		outside = !at.IsLoopback()
	}
	for _, operator := range h.config.Operators {
		at, err := netip.ParseAddr(operator)
		switch {
		case err != nil:
			return fmt.Errorf("an operator's address: %w", err)
		case at.Unmap().IsUnspecified():
			return errors.New("an operator's address is one address, not all of them")
		case outside && at.Unmap().IsLoopback():
			return fmt.Errorf("behind a proxy on this machine everybody comes from %s: name another address for operators", operator)
		}
	}
	return nil
}

// stranger asks as somebody from elsewhere who says that they are an operator. It returns the status and the headers.
func (h *House) stranger(handler http.Handler, method, path string) (int, http.Header, error) {
	request, err := http.NewRequestWithContext(context.Background(), method, path, http.NoBody)
	if err != nil {
		return 0, nil, err
	}
	request.RemoteAddr, request.Host = net.JoinHostPort(strangersAddress, "9"), "kith.invalid"
	request.Header.Set("Origin", strangersSite)
	request.Header.Set("Access-Control-Request-Method", http.MethodPost)
	for _, said := range []string{"X-Forwarded-For", "X-Real-Ip", "Cf-Connecting-Ip", "Forwarded"} {
		request.Header.Set(said, strings.Join(h.config.Operators, ", "))
	}
	answer := heard{status: http.StatusOK, header: http.Header{}}
	handler.ServeHTTP(&answer, request)
	return answer.status, answer.header, nil
}

// heard takes an answer and keeps of it how it began.
type heard struct {
	status int
	header http.Header
	begun  bool
}

func (a *heard) Header() http.Header { return a.header }

func (a *heard) WriteHeader(status int) {
	if !a.begun {
		a.status, a.begun = status, true
	}
}

func (a *heard) Write(body []byte) (int, error) {
	a.begun = true
	return len(body), nil
}

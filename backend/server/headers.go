package server

import (
	"net/http"
	"strings"
)

// policy lets the app load its own files and nothing else. `kith` is the one policy of ours for the address of a worker,
// `svelte-trusted-html` that of the framework.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
	"connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html kith"

// protect sets the headers of every answer.
func protect(header http.Header, origin string) {
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Permissions-Policy":           "geolocation=(), camera=(self), microphone=(self), payment=(), usb=()",
	} {
		header.Set(name, value)
	}
	if strings.HasPrefix(origin, "https://") {
		header.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

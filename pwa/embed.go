// Package pwa holds the built phone app, so that one binary is the whole of Kith.
package pwa

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var built embed.FS

// Dist is the phone app as it is served: index.html, the worker, and files with hashed names.
// On a clone that has not run `npm run build` it holds no index.html.
func Dist() fs.FS {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // only a malformed path can fail here, and the path is a constant
	}
	return dist
}

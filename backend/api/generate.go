// Package api is the one contract between the phones and the school: openapi.yaml, the types generated from it, and the one shape
// in which every refusal is told.
package api

//go:generate go tool oapi-codegen -config generate.yaml -o api.gen.go openapi.yaml

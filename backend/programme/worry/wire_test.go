package worry_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"kith/backend/kithtest"
)

// unzipped is every text of a zip that somebody may have, and nothing where they may not.
func unzipped(t *testing.T, phone *kithtest.Phone, path string) string {
	t.Helper()
	_, body := phone.JSON("GET", path, nil)
	packed, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return ""
	}
	var texts strings.Builder
	for _, file := range packed.File {
		opened, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&texts, opened); err != nil {
			t.Fatal(err)
		}
	}
	return texts.String()
}
